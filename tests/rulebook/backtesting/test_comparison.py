from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.commands import Claim, Refusal
from domain.events import (
    Acknowledged,
    AgentReplied,
    ClockBreached,
    ClockWarned,
    Event,
    TicketEscalated,
    TicketRouted,
)
from domain.facts import StepAction
from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.relay_events import TeamNotified
from domain.vocabulary import THE_DESK, Because, DeliveryState, Doing, Priority, Target
from rulebook.backtesting.comparison import AS_GOOD_AS_ONE, Change, first_difference
from rulebook.enacting.enactment import Done, Refused
from tests.domain.building import ANA, HOUR, MINUTE, NINE, SECOND

BY = Because("standard", 3, "breach of first_reply")


def breach(at: datetime = NINE, target: Target = Target.FIRST_REPLY, **changes: Any) -> Event:
    return ClockBreached(at=at, by=THE_DESK, because=BY, target=target, **changes)


def routed(team: str, at: datetime = NINE, reason: str = "on now") -> Event:
    because = Because("standard", 3, "routing: everything")
    return TicketRouted(
        at=at, by=THE_DESK, because=because, team=team, language="en", reason=reason
    )


def paged(*agents: str, number: int = 1, at: datetime = NINE, text: str = "wake up") -> Event:
    return TeamNotified(
        at=at,
        by=THE_DESK,
        because=Because("standard", 3, "step 2"),
        step="step 2",
        doing=Doing.PAGE,
        team="eu-lead",
        agents=agents,
        notification_id=f"n-{number}",
        text=text,
        number=number,
    )


def ledger(*events: Event) -> list[Entry]:
    return [Entry("eu-1", place, event) for place, event in enumerate(events, start=1)]


def test_equal_ledgers_have_no_difference() -> None:
    events = (routed("eu-care"), breach(NINE + HOUR), paged("ana"), paged("ana", number=2))
    assert first_difference(ledger(*events), ledger(*events)) is None


def test_a_promise_that_breaks_earlier_is_named_with_its_rule_and_by_how_much() -> None:
    found = first_difference(ledger(breach(NINE + HOUR)), ledger(breach(NINE + 20 * MINUTE)))
    assert found is not None
    assert (found.change, found.moved) == (Change.EARLIER, 40 * MINUTE)
    assert (found.rule, found.policy, found.version) == ("breach of first_reply", "standard", 3)
    assert found.at == NINE + 20 * MINUTE
    assert "“breach of first_reply” of" in found.sentence


def test_what_is_new_and_what_is_gone_is_told_apart() -> None:
    kept, other = routed("eu-care"), breach(NINE + HOUR)
    new = first_difference(ledger(kept), ledger(kept, other))
    gone = first_difference(ledger(kept, other), ledger(kept))
    assert new is not None
    assert gone is not None
    assert (new.change, gone.change) == (Change.NEW, Change.GONE)
    assert new.sentence == gone.sentence


def test_another_team_at_the_same_instant_is_one_decision_taken_otherwise() -> None:
    found = first_difference(ledger(routed("eu-care")), ledger(routed("na-care")))
    assert found is not None
    assert found.change is Change.OTHERWISE
    assert "na-care" in found.sentence


def test_the_earliest_difference_is_the_first() -> None:
    before = ledger(routed("eu-care"), breach(NINE + HOUR))
    after = ledger(
        routed("eu-care"), breach(NINE + HOUR, Target.SOLVE), breach(NINE + MINUTE, Target.SOLVE)
    )
    found = first_difference(before, after)
    assert found is not None
    assert found.at == NINE + MINUTE


def test_one_page_more_is_the_last_one() -> None:
    before = [paged("ana", number=n, at=NINE + n * MINUTE) for n in (1, 2)]
    after = [*before, paged("ana", number=3, at=NINE + 3 * MINUTE)]
    found = first_difference(ledger(*before), ledger(*after))
    assert found is not None
    assert (found.change, found.at) == (Change.NEW, NINE + 3 * MINUTE)


def test_other_people_who_are_paged_are_a_difference() -> None:
    found = first_difference(ledger(paged("ana", "bob")), ledger(paged("bob")))
    assert found is not None
    assert found.change is Change.OTHERWISE
    assert first_difference(ledger(paged("ana", "bob")), ledger(paged("bob", "ana"))) is None


@pytest.mark.parametrize(
    ("moved", "same"), [(AS_GOOD_AS_ONE, True), (AS_GOOD_AS_ONE + SECOND, False)]
)
def test_what_a_desk_at_work_takes_to_notice_is_no_difference(moved: timedelta, same: bool) -> None:
    found = first_difference(ledger(paged("ana")), ledger(paged("ana", at=NINE + moved)))
    assert (found is None) is same


def test_words_and_places_and_outcomes_are_not_compared() -> None:
    report = DeliveryReported(at=NINE, by=THE_DESK, message_id="m", state=DeliveryState.FAILED)
    reply = AgentReplied(at=NINE, by=ANA, message_id="r", language="en")
    before = ledger(reply, report, routed("eu-care", reason="with 3 open tickets"), paged("ana"))
    after = ledger(routed("eu-care", reason="with 4 open tickets"), paged("ana", text="get up"))
    assert first_difference(before, after) is None


def test_a_step_is_what_it_does_whatever_its_number() -> None:
    def taken(step: str, **changes: Any) -> Event:
        return TicketEscalated(
            at=NINE,
            by=THE_DESK,
            because=Because("standard", 3, step),
            step=step,
            priority=Priority.HIGH,
            **changes,
        )

    assert first_difference(ledger(taken("step 1")), ledger(taken("step 2"))) is None
    told = (StepAction(Doing.NOTIFY, "eu-lead"),)
    found = first_difference(ledger(taken("step 1")), ledger(taken("step 1", actions=told)))
    assert found is not None
    assert found.change is Change.OTHERWISE


def test_what_people_asked_for_and_is_refused_is_a_difference() -> None:
    refused = Refused(Done(NINE, Claim(by=ANA)), Refusal("already_claimed", "bob has the ticket."))
    warning = ClockWarned(
        at=NINE + HOUR, by=THE_DESK, because=BY, target=Target.FIRST_REPLY, number=1
    )
    found = first_difference(ledger(warning), ledger(), [refused])
    assert found is not None
    assert (found.change, found.kind, found.at) == (Change.REFUSED, "claim", NINE)
    assert found.sentence == "Not taken: claim by ana. bob has the ticket."


def test_an_early_step_that_an_agent_asked_for_is_no_decision_of_the_desk() -> None:
    asked = TicketEscalated(at=NINE, by=ANA, because=BY, step="step 1", reason_id="why")
    heard = Acknowledged(
        at=NINE, by=THE_DESK, because=BY, message_id="a", template="t", in_reply_to="m"
    )
    assert first_difference(ledger(asked, heard), ledger(heard)) is None
