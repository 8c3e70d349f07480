from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vocabulary import Target
from rulebook.schemas.times import (
    Moment,
    day_of_year,
    opening_hours,
    spoken_duration,
    spoken_fraction,
    spoken_moment,
)


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("1 second", timedelta(seconds=1)),
        ("15 minutes", timedelta(minutes=15)),
        ("2 hours", timedelta(hours=2)),
        ("1 day", timedelta(days=1)),
        ("2 weeks", timedelta(weeks=2)),
        ("1 hour 30 minutes", timedelta(minutes=90)),
        ("1 hour and 30 minutes", timedelta(minutes=90)),
        ("400 days", timedelta(days=400)),
    ],
)
def test_a_time_is_read_as_it_is_spoken(words: str, length: timedelta) -> None:
    assert spoken_duration(words) == length


@given(hours=st.integers(1, 9000), minutes=st.integers(1, 59))
def test_any_spoken_time_is_the_sum_of_its_parts(hours: int, minutes: int) -> None:
    spoken = spoken_duration(f"{hours} hours {minutes} minutes")
    assert spoken == timedelta(hours=hours, minutes=minutes)


WRITTEN_OTHERWISE = ["15m", "15", 15, "", "fifteen minutes", "1.5 hours", "-1 hour", "1 hour "]
OUT_OF_ORDER = ["30 minutes 1 hour", "1 hour 1", "1 hour 1 hour", "1  hour"]
STRANGE = ["1 fortnight", "١ hour", None, True, ["1 hour"]]


@pytest.mark.parametrize("words", [*WRITTEN_OTHERWISE, *OUT_OF_ORDER, *STRANGE])
def test_any_other_way_to_write_a_time_is_refused(words: object) -> None:
    with pytest.raises(ValueError, match="write a time like '15 minutes', not '15m'"):
        spoken_duration(words)


@pytest.mark.parametrize("words", ["0 minutes", "401 days", "999999999 weeks"])
def test_nothing_and_more_than_400_days_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="more than nothing, at most 400 days"):
        spoken_duration(words)


@given(st.text(max_size=40))
def test_no_text_makes_the_grammar_fail_in_another_way(words: str) -> None:
    for read in (spoken_duration, spoken_fraction, spoken_moment, day_of_year, opening_hours):
        with suppress(ValueError):
            read(words)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("75% of first_reply", Moment("target", Target.FIRST_REPLY, fraction=0.75)),
        ("breach of next_reply", Moment("breach", Target.NEXT_REPLY, offset=timedelta(0))),
        (
            "30 minutes after breach of first_reply",
            Moment("breach", Target.FIRST_REPLY, offset=timedelta(minutes=30)),
        ),
        ("4 hours before solve", Moment("target", Target.SOLVE, offset=timedelta(hours=4))),
        ("3 days after opening", Moment("opening", offset=timedelta(days=3))),
    ],
)
def test_a_moment_is_read_as_it_is_spoken(words: str, moment: Moment) -> None:
    assert spoken_moment(words) == moment


@pytest.mark.parametrize("words", ["breach", "soon", "75% of solved", "3 days after solve", 5])
def test_any_other_moment_is_refused_with_the_ways_there_are(words: object) -> None:
    with pytest.raises(ValueError, match="is not a moment: write one like '75% of first_reply'"):
        spoken_moment(words)


@pytest.mark.parametrize("words", ["0%", "100%", "75", "75.5%", "075%"])
def test_a_share_is_from_1_to_99_percent(words: str) -> None:
    with pytest.raises(ValueError, match="from 1% to 99%"):
        spoken_fraction(words)


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("09:00-17:00", (("09:00", "17:00"),)),
        ("09:00 - 17:00", (("09:00", "17:00"),)),
        ("09:00–24:00", (("09:00", "00:00"),)),
        (["13:00-17:00", "08:00-12:00"], (("08:00", "12:00"), ("13:00", "17:00"))),
        ("closed", ()),
        ([], ()),
    ],
)
def test_opening_hours_are_read_as_they_are_written(value: object, hours: object) -> None:
    assert opening_hours(value) == hours
