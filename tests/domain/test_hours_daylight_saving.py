from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.hours import BusinessHours, NeverOpen
from tests.domain.calendars import HOUR, TICK, at, every_day, intervals

NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"
SAO_PAULO, CAIRO, APIA = "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia"
ST_JOHNS, HAVANA, TROLL = "America/St_Johns", "America/Havana", "Antarctica/Troll"

TRICKY_DAYS = [
    # zone, special day, its hours, when they open (UTC), when they close (UTC), hours of work
    # The clock jumps 02:00 -> 03:00.
    (NEW_YORK, "2026-03-08", "01:00-05:00", "2026-03-08 06:00", "2026-03-08 09:00", 3),
    (NEW_YORK, "2026-03-08", "00:00-24:00", "2026-03-08 05:00", "2026-03-09 04:00", 23),
    (NEW_YORK, "2026-03-08", "02:30-05:00", "2026-03-08 07:00", "2026-03-08 09:00", 2),
    (NEW_YORK, "2026-03-08", "02:00-05:00", "2026-03-08 07:00", "2026-03-08 09:00", 2),
    (NEW_YORK, "2026-03-08", "01:00-02:30", "2026-03-08 06:00", "2026-03-08 07:00", 1),
    (NEW_YORK, "2026-03-08", "01:00-03:00", "2026-03-08 06:00", "2026-03-08 07:00", 1),
    (NEW_YORK, "2026-03-08", "01:00-02:15 02:45-05:00", "2026-03-08 06:00", "2026-03-08 09:00", 3),
    # The clock falls back 02:00 -> 01:00.
    (NEW_YORK, "2026-11-01", "00:00-24:00", "2026-11-01 04:00", "2026-11-02 05:00", 25),
    (NEW_YORK, "2026-11-01", "01:00-05:00", "2026-11-01 05:00", "2026-11-01 10:00", 5),
    (NEW_YORK, "2026-11-01", "01:30-05:00", "2026-11-01 05:30", "2026-11-01 10:00", 4.5),
    (NEW_YORK, "2026-11-01", "02:00-05:00", "2026-11-01 07:00", "2026-11-01 10:00", 3),
    (NEW_YORK, "2026-11-01", "00:00-01:30", "2026-11-01 04:00", "2026-11-01 06:30", 2.5),
    (NEW_YORK, "2026-11-01", "00:00-02:00", "2026-11-01 04:00", "2026-11-01 07:00", 3),
    (NEW_YORK, "2026-11-01", "00:00-01:00", "2026-11-01 04:00", "2026-11-01 05:00", 1),
    (NEW_YORK, "2026-11-01", "01:15-01:45", "2026-11-01 05:15", "2026-11-01 06:45", 1.5),
    # Two intervals that the repeated hour makes overlap are one, and count once.
    (NEW_YORK, "2026-11-01", "00:00-01:15 01:45-05:00", "2026-11-01 04:00", "2026-11-01 10:00", 6),
    (NEW_YORK, "2026-11-01", "00:00-01:30 01:30-05:00", "2026-11-01 04:00", "2026-11-01 10:00", 6),
    # Half an hour, in a zone of half hours: 02:00 -> 02:30 and back 02:00 -> 01:30.
    (LORD_HOWE, "2026-10-04", "01:00-05:00", "2026-10-03 14:30", "2026-10-03 18:00", 3.5),
    (LORD_HOWE, "2026-10-04", "02:15-05:00", "2026-10-03 15:30", "2026-10-03 18:00", 2.5),
    (LORD_HOWE, "2026-04-05", "01:00-05:00", "2026-04-04 14:00", "2026-04-04 18:30", 4.5),
    (LORD_HOWE, "2026-04-05", "01:00-01:45", "2026-04-04 14:00", "2026-04-04 15:15", 1.25),
    # Two hours: 01:00 -> 03:00 and back 03:00 -> 01:00.
    (TROLL, "2026-03-29", "00:00-04:00", "2026-03-29 00:00", "2026-03-29 02:00", 2),
    (TROLL, "2026-10-25", "00:00-04:00", "2026-10-24 22:00", "2026-10-25 04:00", 6),
    # The day begins in skipped time: 00:00 -> 01:00.
    (SAO_PAULO, "2018-11-04", "00:00-24:00", "2018-11-04 03:00", "2018-11-05 02:00", 23),
    (SAO_PAULO, "2018-11-04", "00:30-08:00", "2018-11-04 03:00", "2018-11-04 10:00", 7),
    (SAO_PAULO, "2018-11-03", "20:00-24:00", "2018-11-03 23:00", "2018-11-04 03:00", 4),
    (CAIRO, "2026-04-24", "00:00-02:00", "2026-04-23 22:00", "2026-04-23 23:00", 1),
    # The day's last hour is repeated: 24:00 -> 23:00.
    (SAO_PAULO, "2018-02-17", "00:00-24:00", "2018-02-17 02:00", "2018-02-18 03:00", 25),
    (CAIRO, "2026-10-29", "22:00-24:00", "2026-10-29 19:00", "2026-10-29 22:00", 3),
    (CAIRO, "2026-10-29", "22:00-23:00", "2026-10-29 19:00", "2026-10-29 20:00", 1),
    (CAIRO, "2026-10-29", "22:00-23:30", "2026-10-29 19:00", "2026-10-29 21:30", 2.5),
    # The day's first hour is repeated: 01:00 -> 00:00.
    (HAVANA, "2026-11-01", "00:00-02:00", "2026-11-01 04:00", "2026-11-01 07:00", 3),
    (HAVANA, "2026-10-31", "22:00-24:00", "2026-11-01 02:00", "2026-11-01 04:00", 2),
    # An hour is repeated across midnight: 00:01 on Sunday -> 23:01 on Saturday.
    (ST_JOHNS, "2010-11-06", "22:00-24:00", "2010-11-07 00:30", "2010-11-07 03:30", 3),
    (ST_JOHNS, "2010-11-07", "00:00-02:00", "2010-11-07 02:30", "2010-11-07 05:30", 3),
]


