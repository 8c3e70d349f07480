"""What is wrong with lists of moods is told by file and line, all of it at once."""

import pytest

from rulebook.checking.examination import examine
from tests.rulebook.building import FRIDAY, SAMPLE, STANDARD, Copy
from tests.rulebook.keys.test_mood_keys import FILE, ICELANDIC


@pytest.fixture
def written(copy: Copy) -> Copy:
    return copy.write(FILE, ICELANDIC)


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("language: is", "language: elvish", 1, "'elvish' is no language: write a tag like pt"),
        ("language: is", "language: de", 1, "the list of moods in 'de' stands in moods/de.yaml"),
        ("means: urgent", "means: bored", 4, "Input should be 'urgent', 'deadline'"),
        ("means: urgent", "means: shouting", 4, "shouting is heard by capitals and marks, not by"),
        ("[brýnt]\n", "[brýnt, Brýnt]\n", 5, "'Brýnt' is written twice for urgent; keep one of"),
        ("[brýnt]\n", '["b*"]\n', 5, "'b*' stands in far too many words: write more of it"),
        ("[brýnt]\n", '["!!!"]\n', 5, "'!!!' is no word: write one, like wine, or several"),
        ("[brýnt]\n", "[]\n", 5, "at least 1 item"),
        ("harmless:", "harmles:", 6, "'harmles' is not known here; did you mean 'harmless'?"),
        ("  hurry:", "  Hurry Up:", 3, "Hurry Up"),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_line(
    written: Copy, old: str, new: str, line: int, sentence: str
) -> None:
    said = written.edit(FILE, old, new).complaints()
    assert any(one.startswith(f"{FILE}, line {line}: ") and sentence in one for one in said), said


def test_a_harmless_phrase_that_hides_nothing_is_a_warning(written: Copy) -> None:
    found = examine(written.edit(FILE, "[ekki brýnt]", "[ekki]").folder, FRIDAY)
    assert found.errors == ()
    told = [str(one) for one in found.warnings if one.file == FILE]
    assert told == [f"{FILE}, line 6: 'ekki' holds no word for urgent; leave it out"]


def test_the_lists_of_the_desk_have_no_such_phrase() -> None:
    assert [one for one in examine(SAMPLE, FRIDAY).warnings if one.file.startswith("moods/")] == []


def test_a_policy_can_only_name_moods_that_there_are(copy: Copy) -> None:
    text = (copy.folder / STANDARD).read_text(encoding="utf-8")
    copy.write(STANDARD, f"{text}\nraise_priority_when: {{bored: high}}\n")
    assert any("bored" in one for one in copy.complaints())


def test_a_desk_without_lists_hears_only_shouting(copy: Copy) -> None:
    for path in (copy.folder / "moods").iterdir():
        path.unlink()
    moods = copy.read().moods
    assert moods.found_in("urgent, I want a human", "en") == ()
    assert moods.found_in("WHERE IS MY PARCEL!!!", "en") == (
        "any.shouting.capitals",
        "any.shouting.marks",
    )
