"""How an enacted ticket ends, merges, goes on in a new run, and takes recorded outcomes."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from domain.facts import Reached, StepAction
from domain.message_events import DeliveryReported
from domain.relay_events import NotificationReported
from domain.stores import Merging
from domain.ticket import DeliveryWanted, Ticket
from domain.vocabulary import THE_DESK, DeliveryState, Doing, Status
from rulebook.enacting import enactment
from rulebook.enacting.enactment import AtOnce, Done, Later
from tests.domain.building import DAY, HOUR, MINUTE, NINE, SECOND, a_policy, a_step
from tests.domain.invariants import check_ledger
from tests.rulebook.enacting.building import (
    Slow,
    does,
    kinds,
    lived,
    of,
    understood,
    when,
    who_is_on,
    writes,
)
from workflows import ticket as live


def test_a_ticket_does_not_close_while_a_message_is_on_its_way_to_it() -> None:
    @dataclass(frozen=True)
    class OnItsWay(AtOnce):
        def closing(self, at: datetime) -> bool:
            return at != NINE + 7 * DAY + MINUTE

    enacted = lived(
        does(MINUTE, "solve"),
        writes(7 * DAY + 2 * MINUTE, "m-2", accepted=7 * DAY),
        until=NINE + 8 * DAY,
        outside=OnItsWay(who_is_on, understood),
    )
    assert enacted.story.ticket.status is Status.OPEN
    assert "ticket_closed" not in kinds(enacted)


def test_nobody_can_command_a_ticket_that_is_being_closed() -> None:
    @dataclass(frozen=True)
    class Slowly(AtOnce):
        def closing(self, at: datetime) -> Later[bool]:
            return Later(at + SECOND, True)

    meanwhile = 7 * DAY + MINUTE + SECOND / 2
    enacted = lived(
        does(MINUTE, "solve"),
        does(meanwhile, "reopen"),
        outside=Slowly(who_is_on, understood),
    )
    assert [one.why.code for one in enacted.refused] == ["ticket_closing"]
    assert kinds(enacted)[-1] == "ticket_closed"


def test_a_merge_ends_the_ticket_once_nothing_is_under_way() -> None:
    slow = Slow(who_is_on, understood, takes={"delivery": 10 * SECOND})
    enacted = lived(does(5 * SECOND, "merge"), does(6 * SECOND, "claim"), outside=slow)
    assert kinds(enacted)[-1] == "ticket_merged"
    assert when(enacted, "ticket_merged") == [5 * SECOND]
    assert [one.why.code for one in enacted.refused] == ["ticket_closing"]


def test_a_merge_waits_for_nothing_but_what_is_written_of_the_same_instant() -> None:
    enacted = lived(does(HOUR, "claim"), does(HOUR, "merge"))
    assert kinds(enacted)[-2:] == ["ticket_claimed", "ticket_merged"]
    assert enacted.story.ticket.status is Status.CLOSED


def test_a_merge_at_the_opening_waits_for_nothing_once_all_is_written() -> None:
    enacted = lived(does(0 * SECOND, "merge"))
    assert when(enacted, "ticket_merged") == [0 * SECOND]
    assert enacted.story.ticket.status is Status.CLOSED


def test_a_merge_that_cannot_be_is_refused_and_life_goes_on() -> None:
    @dataclass(frozen=True)
    class Alone(AtOnce):
        def merging(self, at: datetime, into: str) -> Merging:
            return Merging.TARGET_UNKNOWN

    enacted = lived(
        does(MINUTE, "merge"), does(2 * MINUTE, "claim"), outside=Alone(who_is_on, understood)
    )
    assert [one.why.code for one in enacted.refused] == ["target_unknown"]
    assert "ticket_claimed" in kinds(enacted)


def test_outcomes_may_stand_among_what_is_done() -> None:
    @dataclass(frozen=True)
    class Recorded(AtOnce):
        def delivery(self, at: datetime, ticket: Ticket, wanted: DeliveryWanted) -> None:
            return None

        def notification(self, at: datetime, ticket: Ticket, wanted: object) -> None:
            return None

    report = DeliveryReported(
        at=NINE,
        by=THE_DESK,
        message_id="eu-1-acknowledgement",
        state=DeliveryState.FAILED,
        reason="gone",
    )
    enacted = lived(Done(NINE + MINUTE, report), outside=Recorded(who_is_on, understood))
    assert [one.reason for one in of(enacted, DeliveryReported)] == ["gone"]
    stranger = Done(NINE + MINUTE, replace(report, message_id="another"))
    assert of(lived(stranger, outside=Recorded(who_is_on, understood)), DeliveryReported) == []


def test_what_was_given_up_is_in_the_ledger_once() -> None:
    page = StepAction(Doing.PAGE, "eu-care", "look", every=HOUR, at_most=1)

    @dataclass(frozen=True)
    class Deaf(AtOnce):
        def notification(self, at: datetime, ticket: Ticket, wanted: Any) -> Any:
            reached = tuple(
                Reached(agent, "all", DeliveryState.UNCERTAIN, "given_up")
                for agent in wanted.agents
            )
            home = at + 10 * MINUTE
            return Later(
                home,
                NotificationReported(
                    at=home, by=THE_DESK, notification_id=wanted.id, reached=reached
                ),
            )

    enacted = lived(
        policy=a_policy(steps=(a_step(actions=(page,)),)), outside=Deaf(who_is_on, understood)
    )
    assert len(of(enacted, NotificationReported)) == 1
    check_ledger("eu-1", [entry.event for entry in enacted.entries])


def test_a_long_conversation_rests_before_it_goes_on_in_a_new_run() -> None:
    assert enactment.MESSAGES_PER_RUN == live.MESSAGES_PER_RUN
    many = [writes(number * MINUTE, f"m-{number}") for number in range(2, 230)]
    enacted = lived(*many, until=NINE + DAY)
    assert kinds(enacted).count("message_understood") == 229
    assert kinds(enacted).count("message_translated") == 229


def test_what_is_done_has_to_be_in_order() -> None:
    with pytest.raises(ValueError, match="order"):
        lived(does(2 * MINUTE, "claim"), does(MINUTE, "reply"))
