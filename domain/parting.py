"""What the customer hears of a ticket that is done: how it was for them, and that it is closed.

Both only where a person answered them, so that nobody's advertising is thanked for. Pure.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.events import Event
from domain.passing import FAREWELL, SURVEY
from domain.policy import Policy, Relay
from domain.relay_events import CustomerTold
from domain.ticket import Ticket
from domain.vocabulary import Status
from domain.waits import told


def asks_how_it_was(ticket: Ticket, policy: Policy) -> bool:
    """Whether the customer is to be asked: once in a ticket's life.

    Their answer takes the ticket up again, as any message does, and would be asked about anew.
    A ticket that took the policy after it was solved is past it.
    """
    if policy.relay is None or not policy.relay.ask_how_it_was or not _is_solved(ticket):
        return False
    known = ticket.asked_how_it_was or ticket.rating is not None
    since = ticket.adopted_at
    return not known and (since is None or ticket.solved_at is None or ticket.solved_at >= since)


def survey(ticket: Ticket, policy: Policy, at: datetime) -> CustomerTold:
    """The question how it was."""
    return told(ticket, SURVEY, at, policy.because("ask how it was"), None)


def says_farewell(ticket: Ticket, policy: Policy) -> bool:
    """Whether the customer is to hear that the ticket is closed, before it is."""
    says = policy.relay is not None and policy.relay.say_when_closed
    return says and _is_solved(ticket) and not ticket.farewell_said


def farewell(ticket: Ticket, policy: Policy, at: datetime) -> CustomerTold:
    """That the ticket is closed: said at the end of its reopen window."""
    return told(ticket, FAREWELL, at, policy.because("say when a ticket is closed"), None)


def is_farewell(event: Event) -> bool:
    """Whether it says that the ticket is closed; a message that came meanwhile makes it untrue."""
    return isinstance(event, CustomerTold) and event.template == FAREWELL


def sent_by(relay: Relay) -> Iterator[str]:
    """The templates that keys of a policy send, beside its steps and those of every desk."""
    if relay.out_of_hours is not None:
        yield relay.out_of_hours
    if relay.ask_how_it_was:
        yield SURVEY
    if relay.say_when_closed:
        yield FAREWELL


def _is_solved(ticket: Ticket) -> bool:
    return ticket.status is Status.SOLVED and ticket.answers > 0
