"""How events change a ticket. `apply` is the only way in which one changes, and it is pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import singledispatch

from domain import clocks
from domain import events as happened
from domain.clocks import TargetClock
from domain.events import Event
from domain.ticket import DeliveryWanted, Ticket, TranslationWanted, opened, same_language
from domain.vocabulary import DeliveryState, Status, Target


def rebuilt(ticket_id: str, events: Iterable[Event]) -> Ticket:
    """The ticket that a ledger tells of, from its first event on."""
    first, *others = events
    if not isinstance(first, happened.TicketOpened):
        raise ValueError(f"the ledger of {ticket_id} does not begin with its opening")
    ticket = opened(ticket_id, first)
    for event in others:
        ticket = apply(ticket, event)
    return ticket


def apply(ticket: Ticket, event: Event) -> Ticket:
    """The ticket after `event`. Pure; every kind of event has one rule below."""
    changed = _after(event, ticket)
    return replace(changed, version=ticket.version + 1, updated_at=max(ticket.updated_at, event.at))


@singledispatch
def _after(event: Event, ticket: Ticket) -> Ticket:
    raise TypeError(f"no rule says what {type(event).__name__} does to a ticket")


@_after.register
def _(event: happened.MessageReceived, ticket: Ticket) -> Ticket:
    heard = replace(
        ticket,
        messages=ticket.messages + 1,
        first_message=ticket.first_message or event.message.id,
        last_customer_message=event.message.id,
        to_understand=(*ticket.to_understand, event.message),
        held_until=None,
    )
    if ticket.status is Status.SOLVED:
        heard = _taken_up_again(heard, event.at)
    if heard.status in (Status.WAITING, Status.HELD, Status.SOLVED):
        heard = _with_status(heard, Status.OPEN, event.at)
    return _owing_a_reply(heard, event.at)


@_after.register
def _(event: happened.MessageUnderstood, ticket: Ticket) -> Ticket:
    known = replace(
        ticket,
        language=event.language if ticket.language == "und" else ticket.language,
        topic=ticket.topic or event.topic,
        candidates=event.candidates or ticket.candidates,
        to_understand=tuple(m for m in ticket.to_understand if m.id != event.message_id),
    )
    return _to_be_read(known, TranslationWanted(event.message_id, event.language))


@_after.register
def _(event: happened.TicketRouted, ticket: Ticket) -> Ticket:
    return _read_by(replace(ticket, candidates=()), event.team, event.language)


@_after.register
def _(event: happened.Acknowledged, ticket: Ticket) -> Ticket:
    wanted = DeliveryWanted(
        message_id=event.message_id,
        author=event.by.kind,
        author_id=event.by.id,
        sent_at=event.at,
        language=ticket.language,
        template=event.template,
        in_reply_to=event.in_reply_to,
    )
    return replace(ticket, acknowledged=True, to_deliver=(*ticket.to_deliver, wanted))


@_after.register
def _(event: happened.MessageTranslated, ticket: Ticket) -> Ticket:
    # What is tried again keeps its place, so that it matters not when the outcome comes home.
    left = tuple(
        _once_more(wanted, event) if wanted.message_id == event.message_id else wanted
        for wanted in ticket.to_translate
        if event.retry or wanted.message_id != event.message_id
    )
    return replace(ticket, to_translate=left)


def _once_more(wanted: TranslationWanted, event: happened.MessageTranslated) -> TranslationWanted:
    patience = timedelta(minutes=5) * 2**wanted.attempts
    return replace(wanted, attempts=wanted.attempts + 1, not_before=event.at + patience)


@_after.register
def _(event: happened.DeliveryReported, ticket: Ticket) -> Ticket:
    if event.state is DeliveryState.QUEUED:
        return ticket
    waiting = tuple(w for w in ticket.to_deliver if w.message_id != event.message_id)
    return replace(ticket, to_deliver=waiting)


@_after.register
def _(event: happened.TicketClaimed, ticket: Ticket) -> Ticket:
    return _begun(replace(ticket, assignee=event.by.id), event.at)


@_after.register
def _(event: happened.TicketReleased, ticket: Ticket) -> Ticket:
    return replace(ticket, assignee=None)


@_after.register
def _(event: happened.AgentReplied, ticket: Ticket) -> Ticket:
    wanted = DeliveryWanted(
        message_id=event.message_id,
        author=event.by.kind,
        author_id=event.by.id,
        sent_at=event.at,
        language=event.language,
        in_reply_to=event.in_reply_to,
    )
    answered = replace(
        ticket,
        messages=ticket.messages + 1,
        assignee=ticket.assignee or event.by.id,
        answered_at=event.at,
        to_deliver=(*ticket.to_deliver, wanted),
    )
    answered = _keeping(answered, event.at, Target.FIRST_REPLY, Target.NEXT_REPLY)
    return _with_status(replace(answered, held_until=None), Status.WAITING, event.at)


@_after.register
def _(event: happened.NoteAdded, ticket: Ticket) -> Ticket:
    written = replace(ticket, messages=ticket.messages + 1)
    return _to_be_read(written, TranslationWanted(event.message_id, event.language))


@_after.register
def _(event: happened.PriorityChanged, ticket: Ticket) -> Ticket:
    return replace(ticket, priority=event.priority)


@_after.register
def _(event: happened.TicketHeld, ticket: Ticket) -> Ticket:
    return _with_status(replace(ticket, held_until=event.until), Status.HELD, event.at)


@_after.register
def _(event: happened.HoldEnded, ticket: Ticket) -> Ticket:
    return _with_status(replace(ticket, held_until=None), Status.OPEN, event.at)


@_after.register
def _(event: happened.TicketSolved, ticket: Ticket) -> Ticket:
    solved = replace(ticket, solved_at=event.at, held_until=None)
    return _with_status(_keeping(solved, event.at, Target.SOLVE), Status.SOLVED, event.at)


@_after.register
def _(event: happened.TicketReopened, ticket: Ticket) -> Ticket:
    again = _taken_up_again(ticket, event.at)
    return _with_status(replace(again, held_until=None), Status.OPEN, event.at)


@_after.register
def _(event: happened.ClockWarned, ticket: Ticket) -> Ticket:
    warned = (replace(c, warned=c.warned or c.target is event.target) for c in ticket.clocks)
    return replace(ticket, clocks=tuple(warned))


@_after.register
def _(event: happened.ClockBreached, ticket: Ticket) -> Ticket:
    after = (clocks.broken(c) if c.target is event.target else c for c in ticket.clocks)
    return replace(ticket, clocks=tuple(after))


@_after.register
def _(event: happened.TicketEscalated, ticket: Ticket) -> Ticket:
    climbed = replace(
        ticket,
        steps_taken=(*ticket.steps_taken, event.step),
        priority=event.priority or ticket.priority,
    )
    if event.team is None:
        return climbed
    return _read_by(replace(climbed, assignee=None), event.team, event.team_language)


@_after.register
def _(event: happened.TicketMerged, ticket: Ticket) -> Ticket:
    linked = (*ticket.linked, event.into)
    gone = replace(ticket, merged_into=event.into, linked=linked, held_until=None)
    return _with_status(gone, Status.CLOSED, event.at)


@_after.register
def _(event: happened.TicketAbsorbed, ticket: Ticket) -> Ticket:
    return replace(ticket, linked=(*ticket.linked, event.ticket_id))


@_after.register
def _(event: happened.TicketRated, ticket: Ticket) -> Ticket:
    return replace(ticket, rating=event.score)


@_after.register
def _(event: happened.TicketClosed, ticket: Ticket) -> Ticket:
    return _with_status(ticket, Status.CLOSED, event.at)


def _to_be_read(ticket: Ticket, wanted: TranslationWanted) -> Ticket:
    """Note that a message wants translating, unless its readers read its language."""
    target = ticket.reading_language
    if wanted.source == "und" or (target and same_language(wanted.source, target)):
        return ticket
    return replace(ticket, to_translate=(*ticket.to_translate, replace(wanted, target=target)))


def _read_by(ticket: Ticket, team: str, language: str) -> Ticket:
    """Give the ticket to a team; what waits for a translation waits for the team's language."""
    known = replace(ticket, team=team, reading_language=language, to_translate=())
    for wanted in ticket.to_translate:
        known = _to_be_read(known, wanted)
    return known


