"""What people read of tickets, as the design fixes it: more fields may be added, none renamed."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.vocabulary import (
    ClockState,
    DeliveryState,
    HandOverCause,
    LanguageReason,
    Priority,
    Status,
    Target,
    Tier,
    Tone,
)


class PolicyShape(BaseModel):
    """Which policy a ticket lives under."""

    name: str
    version: int


class PauseShape(BaseModel):
    """Time that did not count; `ended` is null while it lasts."""

    began: datetime
    ended: datetime | None


class ClockShape(BaseModel):
    """One promise about time."""

    target: Target
    state: ClockState
    due_at: datetime | None
    working_seconds_left: int | None
    warned: bool
    pauses: list[PauseShape]


class BriefWords(BaseModel):
    """What a brief says; null where it says nothing."""

    language: str
    done: str | None = None
    pending: str | None = None
    next: str | None = None
    promised: str | None = None


class BriefTranslation(BriefWords):
    """The same in another language, by an engine; `flags` say what to be careful of."""

    engine: str
    flags: list[str]


class BriefShape(BriefWords):
    """A brief as it was written, with its translations."""

    translations: list[BriefTranslation]


class HandOverShape(BaseModel):
    """The last hand-over; it awaits an answer while none has come and it has not lapsed.

    `brief` is null in lists, for roles that see no text, and until the desk has written its own.
    """

    team: str
    cause: HandOverCause
    at: datetime
    from_team: str | None
    from_agent: str | None
    acknowledge_by: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    lapsed: bool
    brief: BriefShape | None = None


class OwnerShape(BaseModel):
    """For whom others have the ticket meanwhile."""

    agent: str
    team: str


class ExpectationShape(BaseModel):
    """When the customer was told to expect an answer; `kept` is null while it is awaited."""

    earliest: datetime
    latest: datetime
    said_at: datetime
    corrections: int
    answered_at: datetime | None
    kept: bool | None


class TicketShape(BaseModel):
    """A ticket. `subject` is null for roles that see no text."""

    id: str
    region: str
    status: Status
    priority: Priority
    topic: str | None
    language: str  # of answers
    language_reason: LanguageReason | None = None  # null in tickets of old, and until it is known
    tier: Tier
    channel: str
    account: str
    subject: str | None
    customer_id: str
    team: str | None
    assignee: str | None
    opened_at: datetime
    updated_at: datetime
    version: int
    policy: PolicyShape
    clocks: list[ClockShape]
    handover: HandOverShape | None
    owner: OwnerShape | None
    escalation_level: int
    tags: list[str]
    expectation: ExpectationShape | None
    linked: list[str]
    held_until: datetime | None
    merged_into: str | None
    rating: int | None
    tone: Tone = Tone.CALM  # in which the desk speaks to the customer
    asks_for_person: bool = False  # the customer, in place of a program


class Author(BaseModel):
    """Who wrote or acted."""

    kind: Literal["customer", "agent", "bot", "system"]
    id: str


class TermShape(BaseModel):
    """A term of the glossary stands from character `start` up to `end`, in code points."""

    start: int
    end: int


class Original(BaseModel):
    """What was written, in its own language; null for roles that see no text."""

    language: str
    text: str | None
    terms: list[TermShape] = []


class GlossShape(BaseModel):
    """What a word of slang in the original means; it stands there from `start` up to `end`.

    The meaning is in `language`, a BCP 47 tag: English where the desk's file has no other.
    """

    start: int
    end: int
    text: str
    meaning: str
    language: str


class OtherTranslation(BaseModel):
    """A translation that is not the one shown."""

    text: str | None
    engine: str
    flags: list[str]


class TranslationShape(BaseModel):
    """The same in another language, by an engine; `flags` say what to be careful of.

    `glosses` explain the customer's slang, which engines take for anything, to who reads this.
    `engine` is `person` where somebody corrected it, and `memory` where that was remembered.
    `beside` are those whose place it took, and others, the last first: of a message to the customer
    the first that was made is what went out.
    """

    language: str
    text: str | None
    engine: str
    flags: list[str]
    glosses: list[GlossShape] = []
    terms: list[TermShape] = []
    beside: list[OtherTranslation] = []


class DeliveryShape(BaseModel):
    """How far a message to the customer has come."""

    state: DeliveryState
    reason: str


class EditShape(BaseModel):
    """What a message said before its customer wrote it anew; `at` is when they had written it."""

    at: datetime
    text: str | None


class MessageShape(BaseModel):
    """A message with its original and its translations.

    `message_id` is the client's where a customer wrote, and then null for roles that see no text:
    clients put addresses into it. Of a message that was edited, `original` is what it says now and
    `edits` what it said before; of one that was taken back there are no words. Attachments that
    have a `state` came from a platform: `waiting`, `here`, or `failed` for a `reason`.
    """

    id: str
    message_id: str | None
    direction: Literal["in", "out", "note"]
    author: Author
    sent_at: datetime
    original: Original
    translations: list[TranslationShape]
    attachments: list[dict[str, object]]
    delivery: DeliveryShape | None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    edits: list[EditShape] = []


class BecauseShape(BaseModel):
    """The rule that decided."""

    policy: str
    version: int
    rule: str
    staffing: str
    sentence: str


class TimelineEntry(BaseModel):
    """One event, with its facts as further fields."""

    model_config = ConfigDict(extra="allow")

    sequence: int
    kind: str
    at: datetime
    noticed: datetime | None
    by: Author
    because: BecauseShape | None
    sentence: str


class MessageList(BaseModel):
    """Messages of a ticket as they were written: all of them, but of the very longest tickets."""

    items: list[MessageShape]
    next: str | None = None


class Timeline(BaseModel):
    """Events of a ticket, in order: all of them, but for the very longest tickets."""

    items: list[TimelineEntry]
    next: str | None = None
