"""What follows for a ticket's status, its clocks and its readers when something happens to it."""

from datetime import datetime

from domain import clocks
from domain.clocks import TargetClock
from domain.replacing import replace
from domain.ticket import Said, Ticket, TranslationWanted, same_language
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import Status, Target

RECENT = 10  # messages that are put into the language of a team that takes over


def to_be_read(ticket: Ticket, wanted: TranslationWanted) -> Ticket:
    """Note that a message wants translating, unless its readers read its language."""
    return _wanted(said(ticket, wanted), wanted)


def said(ticket: Ticket, wanted: TranslationWanted) -> Ticket:
    """Remember what was said, for readers of another language to come."""
    one = Said(wanted.message_id, wanted.source)
    return replace(ticket, recent=(*ticket.recent, one)[-RECENT:])


def put_into(ticket: Ticket, message_id: str, language: str) -> Ticket:
    """Remember that a message was put into a language, or that nobody can do it."""
    recent = (
        replace(one, into=(*one.into, language)) if one.message_id == message_id else one
        for one in ticket.recent
    )
    return replace(ticket, recent=tuple(recent))


def read_by(ticket: Ticket, team: str, language: str) -> Ticket:
    """Give the ticket to a team, which reads what waits for a translation in its own language.

    Where the team before read another language, that is all that was said lately. What is under
    way for that team is still made: it may come back, and an outcome must not depend on moves.
    """
    before = ticket.reading_language
    known = replace(ticket, team=team, reading_language=language)
    if before is not None and not same_language(before, language):
        for one in ticket.recent:
            known = _wanted(known, TranslationWanted(one.message_id, one.source))
        return known
    waiting, known = ticket.to_translate, replace(known, to_translate=())
    for wanted in waiting:
        theirs = wanted.target is None or same_language(wanted.target, language)
        theirs = theirs and not wanted.another
        known = _wanted(known, wanted) if theirs else _kept(known, wanted)
    return known


def unchanged(event: TranslationCorrected, ticket: Ticket) -> Ticket:
    """A correction changes what is read, and nothing that the desk decides by."""
    return ticket


def asked_again(event: AnotherTranslationAsked, ticket: Ticket) -> Ticket:
    """Note that a message wants translating by another engine."""
    wanted = TranslationWanted(
        event.message_id, event.source, event.language, another=True, without=event.without
    )
    return _kept(ticket, wanted)


def _kept(ticket: Ticket, wanted: TranslationWanted) -> Ticket:
    return replace(ticket, to_translate=(*ticket.to_translate, wanted))


def _wanted(ticket: Ticket, wanted: TranslationWanted) -> Ticket:
    target = ticket.reading_language
    if wanted.source == "und" or (target and same_language(wanted.source, target)):
        return ticket
    if target and _is_provided_for(ticket, wanted.message_id, target):
        return ticket
    return _kept(ticket, replace(wanted, target=target))


def _is_provided_for(ticket: Ticket, message_id: str, language: str) -> bool:
    """Whether a message is in a language already, or will be without anybody's asking for it."""
    waiting = (
        one.target
        for one in ticket.to_translate
        if one.message_id == message_id and one.target and not one.another
    )
    done = (each for one in ticket.recent if one.message_id == message_id for each in one.into)
    return any(same_language(each, language) for each in (*waiting, *done))


def begun(ticket: Ticket, at: datetime) -> Ticket:
    """A new ticket is open once somebody takes it."""
    return with_status(ticket, Status.OPEN, at) if ticket.status is Status.NEW else ticket


def with_status(ticket: Ticket, status: Status, at: datetime) -> Ticket:
    """The ticket in another status; its clocks pause and go on with it."""
    changed = replace(ticket, status=status)
    if changed.is_paused or ticket.is_paused:
        changed = replace(changed, active_since=max(at, ticket.active_since or at))
    if changed.is_paused:
        return replace(changed, clocks=tuple(clocks.paused(c, at) for c in ticket.clocks))
    return replace(changed, clocks=tuple(clocks.resumed(c, at) for c in ticket.clocks))


def keeping(ticket: Ticket, at: datetime, *targets: Target) -> Ticket:
    """The ticket after these promises were kept."""
    after = (clocks.kept(c, at) if c.target in targets else c for c in ticket.clocks)
    return replace(ticket, clocks=tuple(after))


def taken_up_again(ticket: Ticket, at: datetime) -> Ticket:
    """The solve clock goes on with the time it had left; other promises are not renewed.

    Nor is one that the ticket's policy does not make any more.
    """
    renewed = {term.target for term in ticket.terms} & {Target.SOLVE}
    after = (clocks.taken_up_again(c, at) if c.target in renewed else c for c in ticket.clocks)
    return replace(
        ticket,
        solved_at=None,
        held_until=None,
        rating=None,
        farewell_said=False,
        clocks=tuple(after),
    )


def owing_a_reply(ticket: Ticket, at: datetime) -> Ticket:
    """Start a cycle of `next_reply`, unless a reply is owed already: the first or a next one.

    A message that was accepted before the last answer, but heard of after it, counts from there.
    """
    following = ticket.clock(Target.NEXT_REPLY)
    term = next((t for t in ticket.terms if t.target is Target.NEXT_REPLY), None)
    owed = ticket.answered_at is None or (following is not None and not following.is_kept)
    if term is None or owed or ticket.status is Status.CLOSED:
        return ticket
    since = max(at, ticket.answered_at or at)
    others = tuple(c for c in ticket.clocks if c.target is not Target.NEXT_REPLY)
    begun = TargetClock(term.target, term.budget, since, cycle=_next_cycle(ticket, following))
    return replace(ticket, clocks=(*others, replace(begun, counted_from=ticket.adopted_at)))


def _next_cycle(ticket: Ticket, before: TargetClock | None) -> int:
    """A policy may have made no such promise for a while: each cycle before ended by an answer."""
    if before is not None:
        return before.cycle + 1
    return 1 if ticket.adopted_at is None else max(1, ticket.answers)
