"""Explicit wishes: "please answer in French", said in any of 36 languages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from babel import Locale

from language.neighbours import folded
from language.own_names import OWN_NAMES
from language.scripts import WRITTEN_IN
from language.tags import primary
from language.wish_words import ASKING, REFUSALS, REFUSALS_AFTER, REFUSALS_UNSPACED, Asking

NEAR: Final = 2  # words before or behind a wish that can turn it round
NEAR_UNSPACED: Final = 8  # the same in letters, where no spaces part the words
LONGER: Final = 5  # letters that an ending may add to a name: englanti, englanniksi
SHORTEST: Final = 3  # letters of a name that an ending must leave: němčina, německy

_ENDS: Final = frozenset(".!?;,:…。、！？，；：؟،।\n")
_COMMAS: Final = frozenset(",、，،")
_GENERIC: Final = re.compile(r"^(?:tieng|bahasa|ภาษา) *|(?:語|语|文|話|话)$")


class Wishes:
    """Finds the language in which a text asks to be answered. Safe to share between threads.

    `languages` are the primary tags that can be wished for. Names of languages are known in the
    language of the sentence, in English, and in the wished language itself.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        self._wished = tuple(sorted(languages))
        self._sentences = {language: _Sentence(asking) for language, asking in ASKING.items()}
        self._own_names = {
            form: tag
            for tag, names in OWN_NAMES.items()
            if primary(tag) in self._wished
            for name in _parts(names)
            for form in (name, _GENERIC.sub("", name))
        }
        self._names: dict[str, Mapping[str, str]] = {}

    def found(self, text: str, script: str) -> str | None:
        """The BCP 47 tag of the first language wished for, or None. `script` is the text's."""
        bare = folded(text)
        strict, loose = _clauses(bare, _ENDS), _clauses(bare, _ENDS - _COMMAS)
        words, written = frozenset(loose.split()), WRITTEN_IN.get(script, ())
        for language, sentence in self._sentences.items():
            if (language in written or language == "en") and sentence.may_be_in(words):
                for name in chain(sentence.names(strict), sentence.names(loose)):
                    wished = self._named(name, language)
                    if wished is not None:
                        return wished
        return None

    def _named(self, name: str, language: str) -> str | None:
        asking, here = ASKING[language], self._names_in(language)
        for names in (self._own_names, here, self._names_in("en")):
            wished = names.get(name) if asking.spaced else _within(name, names)
            if wished is not None:
                return wished
        inflected = asking.spaced and (asking.endings or asking.clips)
        return _nearest(name, here, asking.clips) if inflected else None

    def _names_in(self, language: str) -> Mapping[str, str]:
        """What the wished languages are called in a language; read once, when first needed."""
        if language not in self._names:
            called = Locale.parse(language).languages
            names = {tag: called.get("no" if tag == "nb" else tag) for tag in self._wished}
            self._names[language] = {
                _GENERIC.sub("", folded(name)): tag for tag, name in names.items() if name
            }
        return self._names[language]


class _Sentence:
    """The sentences of one language that ask for one, as patterns over folded clauses."""

    def __init__(self, asking: Asking) -> None:
        self.spaced = asking.spaced
        self._endings = tuple(_parts(asking.endings))
        build = _spaced if asking.spaced else _unspaced
        self._patterns = [re.compile(pattern) for pattern in build(asking)]
        words = _parts(f"{asking.verbs}/{asking.please}")
        self._first_words = frozenset(word.split()[0] for word in words)
        self._refusals = _REFUSALS - {*_parts(asking.please)}  # Danish thanks, Malay refuses: tak
        self._every = not asking.spaced or "*" in asking.verbs

    def may_be_in(self, words: frozenset[str]) -> bool:
        """Whether a look at the sentence is worth its time: most texts have none of its words."""
        return self._every or not self._first_words.isdisjoint(words)

    def names(self, clauses: str) -> Iterator[str]:
        """What stands where a wish names its language, whether or not it is a language's name."""
        for pattern in self._patterns:
            for match in pattern.finditer(clauses):
                ended = not self._endings or match["name"].endswith(self._endings)
                if ended and not self._is_refused(clauses, match):
                    yield match["name"]

    def _is_refused(self, clauses: str, match: re.Match[str]) -> bool:
        before = clauses[: match.start()].rpartition("|")[2]
        after = clauses[match.end() :].partition("|")[0]
        if self.spaced:
            near = [*before.split()[-NEAR:], *match[0].split()]
            return bool(self._refusals & {*near} or _REFUSALS_AFTER & {*after.split()[:NEAR]})
        seen, next_to = before[-NEAR_UNSPACED:] + match[0], after[:NEAR_UNSPACED]
        return any(word in seen for word in _REFUSALS_UNSPACED) or any(
            word in next_to for word in _REFUSALS_AFTER
        )


