"""A wait that was told says how long the queue was, as far as that can have been otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from domain.events import Acknowledged, Event, TicketRouted
from domain.ledger import Entry
from domain.policy import Policy, Relay, TeamStaffing
from domain.vocabulary import THE_DESK, Because
from domain.waits import expected_wait
from rulebook.backtesting.waits import WaitsTold
from tests.domain.building import DAY, MINUTE, NINE, SECOND, a_policy, staffing

HANDLING = 10 * MINUTE
POLICY = a_policy(relay=Relay(acknowledge_within=30 * MINUTE, handling_time=HANDLING))
CARE = TeamStaffing(on=("ana", "bob"), next_opening=NINE + DAY)
BY = Because("test", 1, "a rule")


@dataclass(frozen=True)
class Between:
    """Loads of which only the bounds are known."""

    least: int
    most: int

    def at(self, at: datetime) -> Mapping[str, int]:
        return {"eu-care": self.least}

    def around(self, team: str, at: datetime) -> tuple[int, int]:
        return self.least, self.most


def told(load: int, at: datetime = NINE, staff: TeamStaffing = CARE) -> list[Entry]:
    """A ticket of eu-care whose customer was told of a wait behind so many others."""
    wait = expected_wait(replace(staff, load=load), HANDLING, at)
    events: list[Event] = [
        TicketRouted(at=at, by=THE_DESK, because=BY, team="eu-care", language="en", reason=""),
        Acknowledged(
            at=at,
            by=THE_DESK,
            because=BY,
            message_id="a",
            template="acknowledgement",
            in_reply_to="m",
            wait=wait,
        ),
    ]
    return [Entry("eu-1", place, event) for place, event in enumerate(events, start=1)]


def queue(entries: list[Entry], counted: int, loads: Between, at: datetime = NINE) -> int | None:
    view = staffing(at, lasts=DAY, eu_care=replace(CARE, load=counted))
    return WaitsTold(entries, POLICY, loads).queue(at, view).get("eu-care")


def test_of_the_queues_that_can_have_been_seen_the_one_that_was_told_of_counts() -> None:
    assert queue(told(12), 9, Between(9, 14)) == 12


def test_a_count_that_leads_to_the_wait_that_was_told_stays() -> None:
    assert queue(told(9), 9, Between(0, 20)) == 9


def test_where_other_people_are_on_the_count_holds() -> None:
    """More people are tried: the wait that was told came of a queue that nobody can have seen."""
    fewer = replace(CARE, on=("ana",))
    assert queue(told(12, staff=fewer), 12, Between(12, 12)) is None


@pytest.mark.parametrize(
    ("later", "known"), [(timedelta(0), True), (14 * MINUTE, True), (15 * MINUTE, False)]
)
def test_a_wait_tells_of_the_look_that_it_rested_on(later: timedelta, known: bool) -> None:
    found = queue(told(12, NINE + later), 12, Between(12, 12))
    assert (found == 12) is known
    assert queue(told(12, NINE - SECOND), 12, Between(12, 12)) is None


@pytest.mark.parametrize("policy", [None, a_policy(), a_policy(relay=Relay(30 * MINUTE))])
def test_without_handling_times_nothing_is_told(policy: Policy | None) -> None:
    view = staffing(NINE, lasts=DAY, eu_care=CARE)
    assert WaitsTold(told(3), policy, Between(0, 9)).queue(NINE, view) == {}
