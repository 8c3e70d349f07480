from datetime import UTC, date, datetime

import pytest

from rulebook.facts import Desk
from tests.rulebook.building import FRIDAY, Copy, frozen

EU = "calendars/eu-business.yaml"


def is_open(desk: Desk, at: datetime, region: str = "eu") -> bool:
    return frozen(desk, region).calendar.hours().is_open(at)


def test_holidays_are_expanded_to_dates_when_a_policy_is_frozen(desk: Desk) -> None:
    assert frozen(desk, "na").calendar.days["2026-11-26"] == ()  # Thanksgiving
    assert not is_open(desk, datetime(2026, 11, 26, 16, tzinfo=UTC), "na")


def test_holidays_reach_400_days_ahead_and_no_further(desk: Desk) -> None:
    days = frozen(desk).calendar.days
    assert min(days) == "2026-12-24"
    assert "2027-12-25" in days
    assert "2028-01-01" not in days
    assert all(date.fromisoformat(day) for day in days)


def test_yesterday_counts_because_a_zone_may_still_live_in_it(desk: Desk) -> None:
    days = frozen(desk, at=datetime(2026, 12, 26, 1, tzinfo=UTC)).calendar.days
    assert "2026-12-25" in days
    assert "2026-12-24" not in days


@pytest.mark.shows_key("calendars.holidays.country")
def test_another_country_has_other_holidays(copy: Copy) -> None:
    ascension = datetime(2027, 5, 6, 10, tzinfo=UTC)
    assert is_open(copy.read(), ascension)
    copy.edit(EU, "holidays: {country: IE}", "holidays: {country: DE}")
    assert not is_open(copy.read(), ascension)


@pytest.mark.shows_key("calendars.holidays.subdivision")
def test_a_part_of_a_country_has_holidays_of_its_own(copy: Copy) -> None:
    corpus_christi = datetime(2027, 5, 27, 10, tzinfo=UTC)
    assert is_open(
        copy.edit(EU, "holidays: {country: IE}", "holidays: {country: DE}").read(), corpus_christi
    )
    copy.edit(EU, "\nholidays: {country: DE}", "\nholidays: {country: DE, subdivision: BY}")
    assert not is_open(copy.read(), corpus_christi)


@pytest.mark.shows_key("calendars.holidays")
def test_without_holidays_christmas_is_a_day_like_any_other(copy: Copy) -> None:
    copy.edit(EU, "holidays: {country: IE}\n", "")
    assert is_open(copy.read(), datetime(2026, 12, 25, 10, tzinfo=UTC))


@pytest.mark.shows_key("calendars.days")
def test_a_special_day_comes_before_the_holiday(copy: Copy) -> None:
    copy.edit(EU, "  2026-12-31: 08:00-13:00\n", "  2026-12-25: [10:00-11:00]\n")
    desk = copy.read()
    assert is_open(desk, datetime(2026, 12, 25, 10, 30, tzinfo=UTC))
    assert not is_open(desk, datetime(2026, 12, 25, 11, tzinfo=UTC))


def test_a_day_can_be_closed(copy: Copy) -> None:
    copy.edit(EU, "2026-12-31: 08:00-13:00", "2026-12-31: closed")
    assert not is_open(copy.read(), datetime(2026, 12, 31, 10, tzinfo=UTC))


def test_a_day_may_have_several_openings(desk: Desk) -> None:
    # São Paulo is three hours behind: 08:00 to 12:00 and 13:00 to 18:00.
    hours = [h for h in range(24) if is_open(desk, FRIDAY.replace(day=23, hour=h), "latam")]
    assert hours == [11, 12, 13, 14, 16, 17, 18, 19, 20]


@pytest.mark.parametrize(
    ("week", "closed"),
    [
        ("monday to friday: 08:00-18:00", {5, 6}),
        ("monday: 08:00-18:00\n  saturday: [08:00-24:00]", {1, 2, 3, 4, 6}),
        ("monday to saturday: 08:00 - 18:00\n  sunday: closed", {6}),
    ],
)
def test_a_weekday_that_is_left_out_is_closed(copy: Copy, week: str, closed: set[int]) -> None:
    copy.edit(EU, "monday to friday: 08:00-18:00", week)
    desk = copy.read()
    noons = [datetime(2026, 11, 23 + day, 12, tzinfo=UTC) for day in range(7)]
    assert {noon.weekday() for noon in noons if not is_open(desk, noon)} == closed


@pytest.mark.shows_key("calendars.zone")
def test_the_zone_is_the_clock_on_the_wall(copy: Copy) -> None:
    early = FRIDAY.replace(hour=7, minute=30)
    assert not is_open(copy.read(), early)
    assert is_open(copy.edit(EU, "Europe/Dublin", "Europe/Berlin").read(), early)


@pytest.mark.shows_key("regions.regions.calendar")
def test_round_the_clock_is_always_open(copy: Copy) -> None:
    copy.edit("regions.yaml", "calendar: eu-business", "calendar: round-the-clock")
    assert is_open(copy.read(), datetime(2026, 12, 25, 3, tzinfo=UTC))
