"""What becomes of a ticket whose customer is erased: it wants nothing more, and ends. Pure."""

from datetime import datetime
from typing import Final

from domain.erasure_events import CustomerErased
from domain.events import TicketClosed
from domain.policy import Policy
from domain.replacing import replace
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK

ERASED: Final = "erased"  # the reason or flag of an outcome that came to nothing for that reason
RESTRICTED: Final = "restricted"  # the same, where a person's texts may be kept and no more


def erased(event: CustomerErased, ticket: Ticket) -> Ticket:
    """Note that nobody works on it from now on."""
    return replace(ticket, erased_at=ticket.erased_at or event.at)


def wanting_nothing(ticket: Ticket) -> Ticket:
    """The ticket without all that it still wanted understood, translated, sent, told or done."""
    return replace(
        ticket,
        to_understand=(),
        to_translate=(),
        to_deliver=(),
        to_fetch=(),
        to_notify=(),
        to_act=(),
        paging=(),
        candidates=(),
        moods_to_weigh=(),
        notice_owed=False,
        expectation=None,
    )


def ending(ticket: Ticket, policy: Policy, now: datetime) -> TicketClosed:
    """Its end: no reopen window is waited for, as nobody could take it up again."""
    at = ticket.erased_at or now
    noticed = now if now > at else None
    because = policy.because("the customer is erased")
    return TicketClosed(at=at, by=THE_DESK, because=because, noticed=noticed)
