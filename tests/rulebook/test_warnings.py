from datetime import UTC, datetime, timedelta

import pytest

from domain.events import ClockWarned
from domain.policy import WarningPoint
from domain.vocabulary import Target
from rulebook.schemas.times import spoken_warnings
from tests.rulebook.building import FRIDAY, STANDARD, Copy, frozen, happening, of

FIRST_REPLY = "warn_at:\n  first_reply: 75%"
HOUR = timedelta(hours=1)


def warned(copy: Copy) -> list[tuple[Target, datetime]]:
    events = happening(copy, until=FRIDAY + timedelta(days=10))
    return [(event.target, event.at) for event in of(ClockWarned, events)]


def test_the_sample_desk_warns_of_a_solution_twice(copy: Copy) -> None:
    assert warned(copy) == [
        (Target.FIRST_REPLY, FRIDAY + 3 * HOUR),
        # 30 and 36 hours of work: 8 on Friday, 10 on each of the days after the weekend.
        (Target.SOLVE, datetime(2026, 11, 25, 10, tzinfo=UTC)),
        (Target.SOLVE, datetime(2026, 11, 25, 16, tzinfo=UTC)),
    ]


@pytest.mark.shows_key("policies.warn_at", "policies.warn_at.first_reply")
@pytest.mark.parametrize(
    ("points", "hours"),
    [
        ("50%", [2]),
        ("[50%]", [2]),
        ("15 minutes before", [3.75]),
        ("[50%, 75%, 15 minutes before]", [2, 3, 3.75]),
        ("[3 hours before, 50%, 1 hour before, 99%]", [1, 2, 3, 3.96]),
    ],
)
def test_warn_at_says_when_the_desk_warns(copy: Copy, points: str, hours: list[float]) -> None:
    copy.edit(STANDARD, FIRST_REPLY, f"warn_at:\n  first_reply: {points}")
    found = [at for target, at in warned(copy) if target is Target.FIRST_REPLY]
    assert found == [FRIDAY + hour * HOUR for hour in hours]


def test_each_warning_says_which_point_it_was(copy: Copy) -> None:
    copy.edit(STANDARD, FIRST_REPLY, "warn_at:\n  first_reply: [50%, 15 minutes before]")
    events = of(ClockWarned, happening(copy, until=FRIDAY + 4 * HOUR))
    rules = [event.because.rule for event in events if event.because]
    assert rules == ["50% of first_reply", "15 minutes before first_reply"]
    assert [event.number for event in events] == [1, 2]


def test_a_target_that_is_left_out_does_not_warn(copy: Copy) -> None:
    copy.edit(STANDARD, "  first_reply: 75%\n  next_reply: 75%\n  solve:", "  solve:")
    assert {target for target, _ in warned(copy)} == {Target.SOLVE}


def test_what_is_frozen_are_points_and_no_single_fractions(copy: Copy) -> None:
    policy = frozen(copy.read())
    assert policy.warn_at == {}
    assert policy.warnings["first_reply"] == (WarningPoint(fraction=0.75),)


@pytest.mark.parametrize("words", ["100%", "0%", "75.5%"])
def test_a_share_is_from_1_to_99_percent(words: str) -> None:
    with pytest.raises(ValueError, match="from 1% to 99%"):
        spoken_warnings(words)


@pytest.mark.parametrize("words", ["soon", "15 minutes", "before", 75, None, [["75%"]]])
def test_any_other_moment_is_refused_with_the_ways_there_are(words: object) -> None:
    with pytest.raises(ValueError, match="write '75%' or '15 minutes before'"):
        spoken_warnings(words)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("[75%, 50%]", "the warnings of first_reply are out of order: write the earlier one first"),
        ("[30 minutes before, 1 hour before]", "are out of order: write the earlier one first"),
        ("[50%, 2 hours before]", "first_reply would warn twice at the same time; keep one"),
        ("[75%, 75%]", "first_reply would warn twice at the same time; keep one"),
        ("5 hours before", "5 hours before its end is before the start: first_reply is promised"),
        ("4 hours before", "is before the start: first_reply is promised within 4 hours"),
        ("15m before", "warn_at.first_reply: '15m' is not a time: write a time like '15 minutes'"),
        ("[]", "warn_at.first_reply: write when to warn, like '75%', or leave the target out"),
        ("[75%, soon]", "'soon' is no moment to warn at: write '75%' or '15 minutes before'"),
    ],
)
def test_warnings_that_make_no_sense_are_refused(copy: Copy, points: str, sentence: str) -> None:
    copy.edit(STANDARD, FIRST_REPLY, f"warn_at:\n  first_reply: {points}")
    (found,) = copy.complaints()
    assert found.startswith(f"{STANDARD}, line ")
    assert sentence in found
