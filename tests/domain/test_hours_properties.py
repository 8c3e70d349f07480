from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.hours import BusinessHours
from tests.domain import oracle
from tests.domain.calendars import HOUR, TICK, Intervals, at
from tests.domain.oracle import MINUTE, Calendar

DAY = timedelta(days=1)
REGULAR = ((time(1, 30), time(5)), (time(14), time(0)))

# Where clocks change, and instants (UTC) near the change: most examples begin around one of them.
CHANGES = [
    ("Europe/Berlin", "2026-03-29 01:00"),
    ("Europe/Berlin", "2026-10-25 01:00"),
    ("America/New_York", "2026-03-08 07:00"),
    ("America/New_York", "2026-11-01 06:00"),
    ("Australia/Lord_Howe", "2026-04-04 15:00"),  # half an hour
    ("Australia/Lord_Howe", "2026-10-03 15:30"),
    ("Pacific/Chatham", "2026-09-26 14:00"),  # from UTC+12:45 to UTC+13:45
    ("Antarctica/Troll", "2026-03-29 01:00"),  # two hours
    ("Antarctica/Troll", "2026-10-25 01:00"),
    ("America/Sao_Paulo", "2018-11-04 03:00"),  # skips the day's first hour
    ("America/Sao_Paulo", "2018-02-18 02:00"),  # repeats the day's last hour
    ("Africa/Cairo", "2026-04-23 22:00"),
    ("Africa/Cairo", "2026-10-29 21:00"),
    ("America/Havana", "2026-11-01 05:00"),  # repeats the day's first hour
    ("America/St_Johns", "2010-11-07 02:31"),  # repeats an hour across midnight
    ("America/St_Johns", "2011-03-13 03:31"),
    ("America/Caracas", "2007-12-09 07:00"),  # half an hour back, for good
    ("Asia/Pyongyang", "2018-05-04 15:00"),
    ("Pacific/Apia", "2011-12-30 10:00"),  # skips a day
    ("Asia/Kolkata", "2026-03-02 00:00"),  # never changes
]


