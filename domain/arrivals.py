"""What comes to the door of a region, and what waits there until its ticket has heard of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.attachments import NewFile
from domain.facts import DeliveryFact, MessageReference
from domain.vocabulary import Priority, Tier

FORGOTTEN: Final = "forgotten"  # in place of what a person had told, and is not to be known


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the client named them. Personal: kept under the customer's key."""

    id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    country: str | None = None
    faith: str | None = None  # as the person told it; FORGOTTEN takes it back


class Joining(StrEnum):
    """Who may go on in a conversation that a message names."""

    ANYBODY = "anybody"  # the platform vouches for who is in it
    ITS_CUSTOMER = "its_customer"  # whoever began it; others begin one of their own, linked
    NOBODY = "nobody"  # nobody vouches for the sender: the message stands by itself


@dataclass(frozen=True, slots=True)
class Verified:
    """What of a sender's profile the platform vouches for; what people say of themselves is not."""

    phone: bool = False
    email: bool = False


NOTHING_VERIFIED: Final = Verified()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message at the door of its home region."""

    id: str  # ours
    message_id: str  # the client's, unique per channel and account
    channel: str
    account: str
    thread: str | None
    sender: Sender
    content: Mapping[str, object]  # as in Text
    fingerprint: str  # keyed hash of the body: tells a repeat from another message
    accepted_at: datetime
    sent_at: datetime
    new_ticket_id: str  # the ticket that it opens, if none is open
    region_reason: str
    language_hint: str | None = None
    topic: str | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    files: tuple[NewFile, ...] = ()  # what they are called is in `content`, under `attachments`
    order: int = 0  # among messages of one instant
    automatic: bool = False  # a machine wrote it
    remote: int = 0  # files that are to be fetched: `content` has a `reference` for each
    joining: Joining = Joining.ANYBODY  # who may go on in the thread or ticket that is named
    ticket: str | None = None  # that it answers, as a token of ours proves
    verified: Verified = NOTHING_VERIFIED  # what the platform vouches for


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of an arrival. `duplicate` says that it had been accepted before."""

    ticket_id: str
    duplicate: bool


class AnotherBody(Exception):
    """The same message id was accepted before with another body."""


class NewsKind(StrEnum):
    """What waits in the inbox for a ticket."""

    MESSAGE = "message"
    ABSORBED = "absorbed"
    ERASED = "erased"  # its customer is: it ends
    REPORTED = "reported"  # what became of a message of ours
    EDITED = "edited"  # the customer wrote a message anew
    DELETED = "deleted"  # the customer took a message back


@dataclass(frozen=True, slots=True)
class News:
    """One thing that a ticket has to hear of. `id` is what it recognises a repeat by."""

    id: str
    kind: NewsKind
    accepted_at: datetime
    customer_id: str
    message: MessageReference | None = None
    absorbed_ticket: str | None = None
    delivery: DeliveryFact | None = None
    about: str | None = None  # the message that was edited, to `message`, or deleted


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new ticket starts from."""

    channel: str
    account: str
    customer_id: str
    accepted_at: datetime
    region_reason: str
    priority: Priority
    tier: Tier
    topic: str | None = None
    linked: tuple[str, ...] = ()
    country: str | None = None  # where the customer is at home, as told: ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class Batch:
    """All that waits for one ticket, in the order of acceptance, leased to one dispatcher."""

    ticket_id: str
    opening: Opening | None  # present until the ticket has been told of anything
    news: tuple[News, ...]
