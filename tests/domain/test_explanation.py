from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from domain import events as happened
from domain.adoption_events import KnownStep, PolicyAdopted
from domain.erasure_events import CustomerErased
from domain.events import Event
from domain.explanation import sentence
from domain.facts import MessageReference, RouteCandidate, Term
from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.policy import PolicyReference
from domain.spoken import duration
from domain.vocabulary import (
    THE_DESK,
    Actor,
    ActorKind,
    Because,
    DeliveryState,
    Priority,
    Status,
    Target,
)
from tests.domain.message_sentences import OF_MESSAGES
from tests.domain.relay_sentences import OF_HAND_OVERS, OF_STEPS
from tests.domain.translation_sentences import OF_TRANSLATIONS

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ANA = Actor(ActorKind.AGENT, "ana")
MARIA = Actor(ActorKind.CUSTOMER, "c-1")

SAID: list[tuple[Event, str]] = [
    (
        happened.TicketOpened(
            at=AT,
            by=MARIA,
            region="eu",
            region_reason="declared country",
            channel="web",
            account="shop",
            customer_id="c-1",
            policy=PolicyReference("eu-vip", 3, "h"),
            terms=(
                Term(Target.FIRST_REPLY, timedelta(minutes=90)),
                Term(Target.SOLVE, timedelta(hours=8)),
            ),
            pause_while=(Status.WAITING,),
            reopen_within=timedelta(days=7),
        ),
        "The ticket opened in eu (declared country) with normal priority for a customer of "
        "the tier standard, "
        "promising first reply within 1 h 30 min, solution within 8 h of working time.",
    ),
    (
        happened.MessageReceived(
            at=AT, by=MARIA, message=MessageReference("m", "web", "shop", sent_at=AT)
        ),
        "The customer wrote by web.",
    ),
    (
        happened.MessageUnderstood(
            at=AT,
            by=THE_DESK,
            message_id="m",
            language="pt-BR",
            confidence=0.93,
            topic="delivery",
            candidates=(RouteCandidate("eu-care", "r"), RouteCandidate("na-care", "r")),
        ),
        "The message was found to be in pt-BR (93% sure), about delivery; "
        "it could go to eu-care, na-care.",
    ),
    (
        happened.TicketRouted(
            at=AT, by=THE_DESK, team="eu-care", language="en", reason="on now, with 3 open tickets"
        ),
        "The ticket went to eu-care (on now, with 3 open tickets).",
    ),
    (
        happened.Acknowledged(
            at=AT, by=THE_DESK, message_id="a", template="acknowledgement", in_reply_to="m"
        ),
        "The desk told the customer, with “acknowledgement”, that the message has arrived.",
    ),
    (
        happened.MessageTranslated(
            at=AT, by=THE_DESK, message_id="m", language="en", engine="local", flags=("terms",)
        ),
        "A message was put into en by local, flagged terms.",
    ),
    (
        happened.MessageTranslated(
            at=AT,
            by=THE_DESK,
            message_id="m",
            language="en",
            engine="",
            flags=("untranslated",),
            retry=True,
        ),
        "A message could not be put into en, flagged untranslated; it will be tried again.",
    ),
    (
        DeliveryReported(
            at=AT,
            by=THE_DESK,
            message_id="a",
            state=DeliveryState.FAILED,
            reason="gone",
            language="pt",
            engine="local",
        ),
        "A message to the customer could not be delivered in pt (gone), translated by local.",
    ),
    (happened.TicketClaimed(at=AT, by=ANA), "The agent ana took the ticket."),
    (happened.TicketReleased(at=AT, by=ANA), "The agent ana gave the ticket back to its team."),
    (
        happened.AgentReplied(at=AT, by=ANA, message_id="r", language="und"),
        "The agent ana answered the customer in an unknown language.",
    ),
    (
        happened.NoteAdded(at=AT, by=ANA, message_id="n"),
        "The agent ana wrote a note for the team.",
    ),
    (
        happened.PriorityChanged(at=AT, by=ANA, priority=Priority.HIGH),
        "The agent ana set the priority to high.",
    ),
    (
        happened.TicketHeld(at=AT, by=ANA, until=AT, reason_id="x"),
        "The agent ana put the ticket aside until 2026-03-02 10:00:00 UTC.",
    ),
    (
        happened.HoldEnded(at=AT, by=THE_DESK),
        "The date came until which the ticket was put aside, so it is open again.",
    ),
    (happened.TicketSolved(at=AT, by=ANA), "The agent ana considered the ticket solved."),
    (happened.TicketReopened(at=AT, by=ANA), "The agent ana took the ticket up again."),
    (
        happened.ClockWarned(at=AT, by=THE_DESK, target=Target.NEXT_REPLY),
        "The time for the next reply was running out.",
    ),
    (
        happened.ClockBreached(at=AT, by=THE_DESK, target=Target.FIRST_REPLY),
        "The time for the first reply ran out.",
    ),
    (
        happened.TicketEscalated(
            at=AT, by=THE_DESK, step="step 2", priority=Priority.URGENT, team="na-care"
        ),
        "The desk took step 2 of the ladder and set the priority to urgent "
        "and gave the ticket to na-care.",
    ),
    (
        happened.TicketMerged(at=AT, by=ANA, into="eu-2"),
        "The agent ana let the ticket go on in eu-2.",
    ),
    (
        happened.TicketAbsorbed(at=AT, by=THE_DESK, ticket_id="eu-1"),
        "The ticket eu-1 goes on in this one.",
    ),
    (
        CustomerErased(at=AT, by=THE_DESK),
        "The customer is being erased, so the ticket ends and nothing of it is read any more.",
    ),
    (
        happened.TicketRated(at=AT, by=MARIA, score=4),
        "The customer rated the service 4 out of 5.",
    ),
    (
        happened.TicketClosed(at=AT, by=THE_DESK),
        "The ticket was closed; a later message opens a linked one.",
    ),
    (
        PolicyAdopted(
            at=AT,
            by=ANA,
            policy=PolicyReference("eu-vip", 4, "0123456789"),
            before=PolicyReference("eu-vip", 3, "abcdefghij"),
            terms=(Term(Target.SOLVE, timedelta(hours=26, minutes=30)),),
            pause_while=(),
            reopen_within=timedelta(days=7),
            steps_taken=(KnownStep("step 1"),),
            steps_passed=(KnownStep("step 2"), KnownStep("step 3")),
        ),
        "The agent ana took the ticket from policy eu-vip version 3 (abcdefgh) to eu-vip version 4 "
        "(01234567), promising solution within 26 h 30 min of working time; of the new ladder "
        "step 1 counts as taken; the time for step 2 and step 3 was before, so nobody takes it "
        "late.",
    ),
    *OF_HAND_OVERS,
    *OF_STEPS,
    *OF_TRANSLATIONS,
    *OF_MESSAGES,
]


