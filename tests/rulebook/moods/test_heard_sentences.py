"""How much of what customers write is heard: precision and recall on the yardsticks beside."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.coverage import LANGUAGES
from domain.moods import Mood, Moods, moods_of
from rulebook.desk import read_desk
from tests.rulebook.building import SAMPLE

HERE = Path(__file__).parent
JUDGED = (Mood.URGENT, Mood.ANGRY, Mood.SAD, Mood.HAPPY)
EIGHT = ("de", "en", "es", "fr", "ja", "pt", "ru", "zh")
OTHERS = sorted({tag.partition("-")[0] for tag in LANGUAGES} - set(EIGHT))
NEVER_IN_THEM = frozenset({Mood.THREAT, Mood.PERSON})


@pytest.fixture(scope="module")
def moods() -> Moods:
    return read_desk(SAMPLE).moods


def sentences(folder: str, language: str) -> Iterator[tuple[str, str]]:
    """Each sentence of a yardstick, with its mood before it."""
    text = (HERE / folder / f"{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        mood, _, sentence = line.partition(": ")
        yield mood, sentence


def measured(moods: Moods, folder: str) -> dict[Mood, tuple[float, float]]:
    """Precision and recall of each mood."""
    right, heard, meant = Counter[Mood](), Counter[Mood](), Counter[Mood]()
    for language in EIGHT:
        for mood, sentence in sentences(folder, language):
            found = moods_of(moods.found_in(sentence, language))
            assert not found & NEVER_IN_THEM, sentence
            heard.update(found)
            if mood != "neutral":
                meant[Mood(mood)] += 1
                right[Mood(mood)] += Mood(mood) in found
    return {one: (right[one] / heard[one], right[one] / meant[one]) for one in JUDGED}


@pytest.mark.parametrize(
    ("folder", "recall"),
    [
        ("held_out", {"urgent": 0.93, "angry": 0.98, "sad": 0.86, "happy": 0.96}),
        ("later", {"urgent": 0.7, "angry": 0.52, "sad": 0.37, "happy": 0.52}),
    ],
)
def test_what_is_heard_is_meant_and_most_of_what_is_meant_is_heard(
    moods: Moods, folder: str, recall: dict[str, float]
) -> None:
    found = measured(moods, folder)
    print(*(f"{mood}: {one[0]:.2f} {one[1]:.2f}" for mood, one in found.items()), sep="\n")  # noqa: T201 - the table
    for mood, (precise, complete) in found.items():
        assert precise >= 0.97, mood
        assert complete >= recall[mood], mood


@pytest.mark.parametrize("language", EIGHT)
def test_each_yardstick_has_as_many_of_each_kind(language: str) -> None:
    for folder, each in (("held_out", 8), ("later", 5)):
        kinds = Counter(mood for mood, _ in sentences(folder, language))
        assert kinds == dict.fromkeys((*map(str, JUDGED), "neutral"), each)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("known", [True, False], ids=["language known", "short text"])
def test_each_other_language_is_heard_where_it_tells_and_not_where_it_is_calm(
    moods: Moods, language: str, known: bool
) -> None:
    kinds = Counter[str]()
    for mood, sentence in sentences("spoken", language):
        kinds[mood] += 1
        found = moods_of(moods.found_in(sentence, language, short=not known))
        if mood == "calm":
            assert not found - {Mood.HAPPY}, sentence
        else:
            assert Mood(mood) in found, sentence
    assert kinds == {"urgent": 2, "angry": 2, "person": 1, "calm": 3}


@pytest.mark.parametrize("language", EIGHT)
def test_what_is_neutral_raises_nothing_in_whichever_list_it_is_sought(
    moods: Moods, language: str
) -> None:
    for folder in ("held_out", "later"):
        for mood, sentence in sentences(folder, language):
            if mood == "neutral":
                found = moods_of(moods.found_in(sentence, "und"))
                assert not found & {Mood.URGENT, Mood.THREAT, Mood.ANGRY}, sentence
