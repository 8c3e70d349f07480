"""What the desk tells its own people: on their page at once, and outside by the ways they chose.

A notification is about a ticket or a team, never about a customer: it holds no personal text.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.ports import Receipt
from domain.vocabulary import DeliveryState, NotificationKind


class Way(StrEnum):
    """How somebody hears of it outside of their own page at the desk."""

    WEBHOOK = "webhook"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach one agent. `address` is an e-mail address or the name of a webhook."""

    way: Way
    address: str


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing that one agent is told. `id` is the same however often it is written."""

    id: str
    region: str
    agent: str
    team: str
    kind: NotificationKind
    text: str
    at: datetime
    ticket_id: str | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A notification on its way to one contact; `key` is the same on every attempt."""

    notification: Notification
    contact: Contact

    @property
    def key(self) -> str:
        """What a receiver folds repeats by."""
        return f"{self.notification.id}:{self.contact.way}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Calls that go out as one message: a digest where there are several. `id` is its key."""

    id: str
    agent: str
    contact: Contact
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a call may be made now: exactly one of `batch`, `again_at` and `state` says so.

    `batch` is to be sent now, and it is this caller's to settle; where it is `in_doubt`, an earlier
    attempt began and nothing was heard of it. `again_at` says when to ask again: others are being
    told, or the agent was told a moment ago. `state` is what became of the call, with `reason`.
    """

    batch: Batch | None = None
    in_doubt: bool = False
    again_at: datetime | None = None
    state: DeliveryState | None = None
    reason: str = ""


class Notifications(Protocol):
    """What a region's agents were told. It paces what goes outside, so that a storm is a digest."""

    async def put(self, *notifications: Notification) -> None:
        """Show notifications on their agents' pages; one that is there already is left alone."""
        ...

    async def shown_to(
        self, agent: str, *, unseen: bool, before: tuple[datetime, str] | None, limit: int
    ) -> list[Notification]:
        """What an agent was told, the newest first, continuing before (`at`, `id`)."""
        ...

    async def seen(self, notification_id: str, agent: str, at: datetime) -> Notification:
        """Note that the agent saw it; the first time counts. Missing where it is not theirs."""
        ...

    async def turn(
        self, call: Call, caller: str, now: datetime, window: timedelta, lease: timedelta
    ) -> Turn:
        """Take the turn to make a call, together with all others that wait for the same contact.

        The first call for a contact goes at once; what comes within `window` of the last message
        to it waits and goes as one digest. A batch belongs to its `caller` until `lease` is over;
        after that, or when the same caller asks again, it is handed out once more under its own
        id, `in_doubt`, maybe to somebody whose call is not in it. A caller has one call at a time.
        `now` is the present instant of a clock that is never moved on by a test.
        """
        ...

    async def settle(self, batch: Batch, state: DeliveryState, reason: str, now: datetime) -> None:
        """Note what became of a batch; each of its calls is told so at its next turn."""
        ...

    async def put_back(self, batch: Batch, reason: str, not_before: datetime) -> None:
        """The receiver did not take the batch: the contact waits for another turn.

        One that was `in_doubt` comes back under its id, as the receiver may know it by that.
        """
        ...


@dataclass(frozen=True, slots=True)
class PagerMessage:
    """One message to one agent, as a pager receives it."""

    key: str  # the same on every attempt
    address: str
    agent: str
    subject: str
    text: str
    notifications: tuple[Notification, ...]


class Pager(Protocol):
    """One way to reach agents outside of the desk."""

    way: Way
    folds_repeats: bool  # the receiving side recognises a key it has seen

    async def call(self, message: PagerMessage) -> Receipt:
        """Hand one message over. Raises ports.Refused, NotNow or OutcomeUnknown, nothing else."""
        ...


class Directory(Protocol):
    """Where agents want to be told."""

    def contacts(self, agent: str) -> tuple[Contact, ...]:
        """The ways beside the agent's own page, each at most once; none for an unknown agent."""
        ...