@pytest.mark.parametrize(("zone", "day", "hours", "opens", "closes", "worked"), TRICKY_DAYS)
def test_daylight_saving_goes_by_the_wall_clock(
    zone: str, day: str, hours: str, opens: str, closes: str, worked: float
) -> None:
    desk = BusinessHours(ZoneInfo(zone), {}, {date.fromisoformat(day): intervals(hours)})
    opening, closing, budget = at(opens), at(closes), worked * HOUR
    before, after = opening - 30 * HOUR, closing + 30 * HOUR
    assert desk.next_opening(before) == opening
    assert desk.elapsed(before, after) == budget == closing - opening
    assert desk.due(before, budget) == closing
    assert [desk.is_open(each) for each in (opening - TICK, opening)] == [False, True]
    assert [desk.is_open(each) for each in (closing - TICK, closing)] == [True, False]


def test_an_hour_repeated_across_midnight_belongs_to_the_day_it_interrupts() -> None:
    saturday = {date(2010, 11, 6): intervals("22:00-24:00")}
    desk = BusinessHours(ZoneInfo(ST_JOHNS), {}, saturday)
    first_minute_of_sunday = at("2010-11-07 02:30")  # then the clock shows Saturday, 23:01 again
    assert desk.is_open(first_minute_of_sunday)
    assert desk.due(first_minute_of_sunday, HOUR) == at("2010-11-07 03:30")


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (NEW_YORK, "2026-03-08", "02:00-03:00"),
        (NEW_YORK, "2026-03-08", "02:10-02:20 02:30-02:40"),
        (SAO_PAULO, "2018-11-04", "00:00-01:00"),
        (APIA, "2011-12-30", "00:00-24:00"),
        (APIA, "2011-12-30", "09:00-17:00"),
    ],
)
def test_what_lies_in_skipped_time_is_never_open(zone: str, day: str, hours: str) -> None:
    desk = BusinessHours(ZoneInfo(zone), {}, {date.fromisoformat(day): intervals(hours)})
    noon = at(f"{day} 12:00")
    assert desk.elapsed(noon - 72 * HOUR, noon + 72 * HOUR) == timedelta(0)
    with pytest.raises(NeverOpen):
        desk.next_opening(noon - 72 * HOUR)


def test_a_zone_that_skips_a_day_works_the_days_around_it() -> None:
    desk = every_day(APIA, "09:00-17:00")  # Thursday the 29th is followed by Saturday the 31st
    thursday, saturday = at("2011-12-29 19:00"), at("2011-12-30 19:00")
    assert desk.next_opening(thursday - HOUR) == thursday
    assert desk.due(thursday, 9 * HOUR) == saturday + HOUR
    assert desk.elapsed(thursday, saturday + 8 * HOUR) == 16 * HOUR


@pytest.mark.parametrize(
    "zone", [NEW_YORK, LORD_HOWE, TROLL, SAO_PAULO, CAIRO, APIA, ST_JOHNS, HAVANA, "Asia/Kolkata"]
)
def test_a_desk_that_never_closes_works_every_hour_of_the_years(zone: str) -> None:
    start, end = at("2010-10-01 00:17"), at("2012-01-15 12:34:56.789")
    desk = every_day(zone, "00:00-01:30 01:30-23:30 23:30-24:00")
    assert desk.elapsed(start, end) == end - start
    assert desk.due(start, end - start) == end