def hours_of_a_day(minutes: st.SearchStrategy[int]) -> st.SearchStrategy[Intervals]:
    """Between drawn minutes of the day the desk is open or not; open stretches may touch."""

    def stretches(cuts: set[int], which: int) -> Intervals:
        times = [time(cut // 60 % 24, cut % 60) for cut in sorted(cuts)]  # 24:00 becomes 00:00
        return [each for place, each in enumerate(pairwise(times)) if which >> place & 1]

    return st.builds(stretches, st.sets(minutes, min_size=2, max_size=4), st.integers(0, 7))


def minutes_beside(change: datetime, zone: ZoneInfo) -> st.SearchStrategy[int]:
    """Minutes of the day in, and at the edges of, the time that the wall clock skips or repeats."""
    readings = [each.astimezone(zone) for each in (change - MINUTE, change)]
    edges = [wall.hour * 60 + wall.minute for wall in readings]
    beside = [edge + offset for edge in edges for offset in (-60, -30, -15, 0, 1, 15, 30, 61)]
    return st.sampled_from([0, 1440, *(minute % 1440 for minute in beside)])


def situations_beside(name: str, moment: str) -> st.SearchStrategy[tuple[Calendar, datetime]]:
    """A calendar that opens at least once a week, and an instant (whole minute) near a change."""
    zone, change = ZoneInfo(name), at(moment)
    today = change.astimezone(zone).date()

    def situation(
        weekdays: set[int], usual: Intervals, special: list[Intervals], offset: int
    ) -> tuple[Calendar, datetime]:
        week = dict.fromkeys(weekdays, usual) | {(today.weekday() + 1) % 7: REGULAR}
        days = {today + (n - 1) * DAY: hours for n, hours in enumerate(special)}
        return Calendar(zone, week, days), change + offset * MINUTE

    return st.builds(
        situation,
        st.sets(st.integers(0, 6), max_size=4),
        hours_of_a_day(st.integers(0, 1440)),
        st.lists(hours_of_a_day(minutes_beside(change, zone)), min_size=2, max_size=3),
        st.integers(-24 * 60, 12 * 60) | st.integers(-240, 90),
    )


situations = st.one_of([situations_beside(*change) for change in CHANGES])
spans = st.timedeltas(timedelta(0), 20 * DAY)
budgets = st.timedeltas(timedelta(0), 40 * HOUR) | st.integers(0, 2400).map(lambda n: n * MINUTE)
fractions = st.timedeltas(timedelta(0), MINUTE)


def business_hours(calendar: Calendar) -> BusinessHours:
    return BusinessHours(calendar.zone, calendar.week, calendar.days)


# A shared machine may be slow; what is promised here is a result, not a pace.
settings_for = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings_for(max_examples=60)
some = settings_for(max_examples=50)  # the oracle reads thousands of minutes for each example


@many
@given(situations, fractions, budgets)
def test_what_is_due_has_elapsed_exactly_then_and_not_a_tick_before(
    situation: tuple[Calendar, datetime], fraction: timedelta, budget: timedelta
) -> None:
    calendar, start = situation
    hours, start = business_hours(calendar), start + fraction
    due = hours.due(start, budget)
    assert due.tzinfo is UTC
    assert hours.elapsed(start, due) == budget
    if budget:
        assert hours.elapsed(start, due - TICK) == budget - TICK


@many
@given(situations, fractions, spans)
def test_what_has_elapsed_was_due_by_then_at_closing_time_at_the_latest(
    situation: tuple[Calendar, datetime], fraction: timedelta, span: timedelta
) -> None:
    calendar, start = situation
    hours, start = business_hours(calendar), start + fraction
    end = start + span
    worked = hours.elapsed(start, end)
    if worked:
        due = hours.due(start, worked)
        assert due <= end
        assert hours.is_open(due - TICK)


@many
@given(situations, fractions, spans, spans)
def test_working_time_adds_up_over_any_midpoint_and_never_runs_back_or_faster_than_time(
    situation: tuple[Calendar, datetime], fraction: timedelta, one: timedelta, other: timedelta
) -> None:
    calendar, start = situation
    hours, start = business_hours(calendar), start + fraction
    middle, end = start + one, start + one + other
    first, second = hours.elapsed(start, middle), hours.elapsed(middle, end)
    assert hours.elapsed(start, end) == first + second
    assert timedelta(0) <= first <= one
    assert timedelta(0) <= second <= other
    assert hours.elapsed(end, start) == timedelta(0)


@many
@given(situations, fractions, spans, budgets, budgets)
def test_a_later_start_or_a_larger_budget_is_never_due_earlier(
    situation: tuple[Calendar, datetime],
    fraction: timedelta,
    delay: timedelta,
    budget: timedelta,
    more: timedelta,
) -> None:
    calendar, start = situation
    hours, start = business_hours(calendar), start + fraction
    due = hours.due(start, budget)
    assert hours.due(start + delay, budget) >= due
    assert hours.due(start, budget + more) >= due
    if more:
        assert hours.due(start, budget + more) == hours.due(due, more)


@many
@given(situations, fractions)
def test_the_next_opening_is_the_first_open_instant(
    situation: tuple[Calendar, datetime], fraction: timedelta
) -> None:
    calendar, start = situation
    hours, start = business_hours(calendar), start + fraction
    opening = hours.next_opening(start)
    assert hours.due(start, timedelta(0)) == opening
    assert hours.is_open(start) is (opening == start)
    assert hours.is_open(opening)
    assert hours.elapsed(start, opening) == timedelta(0)
    assert hours.elapsed(opening, opening + TICK) == TICK
    assert opening == start or not hours.is_open(opening - TICK)


@some
@given(situations, st.integers(0, 2000))
def test_every_minute_is_counted_as_a_second_implementation_counts_it(
    situation: tuple[Calendar, datetime], length: int
) -> None:
    calendar, start = situation
    hours, end = business_hours(calendar), start + length * MINUTE
    assert hours.elapsed(start, end) == oracle.elapsed(calendar, start, end)


@some
@given(situations)
def test_the_desk_is_open_when_a_second_implementation_says_so(
    situation: tuple[Calendar, datetime],
) -> None:
    calendar, start = situation
    hours, end = business_hours(calendar), start + DAY
    is_open = oracle.open_minutes(calendar, start, end)
    for minute in (start + n * MINUTE for n in range(0, 1440, 5)):
        assert hours.is_open(minute) is (minute in is_open)


@some
@given(situations, st.integers(0, 1000))
def test_a_budget_is_due_when_a_second_implementation_says_so(
    situation: tuple[Calendar, datetime], budget: int
) -> None:
    calendar, start = situation
    horizon = start + 2 * DAY
    expected = oracle.due(calendar, start, budget * MINUTE, horizon)
    due = business_hours(calendar).due(start, budget * MINUTE)
    if expected is None:
        assert due >= horizon
    else:
        assert due == expected
