"""What people of other regions do not need for their work: it gives way to the name of its kind.

Recognised is what has a shape: addresses, numbers with check digits or in the groups of a telephone
number, and numbers behind a word that says what they are. A bare row of digits reads like an order
number, which an agent needs: it stays. A person's name has no shape: only names that are known can
be looked for. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import Final

from domain.stores import Text

Span = tuple[int, int]

# Every repetition is bounded, and most cannot overlap their neighbours: time stays linear.
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}[@＠](?:[\w-]{1,63}[.．]){1,8}[\w-]{2,63}")
_ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:[ \u00a0-]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_DIGITS = re.compile(r"(?<!\w)\d{1,19}(?:[ \u00a0-]\d{1,19}){0,40}(?!\w)")
_DOCUMENT = re.compile(
    r"(?<![\w-])(?:\d{3}\.\d{3}\.\d{3}-\d\d|\d{2}\.\d{3}\.\d{3}/\d{4}-\d\d|\d{3}-\d\d-\d{4})(?![\w-])"
    r"|(?:(?<!\w)(?:passport|passaporte|pasaporte|passeport|reisepass|ausweis|id card|cpf|cnpj|nif"
    r"|nie|dni|ssn|rg)(?!\w)|护照|身份证|パスポート|マイナンバー)"
    r"\W{0,3}(?:(?:number|no|nr|nº|n°|nummer|número|numéro|is|es|é|ist|est|番号|号码|は|是)\W{0,3}){0,2}"
    r"(?P<value>(?=[A-Z0-9./-]{0,14}\d)[A-Z0-9](?:[./-]?[A-Z0-9]){4,17})(?!\w)",
    re.IGNORECASE,
)
_PHONES = (
    re.compile(r"(?<![\w+])(?:[+＋]|00(?=[1-9]))\(?\d(?:[ ()./\u00a0\u2010-\u2015-]{0,3}\d){6,14}"),
    re.compile(r"(?<![\w.+-])\(?0\d{1,5}\)?[ ./\u00a0-]{1,3}\d(?:[ ./\u00a0-]?\d){4,10}(?!\d)"),
    re.compile(r"(?<![\w.+-])\(?\d{1,4}\)?(?:[ \u00a0-]\d{2,5}){2,4}(?![\w-])"),
    re.compile(
        r"(?:(?<!\w)(?:tel\w{0,8}|t[ée]l\w{0,8}|phone|fone|fon|m[óo]vil|mobil\w{0,3}|cell?\w{0,5}"
        r"|whatsapp|handy)(?!\w)|携帯|電話|电话|手机)"
        r"\W{0,3}(?:(?:number|no|nr|nº|n°|nummer|número|numéro|is|es|é|ist|est|番号|号码|は|是)\W{0,3}){0,2}"
        r"(?P<value>\(?\d(?:[ ()./\u00a0-]{0,2}\d){5,14})(?!\d)",
        re.IGNORECASE,
    ),
)
_DATE = re.compile(r"\(?(?:\d{4}[ ./-]\d\d?[ ./-]\d\d?|\d\d?[./-]\d\d?[./-]\d{2,4})(?!\d)")
SHORTEST_PHONE = 9  # digits, of those that no plus and no word introduces
CARD_DIGITS = range(13, 20)  # ISO/IEC 7812
SHORTEST_ACCOUNT = 15  # characters of an IBAN, ISO 13616


NAME: Final = "name"  # the one kind without a shape
SHORTEST_NAME: Final = 2  # characters of a part of a name that is looked for
SPACELESS: Final = "\u2e80"  # from here on scripts write names into the words around them


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is masked, and how it is found."""

    name: str
    find: Callable[[str], Iterator[Span]]

    def hide(self, words: str) -> str:
        """The words without it."""
        kept, end = [], 0
        for start, stop in self.find(words):
            kept += [words[end:start], f"[{self.name}]"]
            end = stop
        return "".join([*kept, words[end:]])


@dataclass(frozen=True, slots=True)
class Recognised:
    """Something personal in words: its kind, and from which character to before which it stands."""

    kind: str
    start: int
    end: int


def masked(text: Text, kinds: Sequence[Kind] | None = None) -> Text:
    """The text as people of other regions read it; its names of fields stay."""
    return replace(text, content=masked_members(text.content, kinds))


def masked_members(
    content: Mapping[str, object], kinds: Sequence[Kind] | None = None
) -> dict[str, object]:
    """What stands under each name, masked however deep inside."""
    return {name: masked_value(value, kinds) for name, value in content.items()}


def masked_value(value: object, kinds: Sequence[Kind] | None = None) -> object:
    """A value of a text, with all words in it masked."""
    if isinstance(value, str):
        return masked_words(value, kinds)
    if isinstance(value, Mapping):
        return masked_members(value, kinds)
    if isinstance(value, list | tuple):
        return [masked_value(item, kinds) for item in value]
    return value


def masked_words(words: str, kinds: Sequence[Kind] | None = None) -> str:
    """The words, with the name of its kind in brackets for each thing that was recognised.

    Without `kinds` everything that has a shape is looked for.
    """
    for kind in KINDS if kinds is None else kinds:
        words = kind.hide(words)
    return words


