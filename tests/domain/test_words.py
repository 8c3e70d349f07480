import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.words import MOST_WORDS, folded, indexed, sought

# Letters of many scripts, and what stands between words in them.
LETTERS = "aZéßİıøŁñ ÀΩςйЁקאَبةकि한글がカ東京ไทยກខက１２３ﬁ½ـ\u200d\u00ad"
SIGNS = ".,;:!?-–—/'\"()[]@#€🚚\n\t、。「」"
TEXT = st.text(st.one_of(st.sampled_from(LETTERS + SIGNS), st.characters()), max_size=80)
LATIN = st.text(st.sampled_from("aäbcdéfghijklmnñoøpqrsßtuvwxyz"), min_size=1, max_size=12)


def finds(search: str, text: str) -> bool:
    wanted = sought(search)
    return bool(wanted) and set(wanted) <= indexed(text)


@given(TEXT)
def test_any_text_is_found_by_all_of_it(text: str) -> None:
    assert set(sought(text)) <= indexed(text)


@given(st.lists(TEXT, min_size=1, max_size=6), st.data())
def test_any_text_is_found_by_any_of_its_words(parts: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(parts))
    assume(sought(word))
    assert finds(word, " ".join(parts))


@given(st.lists(LATIN, min_size=1, max_size=8), LATIN)
def test_what_no_text_has_finds_nothing(words: list[str], other: str) -> None:
    assume(folded(other) not in {folded(word) for word in words})
    assert not finds(other, " ".join(words))


@given(TEXT, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_however_a_text_is_encoded_its_words_are_the_same(text: str, form: str) -> None:
    assert indexed(unicodedata.normalize(form, text)) == indexed(text)  # type: ignore[arg-type]  # one of the four forms


@given(TEXT)
def test_a_word_is_never_empty_and_has_letters_alone(text: str) -> None:
    for word in indexed(text):
        assert word
        assert {unicodedata.category(letter)[0] for letter in word} <= set("LMN")


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("STRASSE", "Hauptstr. 5, Straße 7"[10:]),
        ("cafe", "Un CAFÉ, por favor"),
        ("İstanbul", "istanbul'da"),
        ("istanbul", "İSTANBUL"),
        ("orszag", "ország"),
        ("lodz", "Łódź"),
        ("kobenhavn", "København"),
        ("ελληνας", "ΈΛΛΗΝΑΣ"),
        ("елка", "Ёлка"),
        ("סלום", "סָלוֹם עליכם"),
        ("محمد", "مُحَمَّد"),
        ("AB-1234", "the order ab 1234 is late"),
        ("1234", "１２３４号"),
        ("カタカナ", "ｶﾀｶﾅ"),
        ("東京", "東京都に行きたい"),
        ("行きたい", "東京都に行きたい"),
        ("都", "東京都に行きたい"),
        ("退款", "我的订单什么时候退款？"),
        ("iphone", "我的iPhone坏了"),
        ("坏了", "我的iPhone坏了"),
        ("ภาษา", "ฉันพูดภาษาไทยได้"),
        ("ພາສາ", "ຂ້ອຍເວົ້າພາສາລາວ"),
        ("ភាសា", "ខ្ញុំនិយាយភាសាខ្មែរ"),
        ("မြန်မာ", "ကျွန်တော်မြန်မာစကားပြောတယ်"),
        ("한국어", "한국어 번역"),
        ("soft\u00adware", "Software"),
    ],
)
def test_people_find_what_they_mean(search: str, text: str) -> None:
    assert finds(search, text)


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("run", "running"),
        ("late order", "the order"),
        ("京東", "東京"),
        ("退款", "款退"),
        ("ない", "なゐ"),
        ("が", "か"),
        ("한", "한국어"),
    ],
)
def test_what_is_not_there_is_not_found(search: str, text: str) -> None:
    assert not finds(search, text)


@pytest.mark.parametrize("nothing", ["", " ", "?!", "\x00", "\ud800", "🚚", "\u200d", "'; --"])
def test_signs_are_no_words(nothing: str) -> None:
    assert sought(nothing) == ()
    assert indexed(nothing) == frozenset()


@pytest.mark.parametrize("text", ["word{} ".format, "{}京".format])
def test_a_text_without_end_has_a_bounded_number_of_words(text: object) -> None:
    assert callable(text)
    endless = "".join(text(chr(0x4E00 + number % 20_000)) for number in range(30_000))
    found = indexed(endless)
    assert len(found) == MOST_WORDS
    assert set(sought(endless)[: MOST_WORDS // 3]) <= found
