"""What a ticket asks of the world outside, as far as it can be asked now. Pure."""

from datetime import datetime

from domain.events import DeliveryReported
from domain.facts import Reached
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.ticket import Ticket, TranslationWanted
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


def can_start(ticket: Ticket, now: datetime) -> bool:
    """Whether something waits to be understood, delivered, told or translated now."""
    waiting = ticket.to_understand or ticket.to_deliver or ticket.to_notify
    return bool(waiting or ready_to_translate(ticket, now))


def delivery_given_up(message_id: str, at: datetime) -> DeliveryReported:
    """The channel was away for so long that a message is taken as failed."""
    return DeliveryReported(
        at=at, by=THE_DESK, message_id=message_id, state=DeliveryState.FAILED, reason=GIVEN_UP
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
