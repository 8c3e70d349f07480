"""What the desk itself can say of a ticket to those who take it over: facts, no words. Pure."""

from datetime import datetime

from domain import clocks
from domain.policy import Policy
from domain.ticket import Ticket

PARTS = ("done", "pending", "next", "promised")


def brief_values(ticket: Ticket, policy: Policy) -> dict[str, str]:
    """What the templates of the desk's own brief are filled with; "" where there is nothing.

    `answers` and `notes` are numbers, `answered_at`, `waiting_since`, `due` and `promised` are
    RFC 3339 in UTC, `target` is the promise that runs out next, `due` when.
    """
    hours = policy.calendar.hours()
    dues = {clock.target: clocks.due(clock, hours) for clock in ticket.clocks if not clock.is_kept}
    running = {target: at for target, at in dues.items() if at is not None}
    target = min(running, key=lambda one: running[one], default=None)
    said = ticket.expectation
    return {
        "ticket": ticket.id,
        "topic": ticket.topic or "",
        "answers": str(ticket.answers),
        "notes": str(ticket.notes),
        "answered_at": _written(ticket.answered_at),
        "waiting_since": _written(ticket.waiting_since),
        "target": str(target or ""),
        "due": _written(running[target] if target else None),
        "promised": _written(said.wait.latest if said and said.answered_at is None else None),
    }


def _written(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
