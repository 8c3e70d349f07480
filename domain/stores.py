"""What the desk needs remembered, as Protocols. Every store belongs to one region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.access import AccessLog
from domain.analytics import Figures
from domain.arrivals import Acceptance, Arrival, Batch
from domain.attachments import Blobs
from domain.audit import AuditTrail
from domain.background import Background
from domain.channel_stores import ChannelStores
from domain.chat import Conversations
from domain.desks import Desks
from domain.glass import GlassStore
from domain.halting import CannotGoOn
from domain.histories import Histories
from domain.ledger import Entry, Page, TicketView
from domain.lists import Filter
from domain.live_stores import LiveStores
from domain.memory import TranslationMemory
from domain.notifications import Notifications
from domain.persons import Erasing, Persons, Profiles
from domain.policy import Policy
from domain.privacy_stores import PrivacyStores
from domain.retention import Retaining
from domain.routing import History
from domain.sending import Attempt, Calling, Progress
from domain.shown import MessagePlace, MessageView


class Conflict(Exception):
    """Something else stands already where this was to be written: a fault or a forgery."""


class Missing(Exception):
    """There is nothing under that name; the message holds the name and never a text."""


class Erased(Exception):
    """The person is being erased or was: nothing of theirs is kept any more, or to be read.

    The message holds an id and never a text. It stays so: trying again is no use.
    """


class Unavailable(CannotGoOn):
    """The region's database does not answer; asking again is safe.

    What was to be written was not, unless the answer to its commit was what got lost.
    """


@dataclass(frozen=True, slots=True)
class Text:
    """A personal text and what belongs to it, as the vault keeps it under a customer's key."""

    id: str
    customer_id: str
    ticket_id: str
    kind: str  # message, translation, reason, comment
    language: str
    content: Mapping[str, object]  # {"text": …} and for messages subject, attachments, metadata


class Vault(Protocol):
    """Personal texts, each encrypted under its customer's own key."""

    async def put(self, *texts: Text) -> None:
        """Keep texts. The same text again changes nothing; another under its id is a Conflict.

        Raises Erased where their customer is being erased, or was.
        """
        ...

    async def get(self, text_id: str) -> Text:
        """The text, or Missing; Erased where there was one, and its customer's key is destroyed."""
        ...

    async def get_many(self, text_ids: Sequence[str]) -> Mapping[str, Text]:
        """Those of the texts that are there."""
        ...


class Inbox(Protocol):
    """Messages that were accepted and wait to be told to their tickets."""

    async def accept(self, arrival: Arrival) -> Acceptance:
        """Commit the message and its binding to a ticket. Raises AnotherBody."""
        ...

    async def lease(self, owner: str, now: datetime, until: datetime, limit: int) -> list[Batch]:
        """Up to `limit` tickets with news that nobody else has leased, oldest first."""
        ...

    async def told(self, news_ids: Sequence[str], check_again_at: datetime) -> None:
        """Temporal has taken these; they are looked at again if no ticket applied them by then."""
        ...

    async def put_back(self, news_ids: Sequence[str], not_before: datetime) -> None:
        """Telling failed: end the lease and try again from that instant on."""
        ...

    async def waiting(self) -> int:
        """How many messages Temporal has not been told of."""
        ...


class Merging(StrEnum):
    """What became of a merge."""

    DONE = "done"
    NEWS_WAITING = "news_waiting"
    TARGET_UNKNOWN = "target_unknown"
    TARGET_CLOSED = "target_closed"
    OTHER_CUSTOMER = "other_customer"


class Ledger(Protocol):
    """The ordered events of the region's tickets, with the views that follow from them."""

    async def write(self, page: Page) -> None:
        """Write a page in one transaction: entries, view, messages, and what the inbox may forget.

        The same page again changes nothing; an entry with other content is a Conflict; a view
        that is older than the one that stands there is left out.
        """
        ...

    async def close(self, page: Page) -> bool:
        """Write the closing page and end the binding, unless the inbox holds news for the ticket.

        False where it does: then nothing was written. True again when asked again.
        """
        ...

    async def merge(self, page: Page, into: str) -> Merging:
        """Write the merging page and move the binding to `into`, telling that ticket by its inbox.

        Anything but DONE means that nothing was written.
        """
        ...

    async def entry(self, ticket_id: str, sequence: int) -> Entry | None:
        """What stands at one place of a ticket's ledger."""
        ...

    async def entries(
        self, ticket_id: str, *, after: int = 0, limit: int | None = None
    ) -> list[Entry]:
        """The ticket's ledger in order, from a place on: at most `limit`; empty for an unknown."""
        ...


