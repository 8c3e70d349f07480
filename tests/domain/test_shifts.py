from collections.abc import Callable
from datetime import UTC, date, time, timedelta, timezone

import pytest

from domain.patterns import Override, OverrideKind, Rotation, ShiftPattern
from domain.shifts import Roster, Shift
from tests.domain.calendars import HOUR, TICK, at
from tests.domain.rosters import DAY, EVERY_DAY, WORKDAYS, override, roster, shift

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
TWO_SHIFTS = (shift("06:00-14:00", "ana"), shift("14:00-22:00", "bob"))
NOON = at("2026-03-04 12:00")  # a Wednesday


@pytest.mark.parametrize(
    ("zone", "hours", "day", "start", "end"),
    [
        (BERLIN, "09:00-17:00", "2026-03-28", "2026-03-28 08:00", "2026-03-28 16:00"),
        (BERLIN, "09:00-17:00", "2026-03-29", "2026-03-29 07:00", "2026-03-29 15:00"),
        (BERLIN, "22:00-06:00", "2026-03-28", "2026-03-28 21:00", "2026-03-29 04:00"),  # 7 hours
        (BERLIN, "22:00-06:00", "2026-10-24", "2026-10-24 20:00", "2026-10-25 05:00"),  # 9 hours
        (BERLIN, "02:30-10:00", "2026-03-29", "2026-03-29 01:00", "2026-03-29 08:00"),
        (BERLIN, "20:00-02:30", "2026-03-28", "2026-03-28 19:00", "2026-03-29 01:00"),
        (BERLIN, "02:30-10:00", "2026-10-25", "2026-10-25 00:30", "2026-10-25 09:00"),
        (BERLIN, "20:00-02:30", "2026-10-24", "2026-10-24 18:00", "2026-10-25 01:30"),
        (BERLIN, "20:00-02:00", "2026-10-24", "2026-10-24 18:00", "2026-10-25 00:00"),
        (NEW_YORK, "23:00-07:00", "2026-03-07", "2026-03-08 04:00", "2026-03-08 11:00"),
        (NEW_YORK, "23:00-07:00", "2026-10-31", "2026-11-01 03:00", "2026-11-01 12:00"),
        (NEW_YORK, "00:00-24:00", "2026-03-08", "2026-03-08 05:00", "2026-03-09 04:00"),
        (LORD_HOWE, "22:00-06:00", "2026-04-04", "2026-04-04 11:00", "2026-04-04 19:30"),
        (LORD_HOWE, "22:00-06:00", "2026-10-03", "2026-10-03 11:30", "2026-10-03 19:00"),
    ],
)
def test_demand_25_a_schedule_keeps_local_time_over_daylight_saving(
    zone: str, hours: str, day: str, start: str, end: str
) -> None:
    begins = date.fromisoformat(day)
    ours = roster(zone, shift(hours, days=(begins.weekday(),)))
    assert ours.next_shift_of("ana", at(start) - DAY) == (at(start), at(end))
    assert ours.on(at(start)) == ("ana",) == ours.on(at(end) - TICK)
    assert ours.on(at(start) - TICK) == () == ours.on(at(end))


def test_demand_25_a_shift_inside_skipped_time_does_not_take_place() -> None:
    ours = roster(BERLIN, shift("02:15-02:45"))
    assert ours.gaps(at("2026-03-28 12:00"), at("2026-03-29 12:00")) == (
        (at("2026-03-28 12:00"), at("2026-03-29 12:00")),
    )


def test_demand_25_a_day_that_a_zone_left_out_has_no_shift() -> None:
    ours = roster("Pacific/Apia", shift("09:00-17:00"))
    ends = at("2011-12-30 03:00")  # 17:00 of the 29th at UTC-10
    assert ours.next_on(ends) == (("ana",), at("2011-12-30 19:00"))  # 09:00 of the 31st at UTC+14


def test_an_end_at_or_before_the_start_is_on_the_next_day() -> None:
    friday_night = roster("UTC", shift("20:00-04:00", days=(4,)))
    assert friday_night.leaves("ana", at("2026-03-06 23:00")) == at("2026-03-07 04:00")
    round_the_clock = roster("UTC", shift("09:00-09:00", days=(4,)))
    assert round_the_clock.leaves("ana", at("2026-03-06 23:00")) == at("2026-03-07 09:00")


