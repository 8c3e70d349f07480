"""Who is in a hurry or asks for a person, in every language: precision and recall."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.coverage import LANGUAGES
from domain.moods import Mood, Moods, moods_of
from rulebook.desk import read_desk
from tests.rulebook.building import SAMPLE

ASKED = Path(__file__).parent / "asked"
JUDGED = frozenset({Mood.URGENT, Mood.PERSON})
SPOKEN = sorted({tag.partition("-")[0] for tag in LANGUAGES})
known_or_short = pytest.mark.parametrize("known", [True, False], ids=["language known", "short"])


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, its language, and what it tells: a mood, or that its writer is `calm`."""

    language: str
    kind: str
    text: str

    def heard(self, moods: Moods, *, known: bool) -> frozenset[Mood]:
        return moods_of(moods.found_in(self.text, self.language, short=not known)) & JUDGED

    @property
    def meant(self) -> frozenset[Mood]:
        return frozenset(mood for mood in JUDGED if mood == self.kind)


@pytest.fixture(scope="module")
def moods() -> Moods:
    return read_desk(SAMPLE).moods


def said_in(file: str) -> Iterator[Said]:
    for line in (ASKED / f"{file}.txt").read_text(encoding="utf-8").splitlines():
        head, _, text = line.partition(": ")
        language, kind = head.split()
        yield Said(language, kind, text)


SENTENCES = [*said_in("first"), *said_in("second")]


@known_or_short
def test_what_is_heard_is_meant_and_what_is_meant_is_heard(moods: Moods, known: bool) -> None:
    right, heard, meant = Counter[Mood](), Counter[Mood](), Counter[Mood]()
    for one in SENTENCES:
        found = one.heard(moods, known=known)
        heard.update(found)
        meant.update(one.meant)
        right.update(found & one.meant)
    for mood in sorted(JUDGED):
        precise, complete = right[mood] / heard[mood], right[mood] / meant[mood]
        print(f"{mood}: {precise:.2f} {complete:.2f} of {meant[mood]}")  # noqa: T201 - the table
        assert precise >= 0.97, mood
        assert complete >= 0.95, mood


@pytest.mark.parametrize("language", SPOKEN)
@known_or_short
def test_each_language_is_heard_where_it_asks_and_not_where_it_is_calm(
    moods: Moods, language: str, known: bool
) -> None:
    """Of two that ask for the same thing one may be missed; of those that are calm none is."""
    of_it = [one for one in SENTENCES if one.language.partition("-")[0] == language]
    heard = {one: one.heard(moods, known=known) for one in of_it}
    for mood in JUDGED:
        asking = [one for one in of_it if one.kind == mood]
        assert len(asking) >= 2
        assert sum(mood in heard[one] for one in asking) >= len(asking) - 1, asking
    assert {one.text: found - one.meant for one, found in heard.items() if found - one.meant} == {}
    assert Counter(one.kind for one in of_it)["calm"] >= 4


@known_or_short
def test_what_is_denied_is_not_asked_for(moods: Moods, known: bool) -> None:
    denied = list(said_in("denied"))
    assert len(denied) > 20
    assert [one.text for one in denied if one.heard(moods, known=known)] == []


@pytest.mark.parametrize("decoration", ["🚨{}🚨", "👋🏽 {} 🙏", "12345 {} https://shop.example/a"])
@pytest.mark.parametrize("language", SPOKEN)
def test_what_surrounds_a_sentence_does_not_hide_it(
    moods: Moods, language: str, decoration: str
) -> None:
    for one in SENTENCES:
        if one.language == language:
            found = one.heard(moods, known=True)
            around = Said(language, one.kind, decoration.format(one.text))
            assert around.heard(moods, known=True) == found, around.text
