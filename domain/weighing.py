"""What a ticket makes of the moods of its messages: they raise its priority, and never lower it.

Each mood counts once in a ticket's life, whoever decided upon it: a customer who writes `urgent` in
every message does not climb, and a colleague who set the priority since has the last word.
"""

from collections.abc import Iterator

from domain.events import MessageUnderstood, PriorityChanged
from domain.moods import Mood, mood_of, moods_of, told, tone_after
from domain.policy import Policy
from domain.relief import Occasion
from domain.replacing import replace
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Priority, Status


def heard(ticket: Ticket, event: MessageUnderstood) -> Ticket:
    """The ticket with what a message told of its writer."""
    if not event.moods:
        return ticket
    new = tuple(_new(ticket, event))
    return replace(
        ticket,
        moods=(*ticket.moods, *new),
        moods_to_weigh=(*ticket.moods_to_weigh, *new),
        tone=tone_after(ticket.tone, event.moods),
        asks_for_person=ticket.asks_for_person or Mood.PERSON in moods_of(event.moods),
    )


def is_raised(ticket: Ticket, policy: Policy) -> bool:
    """Whether something was heard for which the policy wants a higher priority than there is."""
    return _highest(ticket, policy) is not None


def raised(occasion: Occasion) -> PriorityChanged | None:
    """The priority that the policy wants for what was heard; None where that is no higher."""
    ticket, policy = occasion.ticket, occasion.policy
    found = _highest(ticket, policy)
    if found is None:
        return None
    priority, entry = found
    return PriorityChanged(
        at=occasion.now,
        by=THE_DESK,
        because=policy.because(f"raise_priority_when: {mood_of(entry)}"),
        priority=priority,
        moods=(entry,),
    )


def why(event: PriorityChanged) -> str:
    """To follow `set the priority to high`."""
    return f": the message {told(event.moods)}" if event.moods else ""


def _new(ticket: Ticket, event: MessageUnderstood) -> Iterator[str]:
    """The first entry of each mood that the ticket had not heard before."""
    known = {*moods_of(ticket.moods)}
    for entry in event.moods:
        mood = mood_of(entry)
        if mood is not None and mood not in known:
            known.add(mood)
            yield entry


def _highest(ticket: Ticket, policy: Policy) -> tuple[Priority, str] | None:
    """The highest priority above the ticket's, with the first entry that wants it."""
    if not ticket.moods_to_weigh or ticket.status in (Status.SOLVED, Status.CLOSED):
        return None
    wanted = (
        (policy.raises[mood], entry)
        for entry in ticket.moods_to_weigh
        if (mood := mood_of(entry)) in policy.raises
    )
    higher = [one for one in wanted if one[0].rank > ticket.priority.rank]
    return max(higher, key=lambda one: one[0].rank, default=None)
