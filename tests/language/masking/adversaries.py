"""Engines that do to a text what real ones were seen to do, and worse."""

import re
from collections.abc import Callable
from random import Random

from language.engine import EngineFailed

Answer = Callable[[str], str]


class Noted:
    """An engine with all that it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[str] = []
        self._answer = answer

    def __call__(self, text: str) -> str:
        self.asked.append(text)
        return self._answer(text)


_CODE = re.compile(r"\b\w*\d\w*\b")
_WIDE = {at: at + 0xFEE0 for at in range(0x21, 0x7F)}


def _by_words(change: Callable[[str], str]) -> Answer:
    return lambda text: re.sub(r"[^\W_]+", lambda word: change(word[0]), text)


def _by_lines(change: Callable[[str], str]) -> Answer:
    return lambda text: "\n".join(map(change, text.split("\n")))


def _identity(text: str) -> str:
    return text


_reversed = _by_lines(lambda line: " ".join(reversed(line.split())))
_spaced = _by_words(lambda word: re.sub(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", " ", word))


def _merged(text: str) -> str:
    return " ".join(text.split())


def _wide(text: str) -> str:
    return text.translate(_WIDE)


# These may not cost a flag: whoever restores with tolerance finds everything.
MILD: dict[str, Answer] = {
    "identity": _identity,
    "reversed words": _reversed,
    "lower case": str.lower,
    "upper case": str.upper,
    "spaces in codes": _spaced,
    "full width": _wide,
    "lines merged": _merged,
    "suffix appended": _by_words(lambda word: word + "nin"),
    "sentences ended": _by_lines(lambda line: line + "."),
}
# After these, whatever is not whole must be flagged.
HARSH: dict[str, Answer] = {
    "first code dropped": lambda text: _CODE.sub("", text, count=1),
    "all codes dropped": lambda text: _CODE.sub("", text),
    "codes doubled": lambda text: _CODE.sub(lambda code: f"{code[0]} {code[0]}", text),
    "digits shifted": _by_words(
        lambda word: re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), word)
    ),
    "letters of codes lost": lambda text: re.sub(r"[A-Z](?=\w*\d)", "", text),
    "codes cut": lambda text: re.sub(r"(\d+)[A-Z]+", r"\1", text),
    "another language": lambda _: "Bonjour tout le monde",
    "another language with numbers": lambda _: "Bonjour, 777 bateaux de 5 tonnes",
    "swallowed": lambda _: "",
    "punctuation lost": lambda text: re.sub(r"[^\w\s]", "", text),
    "letters reversed": lambda text: text[::-1],
}


def moody(seed: int) -> Answer:
    """An engine that does one or the other, and now and then refuses a part for good."""
    random = Random(seed)
    ways = [*MILD.values(), *HARSH.values()]
    asked = 0

    def answer(text: str) -> str:
        nonlocal asked
        asked += 1
        if asked > 1 and random.random() < 0.1:
            raise EngineFailed("not latin", retry=False)
        return random.choice(ways)(text)

    return answer
