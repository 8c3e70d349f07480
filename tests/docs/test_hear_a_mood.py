"""The how-to for moods: what it shows is read, heard, refused and explained as it says."""

import re
from pathlib import Path

import pytest

from domain.events import MessageUnderstood, PriorityChanged
from domain.explanation import sentence
from domain.ledger import Entry
from domain.moods import LONGEST_LOOK, Mood, tone_after
from domain.prototypes import WIDEST
from domain.vocabulary import THE_DESK, Priority, Tone
from rulebook.schemas.moods import MoodEntryPart, MoodsFile
from tests.architecture.tree import ROOT
from tests.rulebook.building import FRIDAY, STANDARD, Copy, copied, of
from tests.rulebook.keys.living import MINUTE, Life

PAGE = (ROOT / "docs" / "hear-a-mood.md").read_text(encoding="utf-8")
LIST, RULE = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
REFUSAL, EXPLAINED = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
TABLE = re.findall(r"^\| (`.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
IS = "moods/is.yaml"


@pytest.fixture
def written(tmp_path: Path) -> Copy:
    """The sample desk with the file of the page."""
    return copied(tmp_path).write(IS, LIST)


def heard(copy: Copy, text: str) -> tuple[str, ...]:
    return copy.read().moods.found_in(text, "is")


def becomes(copy: Copy, *moods: str) -> list[PriorityChanged]:
    life = Life(copy.read())
    found = MessageUnderstood(
        at=FRIDAY, by=THE_DESK, message_id="m", language="is", confidence=1.0, moods=moods
    )
    return of(PriorityChanged, life.happens(found).until(FRIDAY + MINUTE).events)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Þetta er brynt", ("is.urgent.pressing",)),
        ("Ég ÞARF þetta í dag", ("is.urgent.pressing",)),
        ("Ég þarf ekki neitt í dag, þetta er ekki brýnt", ()),
        ("Þið eruð lygarar", ("is.angry.liars",)),
        ("Ég vil tala við manneskju asap", ("en.urgent.as-soon-as-possible", "is.person.a-person")),
        ("> brýnt\nhttps://brynt.example/brýnt", ()),
    ],
)
def test_the_file_of_the_page_hears_what_it_says(
    written: Copy, text: str, ids: tuple[str, ...]
) -> None:
    assert heard(written, text) == ids


def test_the_limits_of_the_page_are_those_of_the_rules() -> None:
    assert f"to {WIDEST} characters further" in PAGE
    assert f"the first {LONGEST_LOOK:,}\ncharacters" in PAGE


def test_the_refusal_of_the_page_is_what_the_desk_says(written: Copy) -> None:
    written.edit(IS, "[ekki brýnt,", "[brýnt,")
    assert REFUSAL in written.complaints()


def test_every_key_is_explained_where_the_page_says() -> None:
    text = (ROOT / "desk" / "moods" / "en.yaml").read_text(encoding="utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    keys = {*MoodsFile.model_fields, *MoodEntryPart.model_fields} - {"language", "entries", "words"}
    assert [key for key in keys if not re.search(rf"\b{key}\b", comments)] == []


def test_words_that_the_page_calls_calm_are_in_no_list(written: Copy) -> None:
    moods = written.read().moods
    for word in re.findall(r"\*([a-z]+)\*", PAGE):
        assert moods.found_in(f"It says: {word}.", "en") == (), word
    assert moods.found_in("I need it immediately", "en") == ("en.urgent.at-once",)
    assert moods.found_in("my lawyer", "en") == ("en.threat.law",)


def test_what_the_page_says_of_priorities_is_so(written: Copy) -> None:
    raising, keeping = (re.findall(r"`([a-z]+)`", names) for names, _ in TABLE[:2])
    assert {*raising, *keeping} == set(Mood)
    for mood in raising:
        assert [one.priority for one in becomes(written, f"en.{mood}.a")] == [Priority.HIGH]
    for mood in keeping:
        assert becomes(written, f"en.{mood}.a") == []


def test_what_the_page_says_of_tones_is_so() -> None:
    angering = {Mood.ANGRY, Mood.THREAT}
    for mood in Mood:
        assert (tone_after(Tone.CALM, [f"en.{mood}.a"]) is Tone.ANGRY) == (mood in angering)
        after = tone_after(Tone.CALM, [f"en.{mood}.a", "any.shouting.marks"])
        assert (after is Tone.ANGRY) == (mood in {*angering, Mood.URGENT, Mood.SAD})
        calmed = tone_after(Tone.ANGRY, [f"en.{mood}.a"])
        assert (calmed is Tone.CALM) == (mood is Mood.HAPPY)


def test_the_rule_of_the_page_is_a_rule_and_the_explanation_what_an_auditor_reads(
    written: Copy,
) -> None:
    [raised] = becomes(written, "is.urgent.pressing")
    assert re.sub(r"version \d+", "", sentence(Entry("eu-1", 2, raised))) == re.sub(
        r"version \d+", "", EXPLAINED.replace("\n", " ")
    )
    text = (written.folder / STANDARD).read_text(encoding="utf-8")
    written.write(STANDARD, f"{text}\n{RULE}")
    [raised] = becomes(written, "is.angry.liars", "is.urgent.pressing")
    assert raised.priority is Priority.URGENT
    assert [one.priority for one in becomes(written, "is.angry.liars")] == [Priority.HIGH]
