from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hours import BusinessHours
from domain.policy import Calendar, StaffingView
from domain.ports import StaffingSource
from domain.shifts import LONGEST_ABSENCE
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing, closed_at, closes_at
from tests.domain.calendars import TICK, every_day
from tests.rulebook.building import FRIDAY, Copy

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def view(desk: Desk, at: datetime, loads: dict[str, int] | None = None) -> StaffingView:
    """The view of a desk whose teams have no rosters."""
    source: StaffingSource = DeskStaffing(replace(desk, rosters={}))
    return source.view(at, loads or {})


def test_a_team_is_on_as_a_whole_while_its_calendar_is_open(desk: Desk) -> None:
    team = view(desk, FRIDAY).teams["eu-care"]
    assert team.on == ("aoife", "ines", "jonas", "sam")
    assert team.until == FRIDAY.replace(hour=18)
    assert team.next_opening == MONDAY.replace(hour=8)


def test_a_team_whose_calendar_is_closed_has_a_next_opening(desk: Desk) -> None:
    team = view(desk, FRIDAY).teams["apac-care"]
    assert (team.on, team.until, team.next_opening) == ((), None, MONDAY)


def test_a_shift_ends_with_its_interval_and_not_with_its_day(desk: Desk) -> None:
    team = view(desk, MONDAY.replace(hour=12)).teams["latam-care"]  # nine o'clock in São Paulo
    assert team.until == MONDAY.replace(hour=15)
    assert team.next_opening == MONDAY.replace(hour=16)


def test_everybody_of_a_team_comes_and_goes_with_its_calendar(desk: Desk) -> None:
    team = view(desk, FRIDAY).teams["eu-engineering"]
    assert team.shift_ends == dict.fromkeys(("katarina", "sam"), FRIDAY.replace(hour=18))
    assert team.next_shifts == dict.fromkeys(("katarina", "sam"), MONDAY.replace(hour=8))


def test_everybody_of_a_closed_team_left_when_its_calendar_closed(desk: Desk) -> None:
    thursday = (FRIDAY - timedelta(days=1)).replace(hour=18)
    teams = view(desk, FRIDAY.replace(hour=7)).teams
    assert teams["eu-engineering"].left_at == dict.fromkeys(("katarina", "sam"), thursday)
    assert view(desk, FRIDAY).teams["eu-engineering"].left_at == {}
    over_lunch = view(desk, MONDAY.replace(hour=15, minute=30)).teams["latam-care"]
    assert set(over_lunch.left_at.values()) == {MONDAY.replace(hour=15)}


def test_holidays_that_have_passed_are_remembered(desk: Desk) -> None:
    after_christmas = datetime(2026, 12, 28, 7, tzinfo=UTC)  # a Monday
    team = view(desk, after_christmas).teams["eu-engineering"]
    assert set(team.left_at.values()) == {datetime(2026, 12, 24, 13, tzinfo=UTC)}


def test_nobody_is_on_at_a_holiday(desk: Desk) -> None:
    brazilian_holiday = FRIDAY.replace(hour=12)  # 20 November
    assert view(desk, brazilian_holiday).teams["latam-care"].on == ()


def test_a_team_that_never_closes_has_no_end(copy: Copy) -> None:
    copy.edit("teams.yaml", "calendar: of the region\n    languages: [en, de]\n", (
        "calendar: round-the-clock\n    languages: [en, de]\n"
    ))  # fmt: skip
    team = view(copy.read(), FRIDAY.replace(hour=3)).teams["eu-engineering"]
    assert team.on == ("katarina", "sam")
    assert team.until is None
    assert (team.next_opening, team.next_shifts, team.shift_ends) == (
        FRIDAY.replace(hour=3),
        {},
        {},
    )


def test_a_team_takes_the_load_that_is_told(desk: Desk) -> None:
    teams = view(desk, FRIDAY, {"eu-care": 7}).teams
    assert (teams["eu-care"].load, teams["na-care"].load) == (7, 0)


def test_a_view_is_valid_for_fifteen_minutes_at_most(desk: Desk) -> None:
    assert view(desk, FRIDAY).valid_until == FRIDAY + timedelta(minutes=15)


def test_a_view_ends_with_the_first_team_that_comes_or_goes(desk: Desk) -> None:
    opening, closing = FRIDAY.replace(hour=14), FRIDAY.replace(hour=18)
    assert view(desk, opening - timedelta(minutes=4)).valid_until == opening
    assert view(desk, closing - timedelta(minutes=4)).valid_until == closing
    assert view(desk, closing).valid_until == closing + timedelta(minutes=15)


def test_the_hash_tells_one_view_from_another(desk: Desk) -> None:
    one = view(desk, FRIDAY, {"eu-care": 1})
    assert one == view(desk, FRIDAY.astimezone(timezone(timedelta(hours=5))), {"eu-care": 1})
    assert one.hash != view(desk, FRIDAY, {"eu-care": 2}).hash
    assert len(one.hash) == 64


def test_a_region_takes_the_calendar_it_names(copy: Copy) -> None:
    night = FRIDAY.replace(hour=3)
    assert not view(copy.read(), night).teams["eu-care"].on
    copy.edit("regions.yaml", "calendar: eu-business", "calendar: round-the-clock")
    assert view(copy.read(), night).teams["eu-care"].on


ZONES = st.sampled_from(
    ["Europe/Dublin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone itself
WEEK = {str(day): (("00:00", "03:30"), ("09:00", "12:00"), ("12:00", "17:00")) for day in range(5)}


@given(zone=ZONES, at=INSTANTS)
def test_open_until_the_closing_and_closed_at_it(zone: str, at: datetime) -> None:
    hours: BusinessHours = Calendar("any", zone, WEEK | {"6": (("22:00", "00:00"),)}).hours()
    if not hours.is_open(at):
        return
    closing = closes_at(hours, at)
    assert closing is not None
    assert hours.elapsed(at, closing) == closing - at
    assert hours.is_open(closing - timedelta(seconds=1))
    assert not hours.is_open(closing)
    assert closing.astimezone(ZoneInfo(zone)).second == 0


@given(zone=ZONES, at=INSTANTS)
def test_closed_since_the_closing_and_open_before_it(zone: str, at: datetime) -> None:
    hours: BusinessHours = Calendar("any", zone, WEEK | {"6": (("22:00", "00:00"),)}).hours()
    if hours.is_open(at):
        with pytest.raises(ValueError, match="is open"):
            closed_at(hours, at)
        return
    closing = closed_at(hours, at)
    assert closing is not None
    assert closing <= at
    assert hours.elapsed(closing, at) == timedelta(0)
    assert hours.is_open(closing - TICK)
    assert closing.astimezone(ZoneInfo(zone)).second == 0


def test_a_closing_is_looked_for_in_sixty_days_and_no_longer() -> None:
    first = date(2026, 6, 1)
    closed = {first + timedelta(days=number): () for number in range(100)}
    hours = every_day("UTC", "09:00-17:00", closed)
    closing = datetime(2026, 5, 31, 17, tzinfo=UTC)
    assert closed_at(hours, closing) == closing
    assert closed_at(hours, closing + LONGEST_ABSENCE) == closing
    assert closed_at(hours, closing + LONGEST_ABSENCE + TICK) is None
