"""What a ticket asks of the world outside, as far as it can be asked now. Pure."""

from datetime import datetime

from domain.facts import Reached
from domain.message_events import DeliveryReported, FilesFetched
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.ticket import DeliveryWanted, FilesWanted, Ticket, TranslationWanted
from domain.vocabulary import THE_DESK, DeliveryState

# The lanes of notifications: a slow pager keeps no brief back.
HAND_OVERS, PAGES = "hand_over", "escalate"
GIVEN_UP = "given_up"  # the reason of an outcome that nobody waits for any longer
EVERY_WAY = "all"


def lane_of(told: NotificationWanted | NotificationReported) -> str:
    """In which lane people are told: one notification of each is under way at a time."""
    return PAGES if told.brief_id is None else HAND_OVERS


def ready_to_translate(ticket: Ticket, now: datetime) -> TranslationWanted | None:
    """The first translation that has a reader and whose next attempt is due."""
    ready = (
        wanted
        for wanted in ticket.to_translate
        if wanted.target and (wanted.not_before is None or wanted.not_before <= now)
    )
    return next(ready, None)


def ready_to_deliver(ticket: Ticket, now: datetime) -> DeliveryWanted | None:
    """The first message that nothing holds back: others go out past one that has to wait."""
    ready = (one for one in ticket.to_deliver if one.not_before is None or one.not_before <= now)
    return next(ready, None)


def held_back_until(ticket: Ticket) -> datetime | None:
    """When the first of the messages that are held back may go out; None where none is."""
    return min((one.not_before for one in ticket.to_deliver if one.not_before), default=None)


def can_start(ticket: Ticket, now: datetime) -> bool:
    """Whether something waits to be understood, delivered, fetched, told or translated now."""
    waiting = ticket.to_understand or ticket.to_fetch or ticket.to_notify
    later = ready_to_deliver(ticket, now) or ready_to_translate(ticket, now)
    return bool(waiting or later)


def owes_something(ticket: Ticket, now: datetime) -> bool:
    """Whether it cannot end yet: something waits to be done now, or is held back until later."""
    return bool(ticket.to_deliver) or can_start(ticket, now)


def delivery_given_up(message_id: str, at: datetime) -> DeliveryReported:
    """The channel was away for so long that a message is taken as failed."""
    return DeliveryReported(
        at=at, by=THE_DESK, message_id=message_id, state=DeliveryState.FAILED, reason=GIVEN_UP
    )


def fetching_given_up(wanted: FilesWanted, at: datetime) -> FilesFetched:
    """The platform was away for so long that nobody asks any more."""
    return FilesFetched(
        at=at, by=THE_DESK, message_id=wanted.message_id, fetched=0, failed=(GIVEN_UP,)
    )


def telling_given_up(wanted: NotificationWanted, at: datetime) -> NotificationReported:
    """Nobody knows who was told, and what follows must not wait."""
    return NotificationReported(
        at=at,
        by=THE_DESK,
        notification_id=wanted.id,
        brief_id=wanted.brief_id,
        reached=tuple(
            Reached(agent, EVERY_WAY, DeliveryState.UNCERTAIN, GIVEN_UP) for agent in wanted.agents
        ),
    )
