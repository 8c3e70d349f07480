from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.arrivals import Opening
from domain.policy import StaffingView
from domain.vocabulary import Priority, Tier
from rulebook.backtesting.calendars import FrozenOnce, RememberedHours, StaffingOnce
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.freeze import freeze
from rulebook.staffing import DeskStaffing
from tests.rulebook.building import FRIDAY, SAMPLE

DESK = read_desk(SAMPLE)
SOURCE, ONCE = DeskStaffing(DESK), StaffingOnce(DESK)
INSTANTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 15), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=9))
LOADS = st.dictionaries(st.sampled_from(sorted(DESK.teams)), st.integers(0, 60))
HOURS = {
    name: (hours := calendar.frozen(FRIDAY.date()).hours(), RememberedHours(hours))
    for name, calendar in DESK.calendars.items()
}


@given(st.sampled_from(sorted(HOURS)), INSTANTS, LENGTHS)
def test_working_time_that_is_remembered_is_the_same(
    name: str, at: datetime, length: timedelta
) -> None:
    plain, remembered = HOURS[name]
    for _ in range(2):
        assert remembered.due(at, length) == plain.due(at, length)
        assert remembered.elapsed(at, at + length) == plain.elapsed(at, at + length)
        assert remembered.is_open(at) == plain.is_open(at)
        assert remembered.next_opening(at) == plain.next_opening(at)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, LOADS)
def test_who_is_on_is_the_same_at_every_instant(at: datetime, loads: dict[str, int]) -> None:
    for moment in (at, at.replace(minute=0, second=0, microsecond=0)):
        plain, once = SOURCE.view(moment, loads), ONCE.view(moment, loads)
        assert replace(once, hash=plain.hash) == plain


def test_a_view_that_is_looked_at_again_is_never_stale() -> None:
    at = FRIDAY
    for _ in range(200):
        view: StaffingView = ONCE.view(at, {})
        assert view.is_fresh(at)
        assert view.valid_until is not None
        at = view.valid_until


def test_a_policy_is_frozen_as_for_a_new_ticket(desk: Desk) -> None:
    opening = Opening("webhook", "sample", "c", FRIDAY, "", Priority.NORMAL, Tier.VIP)
    once = FrozenOnce(desk)
    found = once.policy("eu", opening)
    assert found is not None
    plain = freeze(
        desk, region="eu", tier=Tier.VIP, priority=Priority.NORMAL, channel="webhook", at=FRIDAY
    )
    assert found.reference == plain.reference
    assert replace(found, calendar=plain.calendar) == plain
    later = replace(opening, accepted_at=FRIDAY + timedelta(hours=13))
    assert once.policy("eu", later) is found


def test_what_a_desk_has_no_region_for_has_no_policy(desk: Desk) -> None:
    opening = Opening("webhook", "sample", "c", FRIDAY, "", Priority.NORMAL, Tier.VIP)
    assert FrozenOnce(desk).policy("atlantis", opening) is None
