"""Each key of `moods/*.yaml`, and what policies make of moods, seen by what a ticket becomes."""

import pytest

from domain.events import MessageUnderstood, PriorityChanged
from domain.moods import CAPITALS, Mood
from domain.vocabulary import THE_DESK, Priority
from rulebook.publishing.diff import desk_diff
from rulebook.publishing.editions import files_of
from tests.rulebook.building import FRIDAY, SAMPLE, STANDARD, Copy, of
from tests.rulebook.keys.living import MINUTE, Life

FILE = "moods/is.yaml"
ICELANDIC = """language: is
entries:
  hurry:
    means: urgent
    words: [brýnt]
    harmless: [ekki brýnt]
"""
RULES = "\nraise_priority_when: "


def heard(copy: Copy, text: str, language: str = "is") -> tuple[str, ...]:
    return copy.read().moods.found_in(text, language)


@pytest.fixture
def written(copy: Copy) -> Copy:
    return copy.write(FILE, ICELANDIC)


@pytest.mark.shows_key("moods.language")
def test_words_count_in_texts_of_their_language(written: Copy) -> None:
    assert heard(written, "Þetta er brynt") == ("is.urgent.hurry",)
    written.edit(FILE, "language: is", "language: fo")
    assert heard(written, "Þetta er brynt") == ()
    assert heard(written, "Þetta er brynt", "fo") == ("fo.urgent.hurry",)


@pytest.mark.shows_key("moods.entries")
def test_an_entry_is_known_by_its_name(written: Copy) -> None:
    written.edit(FILE, "  hurry:", "  rush:")
    assert heard(written, "brýnt") == ("is.urgent.rush",)


@pytest.mark.shows_key("moods.entries.means")
def test_an_entry_tells_of_its_mood(written: Copy) -> None:
    written.edit(FILE, "means: urgent", "means: sad")
    assert heard(written, "brýnt") == ("is.sad.hurry",)


@pytest.mark.shows_key("moods.entries.words")
def test_the_words_are_what_is_heard(written: Copy) -> None:
    assert heard(written, "áríðandi") == ()
    written.edit(FILE, "words: [brýnt]", 'words: [brýnt, "áríð*"]')
    assert heard(written, "áríðandi") == ("is.urgent.hurry",)
    written.edit(FILE, '"áríð*"]', '"þarf … í dag"]')
    assert heard(written, "Ég þarf þetta í dag") == ("is.urgent.hurry",)
    assert heard(written, "Ég þarf þetta. Í dag er opið") == ()


@pytest.mark.shows_key("moods.entries.harmless")
def test_what_is_harmless_is_not_heard(written: Copy) -> None:
    assert heard(written, "þetta er ekki brýnt") == ()
    written.edit(FILE, "harmless: [ekki brýnt]", "harmless: [varla brýnt]")
    assert heard(written, "þetta er ekki brýnt") == ("is.urgent.hurry",)


def test_a_change_of_words_is_told_by_the_language() -> None:
    before = {**files_of(SAMPLE), FILE: ICELANDIC}
    [one] = desk_diff(before, {**before, FILE: ICELANDIC.replace("[brýnt]", "[liggur á]")})
    assert one.startswith("mood list is: entries hurry words")


def becomes(copy: Copy, *moods: str) -> list[PriorityChanged]:
    """What becomes of a ticket's priority after a message in which this was heard."""
    life = Life(copy.read())
    found = MessageUnderstood(
        at=FRIDAY, by=THE_DESK, message_id="m", language="en", confidence=1.0, moods=moods
    )
    return of(PriorityChanged, life.happens(found).until(FRIDAY + MINUTE).events)


@pytest.mark.shows_key("policies.raise_priority_when")
def test_a_policy_says_what_raises_the_priority(copy: Copy) -> None:
    for entry in ("en.urgent.hurry", "en.threat.law"):  # so it is if left out
        assert [one.priority for one in becomes(copy, entry)] == [Priority.HIGH]
    assert becomes(copy, "en.deadline.day", "en.angry.fury", CAPITALS) == []
    text = (copy.folder / STANDARD).read_text(encoding="utf-8")
    copy.write(STANDARD, f"{text}{RULES}{{}}\n")
    assert becomes(copy, "en.urgent.hurry", "en.threat.law") == []


@pytest.mark.shows_key(
    "policies.raise_priority_when.urgent",
    "policies.raise_priority_when.deadline",
    "policies.raise_priority_when.angry",
    "policies.raise_priority_when.threat",
    "policies.raise_priority_when.sad",
    "policies.raise_priority_when.happy",
    "policies.raise_priority_when.person",
    "policies.raise_priority_when.shouting",
)
@pytest.mark.parametrize("mood", Mood)
def test_each_mood_raises_to_what_the_policy_says(copy: Copy, mood: Mood) -> None:
    text = (copy.folder / STANDARD).read_text(encoding="utf-8")
    for priority in (Priority.HIGH, Priority.URGENT):
        copy.write(STANDARD, f"{text}{RULES}{{{mood}: {priority}}}\n")
        assert [one.priority for one in becomes(copy, f"en.{mood}.a")] == [priority]
    other = Mood.SAD if mood is not Mood.SAD else Mood.ANGRY
    assert becomes(copy, f"en.{other}.a") == []
