"""A long text goes out in parts: nothing is lost, each part fits, and no letter is cut."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from channels.splitting import measured, split
from domain.channels import Limits, Unit

FAMILY = "👩‍👩‍👧‍👦"
SAMPLES = [
    "สวัสดีค่ะ น้ำใจ ผู้ใหญ่ กำลังเดินทาง",
    "مرحباً، كَيْفَ حالُكُم؟ وصلت الرسالة.",
    "नमस्ते, क्षमा कीजिए। आपका ऑर्डर कल पहुँचेगा।",
    f"{FAMILY} 🇵🇹🇧🇷🇵🇭 👍🏽 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "お待たせしました。明日届きます！よろしいですか？",
    "e\u0301 o\u0308\u0304 \u0301 \r\n\r\n 한국어",
    "https://example.org/a?b=c One. Two! Three?\n\nFour… “Five.” Six",
]
LETTERS = sorted({one for sample in SAMPLES for one in sample})
TEXTS = st.one_of(
    st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=12).map(" ".join),
    st.text(st.sampled_from(LETTERS), min_size=1, max_size=200),
    st.text(min_size=1, max_size=120),
)
LIMITS = st.builds(Limits, longest=st.integers(40, 400), unit=st.sampled_from(Unit))


@given(TEXTS, LIMITS)
def test_joined_parts_lose_nothing_but_white_space_at_the_seams(text: str, limits: Limits) -> None:
    place = 0
    for part in split(text, limits):
        found = text.index(part, place)
        assert text[place:found].strip() == "", "between two parts is white space alone"
        place = found + len(part)
    assert text[place:].strip() == ""


@given(TEXTS, LIMITS)
def test_each_part_fits_as_the_platform_counts(text: str, limits: Limits) -> None:
    assert all(0 < measured(part, limits.unit) <= limits.longest for part in split(text, limits))


@given(TEXTS, LIMITS)
def test_no_part_begins_or_ends_inside_a_letter(text: str, limits: Limits) -> None:
    ends = [0, *(one.end() for one in regex.finditer(r"\X", text))]
    largest = max(measured(text[one:other], limits.unit) for one, other in pairwise(ends))
    if largest > limits.longest:
        return  # such a letter has to be cut
    place = 0
    for part in split(text, limits):
        place = text.index(part, place)
        assert place in ends
        place += len(part)
        assert place in ends


@given(TEXTS, LIMITS)
def test_the_parts_are_the_same_on_every_attempt(text: str, limits: Limits) -> None:
    assert split(text, limits) == split(text, limits)


@given(st.text(min_size=1, max_size=300), st.sampled_from(Unit))
def test_what_fits_goes_out_as_it_was_written(text: str, unit: Unit) -> None:
    assert split(text, Limits(max(4, measured(text, unit)), unit)) == (text,)


@pytest.mark.parametrize(
    ("text", "longest", "parts"),
    [
        ("One. Two.\n\nThree and four.", 20, ("One. Two.", "Three and four.")),
        ("One is here. Two is not here.", 20, ("One is here.", "Two is not here.")),
        ("one two three four", 9, ("one two", "three", "four")),
        ("a line\nanother", 10, ("a line", "another")),
        ("你好。明天会到！", 4, ("你好。", "明天会到", "！")),
        ("unbreakable", 4, ("unbr", "eaka", "ble")),
        # A paragraph that would leave its part nearly empty is no reason to end it.
        ("Hi\n\nlong words come now", 20, ("Hi\n\nlong words come", "now")),
    ],
)
def test_a_part_ends_where_people_would_end_it(
    text: str, longest: int, parts: tuple[str, ...]
) -> None:
    assert split(text, Limits(longest)) == parts


@pytest.mark.parametrize("unit", Unit)
def test_families_and_flags_come_through_whole(unit: Unit) -> None:
    limits = Limits(measured(FAMILY, unit) + 1, unit)
    assert split(FAMILY * 3, limits) == (FAMILY,) * 3
    flags = "".join(split("🇵🇹🇧🇷🇵🇭🇮🇳" * 9, Limits(16, unit)))
    assert flags == "🇵🇹🇧🇷🇵🇭🇮🇳" * 9


def test_a_letter_that_no_part_has_room_for_is_cut_between_its_code_points() -> None:
    heap = "e" + "\u0301" * 50
    assert "".join(split(heap, Limits(20))) == heap
    assert all(len(part) <= 20 for part in split(heap, Limits(20)))


def test_a_limit_that_not_every_letter_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="room for a letter"):
        split("any", Limits(3, Unit.BYTES))


def test_a_long_text_is_split_in_a_time_that_grows_with_it_alone() -> None:
    text = " " * 200_000 + "word. " * 20_000
    assert sum(part.count("word.") for part in split(text, Limits(2_000))) == 20_000