@dataclass(frozen=True, slots=True)
class Send:
    """One part of one message on its way out; `key` is the same on every attempt."""

    ticket_id: str
    sequence: int  # the place of its outcome in the ledger
    part: int
    message_id: str
    channel: str
    account: str

    @property
    def key(self) -> str:
        """What a provider folds repeats by."""
        return f"{self.ticket_id}:{self.sequence}:{self.part}"


class Outbox(Protocol):
    """A record of what was sent, not a queue: only the `deliver` activity sends."""

    async def intend(self, send: Send, page: Page | None) -> Entry | None:
        """Commit the intent, and the page with it, before the call.

        The outcome's entry where the send has one already; then it must not be made again.
        """
        ...

    async def progress(self, send: Send) -> Progress:
        """What is known of all sends of the ticket."""
        ...

    async def attempt(self, send: Send, call: Calling) -> Attempt:
        """Note that the call for a part is about to be made, unless the person gets too much.

        Raises Erased where the ticket's customer is being erased, or was: then it must not be made.
        """
        ...

    async def is_in_doubt(self, send: Send) -> bool:
        """Whether a call was made that nothing was heard of."""
        ...

    async def not_taken(self, send: Send, reason: str) -> None:
        """Note that the call came back and that the provider did not take the part."""
        ...

    async def took(self, send: Send, provider_id: str, at: datetime) -> None:
        """Note that the provider took a part which others are to follow."""
        ...

    async def settle(self, send: Send, outcome: Entry, provider_id: str) -> None:
        """Commit the outcome and its entry in one transaction: `send` is the last part that went.

        Again: changes nothing.
        """
        ...


class Views(Protocol):
    """What pages and lists read."""

    async def ticket(self, ticket_id: str) -> TicketView:
        """The ticket as it was last written, or Missing."""
        ...

    async def tickets(self, wanted: Filter) -> list[TicketView]:
        """A page of the tickets that are wanted, in the order that is wanted."""
        ...

    async def messages(
        self, ticket_id: str, *, after: MessagePlace | None = None, limit: int | None = None
    ) -> list[MessageView]:
        """The ticket's messages as they were written, from a place on: at most `limit`."""
        ...

    async def loads(self) -> Mapping[str, int]:
        """How many tickets each team has that are new or open."""
        ...

    async def history(self, customer_id: str, ticket_id: str) -> History:
        """What is known of a customer's tickets other than this one."""
        ...

    async def background(self, ticket_ids: Sequence[str]) -> Background:
        """What was promised and heard in some tickets of one customer, and what they said."""
        ...


class FrozenPolicies(Protocol):
    """Policies as tickets froze them, by the hash of their content."""

    async def keep(self, policy: Policy) -> None:
        """Keep the policy under its hash; again changes nothing."""
        ...

    async def get(self, content_hash: str) -> Policy:
        """The policy, or Missing."""
        ...


@dataclass(frozen=True, slots=True)
class RegionStores:
    """Everything that one region remembers, as a door hands it on."""

    region: str
    vault: Vault
    inbox: Inbox
    ledger: Ledger
    outbox: Outbox
    views: Views
    policies: FrozenPolicies
    notifications: Notifications
    access: AccessLog
    audit: AuditTrail
    glass: GlassStore
    histories: Histories
    desks: Desks
    profiles: Profiles
    memory: TranslationMemory
    blobs: Blobs
    persons: Persons
    erasing: Erasing
    privacy: PrivacyStores
    retaining: Retaining
    channels: ChannelStores
    figures: Figures
    live: LiveStores
    chat: Conversations
