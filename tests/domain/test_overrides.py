from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.patterns import Override, OverrideKind, local_days
from tests.domain.calendars import HOUR, at
from tests.domain.rosters import DAY, override, roster, shift

BERLIN = "Europe/Berlin"
TWO_SHIFTS = (shift("06:00-14:00", "ana"), shift("14:00-22:00", "bob"))
NOON = at("2026-03-04 12:00")  # a Wednesday


def test_an_override_adds_a_person() -> None:
    added = override("add", "cyn", "2026-03-04 23:00", "2026-03-05 01:00")
    ours = roster("UTC", *TWO_SHIFTS, overrides=[added])
    assert ours.on(at("2026-03-04 22:30")) == ()
    assert ours.on(at("2026-03-04 23:00")) == ("cyn",)
    assert ours.on(at("2026-03-05 01:00")) == ()


def test_an_override_adds_a_person_on_a_holiday_too() -> None:
    added = override("add", "ana", "2026-03-04 10:00", "2026-03-04 13:00")
    ours = roster("UTC", *TWO_SHIFTS, overrides=[added], holidays=[date(2026, 3, 4)])
    assert (ours.on(NOON), ours.on(at("2026-03-04 14:00"))) == (("ana",), ())


def test_an_override_removes_a_person_from_the_middle_of_a_shift() -> None:
    removed = override("remove", "ana", "2026-03-04 08:00", "2026-03-04 12:00")
    ours = roster("UTC", *TWO_SHIFTS, overrides=[removed])
    assert ours.gaps(at("2026-03-04 06:00"), at("2026-03-04 22:00")) == (
        (at("2026-03-04 08:00"), NOON),
    )


def test_an_override_replaces_a_person_only_when_that_person_would_be_on() -> None:
    replaced = override("replace", "ana", "2026-03-04 00:00", "2026-03-05 00:00", by="bob")
    ours = roster("UTC", *TWO_SHIFTS, overrides=[replaced])
    assert ours.on(at("2026-03-04 05:00")) == ()
    assert ours.on(NOON) == ("bob",)
    assert ours.leaves("bob", NOON) == at("2026-03-04 22:00")  # on into the own shift
    assert ours.on(NOON + DAY) == ("ana",)


def test_one_person_may_stand_in_for_several() -> None:
    both = [
        override("replace", name, "2026-03-04 00:00", "2026-03-05 00:00", by="cyn")
        for name in ("ana", "bob")
    ]
    ours = roster("UTC", *TWO_SHIFTS, overrides=both)
    assert ours.shift_end(NOON) == at("2026-03-04 22:00")
    assert ours.on(NOON) == ("cyn",)


def test_an_override_of_local_days_lasts_from_midnight_to_midnight() -> None:
    first, last = date(2026, 3, 28), date(2026, 3, 29)  # the second has 23 hours
    span = local_days(first, last, ZoneInfo(BERLIN))
    assert span == (at("2026-03-27 23:00"), at("2026-03-29 22:00"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("remove", "ana"), ("add", "ana")),
        (("replace", "ana", "bob"), ("remove", "bob")),
        (("add", "bob"), ("replace", "ana", "bob")),
    ],
)
def test_overrides_that_contradict_are_refused(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    def made(words: tuple[str, ...], since: str, until: str) -> Override:
        return override(words[0], words[1], since, until, *words[2:])

    first = made(one, "2026-03-04 08:00", "2026-03-04 12:00")
    touching = made(other, "2026-03-04 12:00", "2026-03-04 14:00")
    overlapping = made(other, "2026-03-04 11:59", "2026-03-04 14:00")
    assert roster("UTC", *TWO_SHIFTS, overrides=[first, touching]).agents
    with pytest.raises(ValueError, match="two overrides decide on"):
        roster("UTC", *TWO_SHIFTS, overrides=[first, overlapping])


def test_overrides_compare_as_instants_and_not_as_readings_of_a_clock() -> None:
    zone = ZoneInfo(BERLIN)
    early = datetime(2026, 10, 25, 2, 0, tzinfo=zone)
    late = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=zone)
    first = Override(OverrideKind.ADD, "ana", early, late)  # to the second 02:30
    second = Override(OverrideKind.REMOVE, "ana", late.replace(minute=15), late + HOUR)
    with pytest.raises(ValueError, match="two overrides"):
        roster(BERLIN, *TWO_SHIFTS, overrides=[first, second])
