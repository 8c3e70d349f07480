"""What is said of each event by which work passes on or climbs."""

from datetime import UTC, datetime, timedelta

from domain import events as happened
from domain import relay_events as relayed
from domain.events import Event
from domain.facts import ExpectedWait, Reached, StepAction
from domain.vocabulary import (
    THE_DESK,
    Actor,
    ActorKind,
    DeliveryState,
    Doing,
    HandOverCause,
    NobodyOn,
    Priority,
)

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANA = Actor(ActorKind.AGENT, "ana")

OF_HAND_OVERS: tuple[tuple[Event, str], ...] = (
    (
        relayed.TicketHandedOver(
            at=AT,
            by=THE_DESK,
            team="na-care",
            language="en",
            cause=HandOverCause.END_OF_SHIFT,
            reason="on now",
            from_team="eu-care",
            from_agent="ana",
            acknowledge_by=NOON,
        ),
        "The desk handed the ticket over from ana to na-care (on now), "
        "who are to acknowledge it by 2026-03-02 12:00:00 UTC.",
    ),
    (
        relayed.TicketHandedOver(
            at=AT,
            by=ANA,
            team="eu-care",
            language="en",
            cause=HandOverCause.OWNER_IS_BACK,
            reason="bob is on again",
            from_team="na-care",
            assignee="bob",
        ),
        "The agent ana handed the ticket over from na-care to eu-care (bob is on again), "
        "kept for bob.",
    ),
    (
        relayed.HandOverAcknowledged(at=AT, by=ANA),
        "The agent ana acknowledged the hand-over.",
    ),
    (
        relayed.HandOverLapsed(at=AT, by=THE_DESK, team="eu-care", language="en"),
        "No team acknowledged the hand-over, so the ticket stays in the queue of eu-care.",
    ),
    (
        relayed.CustomerTold(
            at=AT, by=THE_DESK, message_id="t", template="handed-over", in_reply_to="m"
        ),
        "The desk wrote to the customer, with “handed-over”.",
    ),
    (
        relayed.CustomerTold(
            at=AT,
            by=THE_DESK,
            message_id="t",
            template="wait-corrected",
            in_reply_to="m",
            wait=ExpectedWait(AT, NOON),
        ),
        "The desk wrote to the customer, with “wait-corrected”, to expect an answer "
        "between 2026-03-02 10:00:00 UTC and 2026-03-02 12:00:00 UTC.",
    ),
    (
        relayed.NotificationReported(at=AT, by=THE_DESK, notification_id="n"),
        "Of those who were told: nobody.",
    ),
    (
        relayed.NotificationReported(
            at=AT,
            by=THE_DESK,
            notification_id="n",
            reached=(
                Reached("ana", "inbox", DeliveryState.DELIVERED),
                Reached("ana", "webhook", DeliveryState.FAILED, "HTTP 500"),
            ),
            brief_id="b",
            language="pt",
            engine="local",
            flags=("terms",),
        ),
        "Of those who were told: ana by inbox: delivered; ana by webhook: failed (HTTP 500); "
        "the brief is in pt, translated by local, flagged terms.",
    ),
)

OF_STEPS: tuple[tuple[Event, str], ...] = (
    (
        happened.TicketEscalated(
            at=AT,
            by=THE_DESK,
            step="step 3",
            priority=Priority.URGENT,
            tag="slow",
            taken_from="ana",
            actions=(
                StepAction(Doing.NOTIFY, "eu-lead", text="look"),
                StepAction(Doing.PAGE, "eu-boss", every=timedelta(minutes=10), at_most=3),
            ),
        ),
        "The desk took step 3 of the ladder and set the priority to urgent and took it back from "
        "ana and tagged it slow, to tell eu-lead and to page eu-boss until somebody claims it.",
    ),
    (
        happened.TicketEscalated(
            at=AT,
            by=ANA,
            step="step 4",
            actions=(
                StepAction(Doing.HAND_OVER, "na-care"),
                StepAction(Doing.ASSIGN, "eu-engineering"),
                StepAction(Doing.REPLY, template="still-working"),
            ),
        ),
        "The agent ana took step 4 of the ladder, to hand it over to na-care and to put it into "
        "the queue of eu-engineering and to write “still-working” to the customer.",
    ),
    (
        relayed.TeamNotified(
            at=AT,
            by=THE_DESK,
            step="step 1",
            doing=Doing.NOTIFY,
            team="eu-lead",
            agents=("ana", "bob"),
            notification_id="n",
            text="look",
        ),
        "Step 1 told eu-lead (ana, bob).",
    ),
    (
        relayed.TeamNotified(
            at=AT,
            by=THE_DESK,
            step="step 1",
            doing=Doing.PAGE,
            team="eu-lead",
            agents=("ana",),
            notification_id="n",
            text="look",
            number=2,
            again_at=NOON,
        ),
        "Step 1 paged eu-lead (ana), page 2, again at 2026-03-02 12:00:00 UTC unless claimed.",
    ),
    (
        relayed.NobodyWasOn(
            at=AT,
            by=THE_DESK,
            step="step 1",
            doing=Doing.PAGE,
            team="eu-lead",
            then=NobodyOn.NEXT_STEP,
            opening=NOON,
        ),
        "Step 1 found nobody of eu-lead on, so the next step comes at once.",
    ),
    (
        relayed.NobodyWasOn(
            at=AT,
            by=THE_DESK,
            step="step 1",
            doing=Doing.NOTIFY,
            team="eu-lead",
            then=NobodyOn.NEXT_SHIFT,
            opening=NOON,
        ),
        "Step 1 found nobody of eu-lead on, and waits until 2026-03-02 12:00:00 UTC.",
    ),
    (
        relayed.NobodyWasOn(
            at=AT,
            by=THE_DESK,
            step="step 1",
            doing=Doing.NOTIFY,
            team="eu-lead",
            then=NobodyOn.NEXT_SHIFT,
        ),
        "Step 1 found nobody of eu-lead on.",
    ),
)
