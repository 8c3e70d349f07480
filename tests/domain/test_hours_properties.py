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

# Wall times at which a change happens somewhere are drawn as often as all others together.
minutes_of_day = st.integers(0, 1440) | st.sampled_from(
    [0, 1, 30, 60, 90, 105, 120, 135, 150, 165, 180, 240, 1380, 1381, 1410, 1440]
)


@st.composite
def hours_of_a_day(draw: st.DrawFn) -> Intervals:
    """Between the drawn cuts the desk is open or not; open stretches may touch."""
    cuts = sorted(draw(st.sets(minutes_of_day, max_size=6)))
    times = [time(cut // 60 % 24, cut % 60) for cut in cuts]
    stretches = list(pairwise(times))
    return [each for each in stretches if draw(st.booleans())]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar that opens at least once a week, and an instant (whole minute) near a change."""
    zone, change = draw(st.sampled_from(CHANGES))
    near = at(change)
    week = draw(st.dictionaries(st.integers(0, 6), hours_of_a_day(), max_size=7))
    week[draw(st.integers(0, 6))] = [(time(1, 30), time(5)), (time(14), time(0))]
    dates = st.integers(-2, 3).map(lambda days: near.date() + days * DAY)
    special = draw(st.dictionaries(dates, hours_of_a_day(), max_size=3))
    start = near + draw(st.integers(-36 * 60, 24 * 60)) * MINUTE
    return Calendar(ZoneInfo(zone), week, special), start


spans = st.timedeltas(timedelta(0), 20 * DAY)
budgets = st.timedeltas(timedelta(0), 40 * HOUR) | st.integers(0, 2400).map(lambda n: n * MINUTE)
fractions = st.timedeltas(timedelta(0), MINUTE)


def business_hours(calendar: Calendar) -> BusinessHours:
    return BusinessHours(calendar.zone, calendar.week, calendar.days)


# A shared machine may be slow; what is promised here is a result, not a pace.
settings_for = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings_for(max_examples=100)
some = settings_for(max_examples=50)  # the oracle reads thousands of minutes for each example


@many
@given(situations(), fractions, budgets)
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
@given(situations(), fractions, spans, spans)
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
@given(situations(), fractions, spans, budgets, budgets)
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
@given(situations(), fractions)
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
@given(situations(), st.integers(0, 3 * 1440))
def test_every_minute_is_counted_as_a_second_implementation_counts_it(
    situation: tuple[Calendar, datetime], length: int
) -> None:
    calendar, start = situation
    hours, end = business_hours(calendar), start + length * MINUTE
    assert hours.elapsed(start, end) == oracle.elapsed(calendar, start, end)


@some
@given(situations())
def test_the_desk_is_open_when_a_second_implementation_says_so(
    situation: tuple[Calendar, datetime],
) -> None:
    calendar, start = situation
    hours, end = business_hours(calendar), start + DAY
    is_open = oracle.open_minutes(calendar, start, end)
    for minute in (start + n * MINUTE for n in range(0, 1440, 5)):
        assert hours.is_open(minute) is (minute in is_open)


@some
@given(situations(), st.integers(0, 1500))
def test_a_budget_is_due_when_a_second_implementation_says_so(
    situation: tuple[Calendar, datetime], budget: int
) -> None:
    calendar, start = situation
    horizon = start + 5 * DAY
    expected = oracle.due(calendar, start, budget * MINUTE, horizon)
    due = business_hours(calendar).due(start, budget * MINUTE)
    if expected is None:
        assert due >= horizon
    else:
        assert due == expected
