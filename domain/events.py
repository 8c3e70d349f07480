"""What can happen to a ticket. Events are frozen, tagged and additive: the ledger is made of them.

A field may be added with a default; none is renamed, retyped or removed (docs/decisions/0004).
No event holds personal text: texts are named by their reference in the region's vault.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.adoption_events import PolicyAdopted
from domain.erasure_events import CustomerErased
from domain.facts import ExpectedWait, MessageReference, RouteCandidate, StepAction, Term, Via
from domain.happening import Happened
from domain.message_events import (
    AnotherSendAsked,
    DeliveryReported,
    FilesFetched,
    MessageDeleted,
    MessageEdited,
)
from domain.policy import PolicyReference
from domain.relay_events import (
    CustomerTold,
    HandOverAcknowledged,
    HandOverLapsed,
    NobodyWasOn,
    NotificationReported,
    TeamNotified,
    TicketHandedOver,
)
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import LanguageReason, Priority, Status, Target, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Happened):
    """A ticket began with a customer's message."""

    kind: Literal["ticket_opened"] = "ticket_opened"
    region: str
    region_reason: str
    channel: str
    account: str
    customer_id: str
    policy: PolicyReference
    terms: tuple[Term, ...]
    pause_while: tuple[Status, ...]
    reopen_within: timedelta
    priority: Priority = Priority.NORMAL
    tier: Tier = Tier.STANDARD
    topic: str | None = None
    linked: tuple[str, ...] = ()
    country: str | None = None  # where the customer is at home, as told: ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Happened):
    """The customer wrote. `at` is when the door accepted it."""

    kind: Literal["message_received"] = "message_received"
    message: MessageReference


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUnderstood(Happened):
    """Intake found the language and, for the first message, the topic and who could take it."""

    kind: Literal["message_understood"] = "message_understood"
    message_id: str
    language: str
    confidence: float
    topic: str | None = None
    candidates: tuple[RouteCandidate, ...] = ()
    standby: tuple[RouteCandidate, ...] = ()  # who could take the work over, the nearest first
    reason: LanguageReason | None = None  # what decided the language, where that was kept
    short: bool = False  # too few words to switch the ticket's language
    wish: str = ""  # the language in which the customer asks to be answered
    moods: tuple[str, ...] = ()  # ids of the entries of which words stand in it, never the words


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRouted(Happened):
    """A rule gave the ticket to a team; `reason` says how the team won."""

    kind: Literal["ticket_routed"] = "ticket_routed"
    team: str
    language: str  # the team's first: what it is written in for them
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Happened):
    """The desk tells the customer, from a template, that the message has arrived."""

    kind: Literal["acknowledged"] = "acknowledged"
    message_id: str
    template: str
    in_reply_to: str
    wait: ExpectedWait | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTranslated(Happened):
    """A message was put into another language, or was not: then a flag says `untranslated`."""

    kind: Literal["message_translated"] = "message_translated"
    message_id: str
    language: str
    engine: str
    flags: tuple[str, ...] = ()
    retry: bool = False
    another: bool = False  # a person asked for it, beside the one that stands


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClaimed(Happened):
    """An agent took the ticket."""

    kind: Literal["ticket_claimed"] = "ticket_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReleased(Happened):
    """The agent gave the ticket back to its team."""

    kind: Literal["ticket_released"] = "ticket_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReplied(Happened):
    """An agent answered the customer."""

    kind: Literal["agent_replied"] = "agent_replied"
    message_id: str
    language: str
    in_reply_to: str | None = None
    despite: tuple[str, ...] = ()  # rules about drafts that held it; "personal": about the faith
    via: Via | None = None  # by which its author wants it to go


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Happened):
    """An agent wrote something for the team only."""

    kind: Literal["note_added"] = "note_added"
    message_id: str
    language: str = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged(Happened):
    """The priority is another."""

    kind: Literal["priority_changed"] = "priority_changed"
    priority: Priority
    moods: tuple[str, ...] = ()  # the entries heard in a message for which the desk raised it


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(Happened):
    """An agent put the ticket aside until a date; the reason stands in the vault."""

    kind: Literal["ticket_held"] = "ticket_held"
    until: datetime
    reason_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(Happened):
    """The date of a hold came."""

    kind: Literal["hold_ended"] = "hold_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSolved(Happened):
    """An agent considers it done."""

    kind: Literal["ticket_solved"] = "ticket_solved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(Happened):
    """An agent took it up again. A customer's message does so by itself."""

    kind: Literal["ticket_reopened"] = "ticket_reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWarned(Happened):
    """A target nears its end; `number` counts the warnings of its cycle."""

    kind: Literal["clock_warned"] = "clock_warned"
    target: Target
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBreached(Happened):
    """A promised time was not kept."""

    kind: Literal["clock_breached"] = "clock_breached"
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEscalated(Happened):
    """A step of the ladder was taken: by its rule, or early because an agent asked."""

    kind: Literal["ticket_escalated"] = "ticket_escalated"
    step: str
    priority: Priority | None = None
    team: str | None = None
    team_language: str = ""
    reason_id: str | None = None
    tag: str | None = None
    taken_from: str | None = None  # an assignee who had not answered
    target: Target | None = None
    actions: tuple[StepAction, ...] = ()  # what is yet to be done with people
    cycle: int | None = None  # of its target, where the step may be taken in the next one too


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged(Happened):
    """The ticket goes on in another one; its conversation moved there."""

    kind: Literal["ticket_merged"] = "ticket_merged"
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAbsorbed(Happened):
    """Another ticket was merged into this one."""

    kind: Literal["ticket_absorbed"] = "ticket_absorbed"
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated(Happened):
    """The customer judged the service, from 1 to 5."""

    kind: Literal["ticket_rated"] = "ticket_rated"
    score: int
    comment_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(Happened):
    """The reopen window ended; a later message opens a linked ticket."""

    kind: Literal["ticket_closed"] = "ticket_closed"


Event = (
    TicketOpened
    | MessageReceived
    | MessageUnderstood
    | TicketRouted
    | Acknowledged
    | MessageTranslated
    | DeliveryReported
    | TicketClaimed
    | TicketReleased
    | AgentReplied
    | NoteAdded
    | PriorityChanged
    | TicketHeld
    | HoldEnded
    | TicketSolved
    | TicketReopened
    | ClockWarned
    | ClockBreached
    | TicketEscalated
    | TicketMerged
    | TicketAbsorbed
    | TicketRated
    | TicketClosed
    | TicketHandedOver
    | HandOverAcknowledged
    | HandOverLapsed
    | TeamNotified
    | NobodyWasOn
    | NotificationReported
    | CustomerTold
    | PolicyAdopted
    | TranslationCorrected
    | AnotherTranslationAsked
    | CustomerErased
    | MessageEdited
    | MessageDeleted
    | FilesFetched
    | AnotherSendAsked
)

# Facts about one message or one notification; they touch no other fact.
Outcome = MessageTranslated | DeliveryReported | NotificationReported | FilesFetched
