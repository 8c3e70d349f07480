from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.patterns import Override, OverrideKind, Rotation, ShiftPattern
from domain.shifts import EVERY_WEEK
from tests.domain.calendars import at
from tests.domain.rosters import DAY, EVERY_DAY, MINUTE, Plan, minutes
from tests.domain.test_hours_properties import CHANGES

AGENTS = ("ana", "bob", "cyn")
ZERO = timedelta(0)
minutes_of_a_day = st.integers(0, 1439) | st.sampled_from([0, 60, 90, 105, 120, 150, 180, 1380])


def clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def patterns(weeks: int) -> st.SearchStrategy[ShiftPattern]:
    return st.builds(
        ShiftPattern,
        st.just("any"),
        st.sets(st.sampled_from(AGENTS), min_size=1).map(tuple),
        st.sets(st.integers(0, 6), min_size=1).map(tuple) | st.just(EVERY_DAY),
        minutes_of_a_day.map(clock),
        minutes_of_a_day.map(clock),
        st.just(()) | st.sets(st.integers(1, weeks), min_size=1).map(tuple),
    )


@st.composite
def overrides(draw: st.DrawFn, near: datetime) -> tuple[Override, ...]:
    """At most two; they may meet in whoever stands in, and never contradict."""
    first, second, third = draw(st.permutations(AGENTS))
    found = []
    for agent in draw(st.sampled_from([(), (first,), (first, third)])):
        start = near + draw(st.integers(-600, 600)) * MINUTE
        end = start + draw(st.integers(1, 900)) * MINUTE
        kind = draw(st.sampled_from(OverrideKind))
        found.append(
            Override(kind, agent, start, end, second if kind is OverrideKind.REPLACE else None)
        )
    return tuple(found)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Plan, datetime]:
    """A roster, and an instant near a change of its wall clock."""
    name, moment = draw(st.sampled_from(CHANGES))
    zone, near = ZoneInfo(name), at(moment)
    today = near.astimezone(zone).date()
    weeks = draw(st.integers(1, 3))
    plan = Plan(
        zone,
        tuple(draw(st.lists(patterns(weeks), max_size=3))),
        Rotation(weeks, today + draw(st.integers(-40, 40)) * DAY),
        draw(overrides(near)),
        tuple(today + n * DAY for n in draw(st.sets(st.integers(-2, 2), max_size=2))),
    )
    return plan, near + draw(st.integers(-600, 400)) * MINUTE


# A shared machine may be slow; what is promised here is a result, not a pace.
settings_for = partial(
    settings,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # the oracle reads thousands of minutes
)
many = settings_for(max_examples=60)
some = settings_for(max_examples=40)


@some
@given(situations())
def test_who_is_on_agrees_with_a_reading_of_the_clock_minute_by_minute(
    situation: tuple[Plan, datetime],
) -> None:
    plan, start = situation
    roster, seen = plan.roster(), plan.on(start, start + 6 * timedelta(hours=1))
    assert {minute: roster.on(minute) for minute in seen} == seen
    assert roster.on(start + MINUTE / 2) == seen[start]


@many
@given(situations(), st.integers(0, 4000))
def test_somebody_is_on_or_it_is_a_gap_and_never_both(
    situation: tuple[Plan, datetime], length: int
) -> None:
    plan, start = situation
    roster, end = plan.roster(), start + length * MINUTE
    gaps = roster.gaps(start, end)
    for minute in list(minutes(start, end))[::7]:
        in_gaps = sum(since <= minute < until for since, until in gaps)
        assert in_gaps == (0 if roster.on(minute) else 1)
    assert all(start <= since < until <= end for since, until in gaps)
    edges = [edge for gap in gaps for edge in gap]
    assert edges == sorted(set(edges))


@many
@given(situations())
def test_nothing_changes_before_the_next_change_and_then_something_does(
    situation: tuple[Plan, datetime],
) -> None:
    plan, start = situation
    roster = plan.roster()
    change = roster.next_change(start)
    for minute in list(minutes(start, change or start + 400 * DAY))[::97]:
        assert roster.on(minute) == roster.on(start)
    if change is not None:
        assert change > start
        assert roster.on(change) != roster.on(start) == roster.on(change - MINUTE)
    assert roster.shift_end(start) == (change if roster.on(start) else None)


@many
@given(situations())
def test_the_next_who_are_on_are_on_then_and_nobody_came_before_them(
    situation: tuple[Plan, datetime],
) -> None:
    plan, start = situation
    roster = plan.roster()
    coming, change = roster.next_on(start), roster.next_change(start)
    while change is not None and not roster.on(change):
        change = roster.next_change(change)
    if coming is None:
        assert change is None or change - start > 400 * DAY
    else:
        who, when = coming
        assert (when, who) == (change, roster.on(when))


@many
@given(situations(), st.sampled_from(AGENTS))
def test_a_persons_next_shift_is_the_first_that_begins_later(
    situation: tuple[Plan, datetime], agent: str
) -> None:
    plan, start = situation
    roster = plan.roster()
    leaves, coming = roster.leaves(agent, start), roster.next_shift_of(agent, start)
    assert (leaves is None) or agent in roster.on(start)
    free_from = leaves or start
    if leaves is not None:
        assert agent in roster.on(leaves - MINUTE)
        assert agent not in roster.on(leaves)
    if coming is not None:
        assert agent not in roster.on(coming[0] - MINUTE)
        assert agent in roster.on(coming[0])
        assert roster.leaves(agent, coming[0]) in (coming[1], None)
        assert coming[0] > free_from
        for minute in list(minutes(free_from, min(coming[0], free_from + 9 * DAY)))[::59]:
            assert agent not in roster.on(minute)


@many
@given(situations())
def test_the_week_and_its_gaps_fill_the_week(situation: tuple[Plan, datetime]) -> None:
    plan, start = situation
    roster, end = plan.roster(), start + 7 * DAY
    shifts = roster.week(start)
    for minute in list(minutes(start, end))[::61]:
        on = {one.agent for one in shifts if one.start <= minute < one.end}
        assert tuple(sorted(on)) == roster.on(minute)
    assert all(one.start < end and one.end > start for one in shifts)


@some
@given(
    zone=st.sampled_from([name for name, _ in CHANGES]),
    start=st.integers(5 * 60, 14 * 60).map(clock),  # no clock is changed by day
    length=st.integers(1, 8 * 60),
    moment=st.datetimes(datetime(2012, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- hypothesis adds the zone itself
)
def test_demand_25_every_shift_has_its_local_times(
    zone: str, start: time, length: int, moment: datetime
) -> None:
    end = (datetime.combine(date.min, start) + length * MINUTE).time()
    plan = Plan(ZoneInfo(zone), (ShiftPattern("day", ("ana",), EVERY_DAY, start, end),), EVERY_WEEK)
    roster, span = plan.roster(), (moment, moment)
    for _ in range(90):
        following = roster.next_shift_of("ana", span[0])
        assert following is not None
        walls = [edge.astimezone(plan.zone) for edge in following]
        assert [wall.time() for wall in walls] == [start, end]
        assert ZERO < following[0] - span[0] < 2 * DAY + timedelta(hours=1)
        span = following