def recognised(words: str, kinds: Sequence[Kind] | None = None) -> tuple[Recognised, ...]:
    """What masking would hide, in the order in which it stands; nothing where it hides nothing."""
    found: list[Recognised] = []
    places = list(range(len(words)))  # where each letter of what is left stood
    for kind in KINDS if kinds is None else kinds:
        kept: list[int] = []
        end = 0
        for start, stop in kind.find(words):
            found.append(Recognised(kind.name, places[start], places[stop - 1] + 1))
            kept += [*places[end:start], *([places[start]] * (len(kind.name) + 2))]
            end = stop
        words, places = kind.hide(words), [*kept, *places[end:]]
    return tuple(sorted(found, key=lambda one: one.start))


def kinds_of(wanted: Collection[str], names: Iterable[str] = ()) -> tuple[Kind, ...]:
    """The kinds by their names, in the order in which they are looked for.

    `names` are how the person is called, for the kind `name`.
    """
    found = tuple(kind for kind in KINDS if kind.name in wanted)
    called = _names(names) if NAME in wanted else None
    return found if called is None else (*found, Kind(NAME, partial(_matches, called)))


def _matches(pattern: re.Pattern[str], words: str) -> Iterator[Span]:
    for match in pattern.finditer(words):
        yield match.span()


def _names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Any part of the names, and parts in a row as one; None where there is none to look for."""
    written = (unicodedata.normalize(form, name) for name in names for form in ("NFC", "NFD"))
    parts = {part for name in written for part in re.split(r"[\s,.;()\"-]+", name)}
    found = sorted((part for part in parts if len(part) >= SHORTEST_NAME), key=len, reverse=True)
    if not found:
        return None
    one = "|".join(map(_bounded, found))
    return re.compile(rf"(?:{one})(?:[\s,.-]{{1,3}}(?:{one}))*", re.IGNORECASE)


def _bounded(part: str) -> str:
    escaped = re.escape(part)
    return escaped if max(part) >= SPACELESS else rf"(?<!\w){escaped}(?!\w)"


def _addresses(words: str) -> Iterator[Span]:
    yield from _matches(_MAIL, words)


def _accounts(words: str) -> Iterator[Span]:
    """IBANs, whatever stands close behind them."""
    for match in _ACCOUNT.finditer(words):
        for end in range(match.end(), match.start() + SHORTEST_ACCOUNT - 1, -1):
            if _is_account(words[match.start() : end]):
                yield match.start(), end
                break


def _is_account(written: str) -> bool:
    """Whether the check digits fit (ISO 7064 MOD 97-10)."""
    account = re.sub(r"[ \u00a0-]", "", written)
    if len(account) < SHORTEST_ACCOUNT or not account.isascii():
        return False
    return int("".join(str(int(letter, 36)) for letter in account[4:] + account[:4])) % 97 == 1


def _cards(words: str) -> Iterator[Span]:
    """Card numbers, also between other numbers: any groups in a row whose check digit fits."""
    for row in _DIGITS.finditer(words):
        groups = [
            (row.start() + found.start(), row.start() + found.end())
            for found in re.finditer(r"\d+", row[0])
        ]
        yield from _in_row(groups, "".join(words[start:end] for start, end in groups))


def _in_row(groups: list[Span], digits: str) -> Iterator[Span]:
    """The groups that make a card number, the longest that begins at each."""
    sums, ends = _check_sums(digits), list(accumulate(end - start for start, end in groups))
    first = 0
    while first < len(groups):
        begin = ends[first] - (groups[first][1] - groups[first][0])
        near = range(first, min(first + CARD_DIGITS.stop, len(groups)))
        fitting = [last for last in near if _is_card(sums, begin, ends[last])]
        if fitting:
            yield groups[first][0], groups[fitting[-1]][1]
        first = fitting[-1] + 1 if fitting else first + 1


def _check_sums(digits: str) -> tuple[list[int], list[int]]:
    """What the digits before each place come to, with every second doubled: two ways to begin."""
    plain = [int(digit) for digit in digits]
    doubled = [sum(divmod(2 * digit, 10)) for digit in plain]
    ways = ([plain, doubled], [doubled, plain])
    first, second = (
        list(accumulate((ways[way][place % 2][place] for place in range(len(digits))), initial=0))
        for way in (0, 1)
    )
    return first, second


def _is_card(sums: tuple[list[int], list[int]], begin: int, end: int) -> bool:
    """Whether the last digit is the check digit of the others (Luhn, ISO/IEC 7812-1)."""
    way = sums[(end - 1) % 2]  # the last digit itself is not doubled
    return end - begin in CARD_DIGITS and (way[end] - way[begin]) % 10 == 0


def _documents(words: str) -> Iterator[Span]:
    for match in _DOCUMENT.finditer(words):
        yield match.span("value" if match["value"] else 0)


def _phones(words: str) -> Iterator[Span]:
    """In the order in which they stand, none within another."""
    international, trunk, grouped, named = _PHONES
    spans = [match.span() for match in international.finditer(words)]
    spans += [match.span("value") for match in named.finditer(words)]
    for pattern in (trunk, grouped):
        spans += [match.span() for match in pattern.finditer(words) if _is_phone(match[0])]
    end = 0
    for start, stop in sorted(spans):
        if stop > end:
            yield max(start, end), stop
            end = stop


def _is_phone(written: str) -> bool:
    digits = sum(letter.isdecimal() for letter in written)
    return digits >= SHORTEST_PHONE and not _DATE.match(written)


KINDS = (
    Kind("e-mail", _addresses),
    Kind("account", _accounts),
    Kind("card", _cards),
    Kind("document", _documents),
    Kind("phone", _phones),
)
EVERY_KIND: Final = (*(kind.name for kind in KINDS), NAME)
