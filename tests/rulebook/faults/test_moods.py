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
        ("means: urgent", "means: bored", 4, "'bored' is not known here; write 'urgent', 'dead"),
        ("means: urgent", "means: shouting", 4, "'shouting' is not known here; write 'urgent', "),
        ("means: urgent", "means: ''", 4, "'' is not known here; write 'urgent', 'deadline', 'an"),
        ("[brýnt]\n", "[brýnt, Brýnt]\n", 5, "'Brýnt' is written twice for urgent; keep one of"),
        ("[brýnt]\n", "[brýnt, ｂrynt]\n", 5, "'ｂrynt' is written twice for urgent; keep one of"),
        ("[ekki brýnt]", "[brynt]", 6, "'brynt' is one of the words for urgent and harmless (in h"),
        ("[ekki brýnt]", '["bryn*", "*nt"]', 5, "'brýnt' is never heard, as something harmless"),
        ("[brýnt]\n", '["b*"]\n', 5, "'b*' stands in far too many words: write more of it"),
        ("[brýnt]\n", '["!!!"]\n', 5, "'!!!' is no word: write one, like wine, or several"),
        ("[brýnt]\n", "[brýnt …]\n", 5, "'brýnt …' has nothing on one side of …: write words on"),
        ("[brýnt]\n", "[a … b … c … d … e]\n", 5, "has too many parts: write at most 4"),
        ("[brýnt]\n", "[]\n", 5, "at least one is wanted here; write one"),
        ("[brýnt]\n", '[""]\n', 5, "nothing stands here; write it"),
        ("[brýnt]\n", f"[{'é' * 61}]\n", 5, "this is longer than 60 characters; shorten"),
        ("harmless:", "harmles:", 6, "'harmles' is not known here; did you mean 'harmless'?"),
        ("  hurry:", "  Hurry Up:", 3, "Hurry Up"),
        ("  hurry:", "  hurry: {means: sad, words: [a]}\n  hurry:", 4, "hurry"),  # a name twice
    ],
)
def test_what_is_wrong_is_refused_with_file_and_line(
    written: Copy, old: str, new: str, line: int, sentence: str
) -> None:
    said = written.edit(FILE, old, new).complaints()
    assert any(one.startswith(f"{FILE}, line {line}: ") and sentence in one for one in said), said


@pytest.mark.parametrize(
    ("mood", "other", "is_wrong"),
    [
        ("happy", "angry", True),
        ("sad", "happy", True),
        ("happy", "threat", True),
        ("urgent", "deadline", False),
        ("angry", "person", False),
    ],
)
def test_words_that_tell_of_a_mood_and_its_contrary_are_refused(
    written: Copy, mood: str, other: str, is_wrong: bool
) -> None:
    entry = f"  other: {{means: {other}, words: [glatt, Brynt]}}\n"
    written.edit(FILE, "means: urgent", f"means: {mood}").write(
        FILE, (written.folder / FILE).read_text(encoding="utf-8") + entry
    )
    found = [str(one) for one in examine(written.folder, FRIDAY).errors]
    sentence = (
        f"{FILE}, line 7: 'Brynt' tells of {other} and (in hurry) of {mood}, which contradict "
        "each other; keep it in one of them"
    )
    assert found == [sentence] * is_wrong


def test_empty_entries_are_refused(copy: Copy) -> None:
    said = copy.write(FILE, "language: is\nentries: {}\n").complaints()
    assert any(one.startswith(f"{FILE}, line 2: ") and "write one" in one for one in said), said


def test_a_word_of_two_scripts_that_look_alike_is_a_warning(written: Copy) -> None:
    written.edit(FILE, "[brýnt]", "[brýnt, \u0441rýnt, wi-fi \u043d\u0435]")
    told = [str(one) for one in examine(written.folder, FRIDAY).warnings if one.file == FILE]
    assert told == [
        f"{FILE}, line 5: '\u0441rýnt' mixes Latin and Cyrillic letters; write it in one script"
    ]


def test_what_denies_an_english_word_is_no_warning(written: Copy) -> None:
    """English words are looked for in every text, so other files may call some harmless."""
    written.edit(FILE, "[ekki brýnt]", "[ekki brýnt, ekki urgent]")
    assert [one for one in examine(written.folder, FRIDAY).warnings if one.file == FILE] == []


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
