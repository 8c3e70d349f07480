"""What the world outside answers an enacted ticket: who is on, and what became of its errands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from domain.events import MessageTranslated, MessageUnderstood
from domain.facts import MessageReference, Reached
from domain.message_events import DeliveryReported, FilesFetched
from domain.policy import StaffingView
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.stores import Merging
from domain.ticket import DeliveryWanted, FilesWanted, Ticket, TranslationWanted
from domain.vocabulary import THE_DESK, DeliveryState

OWN_PAGE = "inbox"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Later(Generic[Answer]):
    """An answer that comes home at a later instant."""

    at: datetime
    what: Answer


@dataclass(frozen=True, slots=True)
class Understood:
    """What intake found of a message, with who was on as it looked; None: it did not look."""

    event: MessageUnderstood
    staffing: StaffingView | None = None


class Surroundings(Protocol):
    """Answers whatever the desk asks of the outside: at once, or `Later`.

    `at` is always the instant at which it is asked, and the ticket is as it stands then. None says
    that the outcome stands in the scene's `done` itself.
    """

    def staffing(self, at: datetime, ticket: Ticket) -> StaffingView | Later[StaffingView]:
        """Who is on. A view that is given at once has to be fresh at that instant."""
        ...

    def understanding(
        self, at: datetime, ticket: Ticket, message: MessageReference
    ) -> Understood | Later[Understood] | None:
        """What a message is about; for a ticket without a team, who could take it."""
        ...

    def delivery(
        self, at: datetime, ticket: Ticket, wanted: DeliveryWanted
    ) -> DeliveryReported | Later[DeliveryReported] | None:
        """What became of a message to the customer."""
        ...

    def fetching(
        self, at: datetime, ticket: Ticket, wanted: FilesWanted
    ) -> FilesFetched | Later[FilesFetched] | None:
        """What became of the files of a message."""
        ...

    def translation(
        self, at: datetime, ticket: Ticket, wanted: TranslationWanted
    ) -> MessageTranslated | Later[MessageTranslated] | None:
        """What became of a translation for the ticket's readers."""
        ...

    def notification(
        self, at: datetime, ticket: Ticket, wanted: NotificationWanted
    ) -> NotificationReported | Later[NotificationReported] | None:
        """What became of telling people."""
        ...

    def written(self, at: datetime) -> datetime:
        """When what is unwritten at an instant stands in the ledger: then, or a moment later."""
        ...

    def closing(self, at: datetime) -> bool | Later[bool]:
        """Whether the ticket may close; False while a message is still on its way to it."""
        ...

    def merging(self, at: datetime, into: str) -> Merging | Later[Merging]:
        """What became of letting the ticket go on in another one."""
        ...

    def woken(self, until: datetime) -> datetime:
        """When a timer that was set for an instant goes off: then, or a moment later."""
        ...

    def begun_again(self, at: datetime) -> datetime:
        """When a long ticket goes on that ends a run at an instant: then, or a moment later."""
        ...


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Surroundings in which everything works, at once; who is on and what is meant are given."""

    who_is_on: Callable[[datetime, Ticket], StaffingView]
    understand: Callable[[datetime, Ticket, MessageReference], Understood]
    engine: str = "an engine"  # who translates

    def staffing(self, at: datetime, ticket: Ticket) -> StaffingView | Later[StaffingView]:
        """As given."""
        return self.who_is_on(at, ticket)

    def understanding(
        self, at: datetime, ticket: Ticket, message: MessageReference
    ) -> Understood | Later[Understood] | None:
        """As given."""
        return self.understand(at, ticket, message)

    def delivery(
        self, at: datetime, ticket: Ticket, wanted: DeliveryWanted
    ) -> DeliveryReported | Later[DeliveryReported] | None:
        """It is sent, in the customer's language where that is known."""
        language = wanted.language if ticket.language == "und" else ticket.language
        return DeliveryReported(
            at=at,
            by=THE_DESK,
            message_id=wanted.message_id,
            state=DeliveryState.SENT,
            language=language,
        )

    def fetching(
        self, at: datetime, ticket: Ticket, wanted: FilesWanted
    ) -> FilesFetched | Later[FilesFetched] | None:
        """They are all here, however many there were."""
        return FilesFetched(at=at, by=THE_DESK, message_id=wanted.message_id, fetched=1)

    def translation(
        self, at: datetime, ticket: Ticket, wanted: TranslationWanted
    ) -> MessageTranslated | Later[MessageTranslated] | None:
        """It is made."""
        return MessageTranslated(
            at=at,
            by=THE_DESK,
            message_id=wanted.message_id,
            language=wanted.target or "",
            engine=self.engine,
            another=wanted.another,
        )

    def notification(
        self, at: datetime, ticket: Ticket, wanted: NotificationWanted
    ) -> NotificationReported | Later[NotificationReported] | None:
        """It stands on everybody's own page."""
        return NotificationReported(
            at=at,
            by=THE_DESK,
            notification_id=wanted.id,
            reached=tuple(
                Reached(agent, OWN_PAGE, DeliveryState.DELIVERED) for agent in wanted.agents
            ),
            brief_id=wanted.brief_id,
            language=wanted.language if wanted.brief_id else "",
        )

    def written(self, at: datetime) -> datetime:
        """At once."""
        return at

    def closing(self, at: datetime) -> bool | Later[bool]:
        """It may close."""
        return True

    def merging(self, at: datetime, into: str) -> Merging | Later[Merging]:
        """The other ticket is there, and open."""
        return Merging.DONE

    def woken(self, until: datetime) -> datetime:
        """On time."""
        return until

    def begun_again(self, at: datetime) -> datetime:
        """At once."""
        return at