def test_shifts_of_one_person_that_meet_are_one_shift() -> None:
    ours = roster("UTC", shift("06:00-14:00"), shift("14:00-18:00"), shift("13:00-15:00"))
    assert ours.shift_end(NOON) == at("2026-03-04 18:00")
    assert ours.week(NOON)[0] == Shift(at("2026-03-04 06:00"), at("2026-03-04 18:00"), "ana")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2026-11-30", 3),  # before the start date: counted backwards
        ("2026-12-06", 3),
        ("2026-12-07", 1),
        ("2026-12-20", 2),
        ("2026-12-27", 3),
        ("2026-12-28", 1),  # in the year's last week, of which some days lie in the next
        ("2027-01-03", 1),
        ("2027-01-04", 2),
        ("2027-01-11", 3),
        ("2027-01-18", 1),
    ],
)
def test_a_rotation_goes_on_over_the_end_of_the_year(day: str, week: int) -> None:
    rotation = Rotation(3, date(2026, 12, 7))
    noon = at(f"{day} 12:00")
    names = ("ana", "bob", "cyn")
    patterns = [shift("09:00-17:00", name, weeks=(n,)) for n, name in enumerate(names, start=1)]
    assert rotation.week_of(noon.date()) == week
    assert roster("UTC", *patterns, rotation=rotation).on(noon) == (names[week - 1],)


def test_a_week_of_a_rotation_begins_on_the_weekday_of_its_first_day() -> None:
    rotation = Rotation(2, date(2026, 3, 4))  # a Wednesday
    ours = roster("UTC", shift("09:00-17:00", weeks=(1,)), rotation=rotation)
    assert [ours.on(NOON + n * DAY) for n in (-1, 0, 6, 7)] == [(), ("ana",), ("ana",), ()]


def test_a_rotation_of_many_weeks_is_looked_ahead_to_its_end() -> None:
    ours = roster(
        "UTC",
        shift("09:00-17:00", days=(0,), weeks=(40,)),
        rotation=Rotation(40, date(2026, 3, 2)),
    )
    assert ours.next_on(NOON) == (("ana",), at("2026-11-30 09:00"))
    assert ours.next_shift_of("ana", NOON) == (at("2026-11-30 09:00"), at("2026-11-30 17:00"))


def test_no_shift_begins_on_a_holiday_but_the_night_before_is_worked_to_its_end() -> None:
    ours = roster("UTC", shift("22:00-06:00"), holidays=[date(2026, 3, 5)])
    assert ours.on(at("2026-03-05 05:00")) == ("ana",)
    assert ours.on(at("2026-03-05 23:00")) == ()
    assert ours.next_on(at("2026-03-05 05:00")) == (("ana",), at("2026-03-06 22:00"))


def test_demand_27_who_is_on_now_who_is_next_and_when() -> None:
    ours = roster("UTC", *TWO_SHIFTS)
    assert ours.on(NOON) == ("ana",)
    assert ours.shift_end(NOON) == at("2026-03-04 14:00")
    assert ours.next_on(NOON) == (("bob",), at("2026-03-04 14:00"))
    assert ours.next_on(at("2026-03-04 20:00")) == (("ana",), at("2026-03-05 06:00"))


def test_demand_27_the_shifts_of_the_coming_week_are_whole_and_in_order() -> None:
    ours = roster("UTC", shift("22:00-06:00", "ana", days=(1, 3)), shift("09:00-17:00", "bob"))
    week = ours.week(at("2026-03-04 02:00"))
    assert week[0] == Shift(at("2026-03-03 22:00"), at("2026-03-04 06:00"), "ana")
    assert list(week) == sorted(week)
    assert [one.agent for one in week].count("bob") == 7
    assert week[-1] == Shift(at("2026-03-10 22:00"), at("2026-03-11 06:00"), "ana")


def test_demand_23_whoever_went_off_is_not_on_and_comes_back_with_the_next_shift() -> None:
    ours = roster("UTC", shift("09:00-17:00", days=WORKDAYS))
    friday_evening = at("2026-03-06 17:00")
    assert ours.on(friday_evening) == ()
    assert ours.next_shift_of("ana", friday_evening)[0] == at("2026-03-09 09:00")  # type: ignore[index]  # there is one


def test_demand_24_a_gap_has_a_known_end() -> None:
    ours = roster("UTC", *TWO_SHIFTS)
    night = at("2026-03-04 23:00")
    assert ours.shift_end(night) is None
    assert ours.next_change(night) == at("2026-03-05 06:00")
    assert ours.gaps(NOON, NOON + DAY) == ((at("2026-03-04 22:00"), at("2026-03-05 06:00")),)