def _spaced(asking: Asking) -> Iterator[str]:
    verbs, please = _any_of(asking.verbs), _any_of(asking.please)
    fillers = f"(?: {_any_of('/'.join((asking.fillers, asking.please)))}){{0,4}}"
    before = _any_of(asking.before, behind=" ")
    after = _any_of(asking.after, ahead=" ")
    named = rf"{before}(?P<name>[^ |]{{1,24}}){after}(?= |$)"
    if asking.openers:
        begun = _any_of("/".join((asking.openers, asking.please)))
        yield rf"(?:(?:^|\|) ?|{begun} ){verbs}{fillers} {named}"
    else:
        yield rf"(?:^|[ |]){verbs}{fillers} {named}"
        yield rf"(?:^|[ |]){named}{fillers} {verbs}(?= |$)"
    if asking.please:
        wanted = named.replace(before, f"(?:{before})?", 1) if before else named
        yield rf"(?:^|\|) ?{wanted} {please}(?= ?(?:\||$))"
        yield rf"(?:^|\|) ?{please} {named}(?= ?(?:\||$))"


def _unspaced(asking: Asking) -> Iterator[str]:
    verbs, before, after = _any_of(asking.verbs), _any_of(asking.before), _any_of(asking.after)
    fillers = f"(?: ?{_any_of(asking.fillers)}){{0,3}}" if asking.fillers else ""
    yield rf"{before} ?(?P<name>[^ |]{{1,16}}?) ?{after}{fillers} ?{verbs}"
    if asking.before:
        yield rf"{verbs}{fillers} ?{before} ?(?P<name>[^ |]{{1,24}})"


def _any_of(words: str, ahead: str = "", behind: str = "") -> str:
    """Alternatives as a pattern, the longest first; an empty one is optional."""
    if not words.strip("/"):
        return ""
    parts = sorted(set(words.split("/")), key=len, reverse=True)
    return f"(?:{'|'.join(_pattern(part, ahead, behind) for part in parts)})"


def _pattern(word: str, ahead: str, behind: str) -> str:
    if word.endswith("+"):
        return ahead + re.escape(folded(word[:-1]))
    if word.endswith("*"):
        return ahead + re.escape(folded(word[:-1])) + "[^ |]*" + behind
    return ahead + re.escape(folded(word)) + behind if word else ""


def _parts(words: str) -> list[str]:
    return [folded(word) for word in words.split("/") if word]


def _clauses(bare: str, ends: frozenset[str]) -> str:
    """The words of a folded text with single spaces, and ` | ` wherever a clause ends."""
    seen = (
        " | " if letter in ends else letter if _is_of_a_word(letter) else " " for letter in bare
    )
    return " ".join("".join(seen).split())


def _is_of_a_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


def _nearest(name: str, names: Mapping[str, str], clips: int) -> str | None:
    """The language whose name begins as this word does, apart from their endings."""
    best, length = None, 0
    for known, tag in names.items():
        alike = _alike(name, known)
        least = max(min(SHORTEST, len(known)), len(known) - clips, 2)
        if length < alike >= least and len(name) <= len(known) + LONGER:
            best, length = tag, alike
    return best


def _within(name: str, names: Mapping[str, str]) -> str | None:
    """The language whose name these letters are, where no space tells where it begins or ends."""
    bare = name if name in names else _GENERIC.sub("", name)
    if bare in names:
        return names[bare]
    fits = [known for known in names if name.startswith(known) or bare.endswith(known)]
    return names[max(fits, key=len)] if fits else None


def _alike(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


_REFUSALS: Final = frozenset(_parts(REFUSALS))
_REFUSALS_AFTER: Final = frozenset(_parts(REFUSALS_AFTER))
_REFUSALS_UNSPACED: Final = frozenset(_parts(REFUSALS_UNSPACED))
