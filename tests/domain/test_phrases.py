"""Phrases are found as whole words of their script, and never as a part of something else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phrases import LONGEST, Meaning, Phrases, checked


def found(text: str, *phrases: str, harmless: tuple[str, ...] = ()) -> list[str]:
    """What stands in a text of phrases of one concept."""
    known = [(one, Meaning("a")) for one in phrases]
    known += [(one, Meaning("a", harmless=True)) for one in harmless]
    return [text[one.start : one.end] for one in Phrases(known).found_in(text)]


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        ("Ham, ham and HAM", "ham", ["Ham", "ham", "HAM"]),
        ("to Hamburg with a hamster", "ham", []),
        ("gingham", "ham", []),
        ("Frau Kuhn hat Kühe", "Kuh", []),
        ("Holy   cow! holy-cow\nholy\ncow", "holy cow", ["Holy   cow", "holy-cow", "holy\ncow"]),
        ("We can’t, we can't", "we can't", ["We can’t", "we can't"]),
        ("ｈａｍ", "ham", ["ｈａｍ"]),
        ("DOMUZ ETİ, domuz eti", "domuz eti", ["DOMUZ ETİ", "domuz eti"]),
        ("un té, te digo", "te", ["te"]),
        ("bo\N{SOFT HYPHEN}euf", "boeuf", ["bo\N{SOFT HYPHEN}euf"]),
        ("الخَمْر", "الخمر", ["الخَمْر"]),
        ("وخمر", "خمر", []),
        ("请到酒店", "酒店", ["酒店"]),
        ("หมู่บ้าน กับ หมูกรอบ", "หมู", ["หมู"]),
        ("ハムスターとハム", "ハム", ["ハム"]),
        ("豚ハムを", "ハム", ["ハム"]),
        ("ﾋﾞｰﾙを", "ビール", ["ﾋﾞｰﾙ"]),
        ("wineを飲む", "wine", ["wine"]),
        ("पाशराब शराब", "शराब", ["शराब"]),
        ("", "ham", []),
    ],
)
def test_a_phrase_is_found_as_a_whole_word(text: str, phrase: str, said: list[str]) -> None:
    assert found(text, phrase) == said


@pytest.mark.parametrize(
    ("text", "phrase", "said"),
    [
        ("beefy beefburger", "beef*", ["beefy", "beefburger"]),
        ("Rotwein und Weinberg", "*wein", ["Rotwein"]),
        ("والخمور", "*خمور", ["والخمور"]),
        ("삼겹살을 먹다", "삼겹살*", ["삼겹살을"]),
        ("anything", "*thin*", ["anything"]),
    ],
)
def test_an_open_end_takes_the_rest_of_the_word(text: str, phrase: str, said: list[str]) -> None:
    assert found(text, phrase) == said


def test_the_longest_of_a_concept_counts_and_nothing_inside_of_it() -> None:
    assert found("heilige Kuh, Kuh", "Kuh", "heilige Kuh", "heilige") == ["heilige Kuh", "Kuh"]
    assert found("白酒店", "酒", "白酒", harmless=("酒店",)) == ["白酒"]


def test_what_is_harmless_hides_what_stands_inside_of_it_and_nothing_else() -> None:
    assert found("酒店的酒", "酒", harmless=("酒店",)) == ["酒"]
    assert found("Weinstein, Wein", "wein*", harmless=("weinstein*",)) == ["Wein"]
    other = Phrases([("酒店", Meaning("a", harmless=True)), ("酒", Meaning("b"))])
    assert [one.meaning.concept for one in other.found_in("酒店")] == ["b"]


def test_each_concept_is_found_for_itself() -> None:
    both = Phrases([("holy cow", Meaning("figure")), ("cow", Meaning("animal"))])
    found = [(one.start, one.meaning.concept) for one in both.found_in("holy cow")]
    assert found == [(0, "figure"), (5, "animal")]


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("", "is no word"),
        (" . ", "is no word"),
        ("*", "is no word"),
        ("a*", "stands in far too many words"),
        ("*b", "stands in far too many words"),
        ("酒*", "leave \\* out"),
        ("*หมู", "leave \\* out"),
        (" ham", "only at the ends"),
        ("h*m", "only at the ends"),
        ("ham**", "only at the ends"),
        ("ham!*", "leave \\* out"),
        ("a" * (LONGEST + 1), "too long"),
    ],
)
def test_what_could_not_be_found_is_refused_with_a_sentence(phrase: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        checked(phrase)


def is_letter_of_its_own(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Mn", "Mc", "Me", "Cf")


ODD = "aA hHmM-’'酒店หมู่ハムｈ가각ß\u0301İı*خَمر\n\u200d\U0001f437"


@given(st.text(st.sampled_from(ODD), max_size=60) | st.text(max_size=60))
def test_spans_lie_in_the_text_and_split_no_letter(text: str) -> None:
    phrases = Phrases(
        (one, Meaning(one)) for one in ("ham", "ham*", "*ham", "酒", "หมู", "ハム", "خمر")
    )
    spans = [(one.start, one.end) for one in phrases.found_in(text)]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert end == len(text) or is_letter_of_its_own(text[end])
        assert start == 0 or is_letter_of_its_own(text[start])


@given(st.text(st.characters(categories=["L", "N", "P", "S", "M"]), min_size=2, max_size=20))
def test_whatever_is_a_phrase_is_found_where_it_stands_alone(word: str) -> None:
    try:
        phrases = Phrases([(word, Meaning("a"))])
    except ValueError:
        return
    text = word.strip("*")
    assert [(one.start, one.end) for one in phrases.found_in(f"{text}")] == [(0, len(text))]


@pytest.mark.timeout(20)
def test_a_text_that_is_made_to_be_slow_takes_its_length_and_no_more() -> None:
    phrases = Phrases(("a" * each, Meaning(str(each))) for each in range(2, LONGEST + 1, 8))
    assert list(phrases.found_in("a" * 20_000)) == []
    [one] = Phrases([("*aa*", Meaning("a"))]).found_in("a" * 50_000)
    assert (one.start, one.end) == (0, 50_000)
