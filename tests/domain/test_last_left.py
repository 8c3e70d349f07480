from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.patterns import Rotation
from domain.shifts import LONGEST_ABSENCE
from tests.domain.calendars import HOUR, TICK, at
from tests.domain.rosters import DAY, MINUTE, WORKDAYS, Plan, minutes, override, roster, shift
from tests.domain.test_shifts_properties import AGENTS, many, situations, some

BERLIN = "Europe/Berlin"
MONDAY = at("2026-03-02 07:00")


def test_who_is_on_has_not_left_and_who_is_off_left_at_the_end_of_the_shift() -> None:
    ours = roster("UTC", shift("09:00-17:00"))
    nine, five = at("2026-03-04 09:00"), at("2026-03-04 17:00")
    assert ours.left("ana", nine - TICK) == five - DAY
    assert ours.left("ana", nine) is None
    assert ours.left("ana", five - TICK) is None
    assert ours.left("ana", five) == five
    assert ours.left("ana", five + TICK) == five


def test_an_end_at_midnight_is_found_on_the_day_that_follows() -> None:
    ours = roster("UTC", shift("16:00-24:00"))
    midnight = at("2026-03-05 00:00")
    assert ours.left("ana", midnight) == midnight == ours.left("ana", midnight + 9 * HOUR)
    assert ours.left("ana", midnight - TICK) is None


def test_over_a_weekend_it_was_on_friday() -> None:
    ours = roster(BERLIN, shift("09:00-17:00", days=WORKDAYS))
    assert ours.left("ana", MONDAY) == at("2026-02-27 16:00")


@pytest.mark.parametrize(
    ("hours", "now", "left"),
    [
        ("22:00-06:00", "2026-03-29 12:00", "2026-03-29 04:00"),  # seven hours: the clock jumped
        ("22:00-06:00", "2026-10-25 12:00", "2026-10-25 05:00"),  # nine hours: it fell back
        ("09:00-17:00", "2026-03-30 05:00", "2026-03-29 15:00"),
        ("09:00-17:00", "2026-03-29 05:00", "2026-03-28 16:00"),
        ("20:00-02:30", "2026-10-25 01:29", None),  # 02:29, read for the second time
        ("20:00-02:30", "2026-10-25 01:30", "2026-10-25 01:30"),
    ],
)
def test_demand_25_people_leave_by_the_clock_on_the_wall(
    hours: str, now: str, left: str | None
) -> None:
    assert roster(BERLIN, shift(hours)).left("ana", at(now)) == (at(left) if left else None)


def test_an_override_moves_the_end_of_a_shift() -> None:
    changes = [
        override("remove", "ana", "2026-03-04 15:00", "2026-03-05 17:00"),
        override("replace", "bob", "2026-03-04 19:00", "2026-03-04 20:00", by="cyn"),
        override("add", "dan", "2026-02-01 09:00", "2026-02-01 10:00"),
    ]
    plans = (shift("09:00-17:00", "ana"), shift("14:00-22:00", "bob"))
    ours, night = roster("UTC", *plans, overrides=changes), at("2026-03-05 23:00")
    assert ours.left("ana", night) == at("2026-03-04 15:00")
    assert ours.left("bob", at("2026-03-04 19:30")) == at("2026-03-04 19:00")
    assert ours.left("cyn", night) == at("2026-03-04 20:00")
    assert ours.left("dan", night) == at("2026-02-01 10:00")


def test_a_shift_that_another_one_takes_up_has_not_ended() -> None:
    ours = roster("UTC", shift("06:00-14:00"), shift("14:00-18:00"))
    assert ours.left("ana", at("2026-03-04 14:00")) is None
    assert ours.left("ana", at("2026-03-04 20:00")) == at("2026-03-04 18:00")


def test_sixty_days_are_looked_at_and_no_longer() -> None:
    rare = roster("UTC", shift("09:00-17:00", weeks=(1,)), rotation=Rotation(20, MONDAY.date()))
    end = at("2026-03-08 17:00")
    assert rare.left("ana", end + LONGEST_ABSENCE) == end
    assert rare.left("ana", end + LONGEST_ABSENCE + TICK) is None
    midnight = roster("UTC", overrides=[override("add", "ana", "2026-03-01", "2026-03-02")])
    end = at("2026-03-02")
    assert midnight.left("ana", end + LONGEST_ABSENCE) == end
    assert midnight.left("ana", end + LONGEST_ABSENCE + TICK) is None


def test_who_has_no_shift_never_left() -> None:
    assert roster("UTC", shift("09:00-17:00")).left("eve", MONDAY) is None
    assert roster("UTC").left("ana", MONDAY) is None
    assert roster("UTC", shift("00:00-24:00")).left("ana", MONDAY) is None


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        roster("UTC").left("ana", datetime(2026, 3, 2))  # noqa: DTZ001 -- what is to be refused


@some
@given(situations(), st.sampled_from(AGENTS))
def test_when_a_person_left_agrees_with_a_reading_of_the_clock_minute_by_minute(
    situation: tuple[Plan, datetime], agent: str
) -> None:
    plan, now = situation
    since = now - 30 * HOUR
    on = [minute for minute, who in plan.on(since, now + MINUTE).items() if agent in who]
    last = on[-1] + MINUTE if on else None
    found = plan.roster().left(agent, now)
    if last is None:
        assert found is None or found <= since
    else:
        assert found == (None if last > now else last)


@many
@given(situations(), st.sampled_from(AGENTS), st.timedeltas(-70 * DAY, 70 * DAY))
def test_nobody_was_on_since_they_left(
    situation: tuple[Plan, datetime], agent: str, later: timedelta
) -> None:
    plan, near = situation
    ours, now = plan.roster(), near + later
    left = ours.left(agent, now)
    if agent in ours.on(now):
        assert left is None
        return
    if left is not None:
        assert now - LONGEST_ABSENCE <= left <= now
        assert left.tzinfo is UTC
        assert agent in ours.on(left - MINUTE)
        assert agent not in ours.on(left)
    for minute in list(minutes(left or now - LONGEST_ABSENCE, now))[::59]:
        assert agent not in ours.on(minute)