@pytest.mark.parametrize("patterns", [[], [shift("09:00-17:00", days=())]])
def test_an_empty_rota_means_nobody_ever(patterns: list[ShiftPattern]) -> None:
    ours = roster(BERLIN, *patterns)
    assert ours.on(NOON) == ()
    assert (ours.next_on(NOON), ours.next_change(NOON), ours.shift_end(NOON)) == (None, None, None)
    assert (ours.next_shift_of("ana", NOON), ours.leaves("ana", NOON)) == (None, None)
    assert ours.week(NOON) == ()
    assert ours.gaps(NOON, NOON + DAY) == ((NOON, NOON + DAY),)


def test_a_rota_in_which_nothing_ever_changes_has_no_next() -> None:
    ours = roster(BERLIN, shift("00:00-24:00"))
    assert ours.on(NOON) == ("ana",)
    assert (ours.next_on(NOON), ours.shift_end(NOON), ours.leaves("ana", NOON)) == (None,) * 3
    assert ours.next_shift_of("ana", NOON) is None
    assert ours.week(NOON) == (Shift(NOON - 7 * DAY, NOON + 14 * DAY, "ana"),)


@pytest.mark.parametrize(("days", "known"), [(400, True), (401, False)])
def test_a_search_ends_after_400_days(days: int, known: bool) -> None:
    start = NOON + days * DAY
    added = Override(OverrideKind.ADD, "ana", start, start + HOUR)
    ours = roster("UTC", overrides=[added])
    assert ours.next_on(NOON) == ((("ana",), start) if known else None)
    assert ours.next_change(NOON) == (start if known else None)


def test_a_shift_that_hardly_ends_is_cut_after_400_days() -> None:
    removed = override("remove", "ana", "2026-03-04 00:00", "2026-03-05 00:00")
    ours = roster("UTC", shift("00:00-24:00"), overrides=[removed])
    shift_of_years = (at("2026-03-05 00:00"), NOON + 400 * DAY)
    assert ours.next_shift_of("ana", NOON) == shift_of_years


def test_an_instant_is_the_same_in_every_zone() -> None:
    ours = roster(BERLIN, *TWO_SHIFTS)
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-9)))
    assert ours.next_on(elsewhere) == ours.next_on(NOON)
    assert ours.week(elsewhere) == ours.week(NOON)
    assert ours.gaps(elsewhere, elsewhere + DAY) == ours.gaps(NOON, NOON + DAY)
    with pytest.raises(ValueError, match="no time zone"):
        ours.on(NOON.replace(tzinfo=None))


def test_there_is_no_gap_in_no_time() -> None:
    ours = roster(BERLIN)
    assert ours.gaps(NOON, NOON) == ours.gaps(NOON + HOUR, NOON) == ()


def test_everybody_who_is_ever_on_is_named() -> None:
    changes = [
        override("add", "dan", "2026-03-04 08:00", "2026-03-04 12:00"),
        override("replace", "ana", "2026-03-04 08:00", "2026-03-04 12:00", by="cyn"),
        override("remove", "eve", "2026-03-04 08:00", "2026-03-04 12:00"),
    ]
    assert roster("UTC", *TWO_SHIFTS, overrides=changes).agents == ("ana", "bob", "cyn", "dan")


BAD: dict[str, Callable[[], object]] = {
    "weekday": lambda: shift("09:00-17:00", days=(7,)),
    "weeks are counted from 1": lambda: shift("09:00-17:00", weeks=(0,)),
    "outside the rotation of 1": lambda: roster("UTC", shift("09:00-17:00", weeks=(2,))),
    "never comes round": lambda: Rotation(0, date(2026, 1, 5)),
    "not a whole second": lambda: ShiftPattern("x", (), EVERY_DAY, time(9, tzinfo=UTC), time(17)),
    "a whole second of": lambda: ShiftPattern("x", (), EVERY_DAY, time(9), time(17, 0, 0, 1)),
    "does not end after": lambda: override("add", "ana", "2026-03-04 08:00", "2026-03-04 08:00"),
    "whoever replaces": lambda: override("replace", "ana", "2026-03-04", "2026-03-05"),
    "and nobody else": lambda: override("add", "ana", "2026-03-04", "2026-03-05", by="bob"),
    "cannot replace": lambda: override("replace", "ana", "2026-03-04", "2026-03-05", by="ana"),
    "has no time zone": lambda: Override(
        OverrideKind.ADD, "ana", NOON.replace(tzinfo=None), NOON
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", BAD)
def test_what_makes_no_sense_is_refused(reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        BAD[reason]()


def test_a_roster_is_never_changed_by_being_asked() -> None:
    ours: Roster = roster(BERLIN, *TWO_SHIFTS)
    before = [ours.on(NOON), ours.week(NOON), ours.next_on(NOON)]
    ours.on(at("2030-01-01 00:00"))
    assert [ours.on(NOON), ours.week(NOON), ours.next_on(NOON)] == before