def test_every_kind_of_event_is_explained_here() -> None:
    assert {type(event) for event, _ in SAID} == set(get_args(Event))


@pytest.mark.parametrize(("event", "expected"), SAID, ids=lambda value: getattr(value, "kind", ""))
def test_an_event_is_one_sentence(event: Event, expected: str) -> None:
    assert sentence(Entry("eu-1", 1, event)) == expected


@pytest.mark.parametrize("event", [event for event, _ in SAID], ids=lambda event: event.kind)
def test_a_sentence_names_the_rule_that_decided_and_when_it_was_noticed(event: Event) -> None:
    because = Because("eu-vip", 3, "breach of first_reply", "s-1")
    decided = replace(event, because=because, noticed=AT + timedelta(minutes=5))
    plain = sentence(Entry("eu-1", 1, event)).removesuffix(".")
    assert sentence(Entry("eu-1", 1, decided)) == (
        f"{plain}, by the rule “breach of first_reply” of policy eu-vip version 3, "
        "seeing staffing s-1; noticed at 2026-03-02 10:05:00 UTC."
    )


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_of_a_delivery_has_words(state: DeliveryState) -> None:
    event = DeliveryReported(at=AT, by=THE_DESK, message_id="a", state=state)
    assert sentence(Entry("eu-1", 1, event)).startswith("A message to the customer ")


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=1, hours=2, minutes=3), "1 day 2 hours"),
        (timedelta(minutes=12), "12 minutes"),
        (timedelta(hours=1, seconds=1), "1 hour 1 second"),
        (timedelta(milliseconds=999), "no time"),
        (timedelta(seconds=-1), "no time"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_greatest_units(length: timedelta, said: str) -> None:
    assert duration(length) == said