def _begun(ticket: Ticket, at: datetime) -> Ticket:
    return _with_status(ticket, Status.OPEN, at) if ticket.status is Status.NEW else ticket


def _with_status(ticket: Ticket, status: Status, at: datetime) -> Ticket:
    changed = replace(ticket, status=status)
    if changed.is_paused or ticket.is_paused:
        changed = replace(changed, active_since=max(at, ticket.active_since or at))
    if changed.is_paused:
        return replace(changed, clocks=tuple(clocks.paused(c, at) for c in ticket.clocks))
    return replace(changed, clocks=tuple(clocks.resumed(c, at) for c in ticket.clocks))


def _keeping(ticket: Ticket, at: datetime, *targets: Target) -> Ticket:
    after = (clocks.kept(c, at) if c.target in targets else c for c in ticket.clocks)
    return replace(ticket, clocks=tuple(after))


def _taken_up_again(ticket: Ticket, at: datetime) -> Ticket:
    """The solve clock goes on with the time it had left; other promises are not renewed."""
    after = (clocks.taken_up_again(c, at) if c.target is Target.SOLVE else c for c in ticket.clocks)
    return replace(ticket, solved_at=None, held_until=None, rating=None, clocks=tuple(after))


def _owing_a_reply(ticket: Ticket, at: datetime) -> Ticket:
    """Start a cycle of `next_reply`, unless a reply is owed already: the first or a next one.

    A message that was accepted before the last answer, but heard of after it, counts from there.
    """
    following = ticket.clock(Target.NEXT_REPLY)
    term = next((t for t in ticket.terms if t.target is Target.NEXT_REPLY), None)
    owed = ticket.answered_at is None or (following is not None and not following.is_kept)
    if term is None or owed or ticket.status is Status.CLOSED:
        return ticket
    cycle = following.cycle + 1 if following else 1
    since = max(at, ticket.answered_at or at)
    others = tuple(c for c in ticket.clocks if c.target is not Target.NEXT_REPLY)
    begun = TargetClock(term.target, term.budget, since, cycle=cycle)
    return replace(ticket, clocks=(*others, begun))
