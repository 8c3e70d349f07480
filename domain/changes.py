"""How events change a ticket. `apply` is the only way in which one changes, and it is pure."""

from collections.abc import Iterable
from datetime import timedelta
from functools import singledispatch

from domain import (
    carrying,
    climbing,
    clocks,
    forgetting,
    hearing,
    passing,
    sent_again,
    standing,
    weighing,
)
from domain import events as happened
from domain import relay_events as relayed
from domain.adoption_events import PolicyAdopted
from domain.erasure_events import CustomerErased
from domain.events import Event
from domain.languages import spoken_after, written_after
from domain.message_events import (
    AnotherSendAsked,
    DeliveryReported,
    FilesFetched,
    MessageDeleted,
    MessageEdited,
)
from domain.replacing import replace
from domain.ticket import DeliveryWanted, Ticket, TranslationWanted, opened, same_language
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import ActorKind, DeliveryState, Status, Target


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
    if event.by.kind is ActorKind.AGENT and event.by.id == changed.assignee:
        changed = replace(changed, acted_at=event.at)
    if changed.erased_at is not None:
        changed = forgetting.wanting_nothing(changed)
    return replace(changed, version=ticket.version + 1, updated_at=max(ticket.updated_at, event.at))


@singledispatch
def _after(event: Event, ticket: Ticket) -> Ticket:
    raise TypeError(f"no rule says what {type(event).__name__} does to a ticket")


_after.register(happened.MessageReceived, hearing.received)


@_after.register
def _(event: happened.MessageUnderstood, ticket: Ticket) -> Ticket:
    language, reason = spoken_after(ticket, event)
    known = replace(
        ticket,
        language=language,
        language_reason=reason,
        writes=written_after(ticket, event),
        topic=ticket.topic or event.topic,
        candidates=event.candidates or ticket.candidates,
        standby=event.standby or ticket.standby,
        to_understand=tuple(m for m in ticket.to_understand if m.id != event.message_id),
    )
    known = weighing.heard(known, event)
    return standing.to_be_read(known, TranslationWanted(event.message_id, event.language))


@_after.register
def _(event: happened.TicketRouted, ticket: Ticket) -> Ticket:
    routed = replace(ticket, candidates=(), held_since=event.at)
    return standing.read_by(routed, event.team, event.language)


@_after.register
def _(event: happened.Acknowledged, ticket: Ticket) -> Ticket:
    heard = replace(passing.spoken(event, ticket), acknowledged=True)
    return passing.expecting(heard, event.wait, event.at)


@_after.register
def _(event: happened.MessageTranslated, ticket: Ticket) -> Ticket:
    # What is tried again keeps its place, so that it matters not when the outcome comes home.
    left = tuple(
        _once_more(wanted, event) if _is_meant(wanted, event) else wanted
        for wanted in ticket.to_translate
        if event.retry or not _is_meant(wanted, event)
    )
    settled = replace(ticket, to_translate=left)
    if event.retry or event.another:
        return settled
    return standing.put_into(settled, event.message_id, event.language)


def _is_meant(wanted: TranslationWanted, event: happened.MessageTranslated) -> bool:
    """A translation for the team before is none for the team that took over meanwhile."""
    readers = wanted.target is not None and same_language(wanted.target, event.language)
    same = wanted.message_id == event.message_id and wanted.another == event.another
    return readers and same


def _once_more(wanted: TranslationWanted, event: happened.MessageTranslated) -> TranslationWanted:
    patience = timedelta(minutes=5) * 2**wanted.attempts
    return replace(wanted, attempts=wanted.attempts + 1, not_before=event.at + patience)


@_after.register
def _(event: DeliveryReported, ticket: Ticket) -> Ticket:
    if event.state is DeliveryState.QUEUED:
        return hearing.held_back(event, ticket)
    waiting = tuple(w for w in ticket.to_deliver if w.message_id != event.message_id)
    return replace(ticket, to_deliver=waiting)


@_after.register
def _(event: happened.TicketClaimed, ticket: Ticket) -> Ticket:
    claimed = passing.answered_for(replace(ticket, assignee=event.by.id), event.by.id, event.at)
    return standing.begun(replace(claimed, held_since=event.at), event.at)


@_after.register
def _(event: happened.TicketReleased, ticket: Ticket) -> Ticket:
    return replace(ticket, assignee=None, acted_at=None, held_since=event.at)


@_after.register
def _(event: happened.AgentReplied, ticket: Ticket) -> Ticket:
    wanted = DeliveryWanted(
        message_id=event.message_id,
        author=event.by.kind,
        author_id=event.by.id,
        sent_at=event.at,
        language=event.language,
        in_reply_to=event.in_reply_to,
        via=event.via,
    )
    answered = replace(
        ticket,
        messages=ticket.messages + 1,
        assignee=ticket.assignee or event.by.id,
        answered_at=event.at,
        to_deliver=(*ticket.to_deliver, wanted),
    )
    answered = passing.answered(answered, event.by.id, event.at)
    answered = standing.said(answered, TranslationWanted(event.message_id, event.language))
    answered = standing.keeping(answered, event.at, Target.FIRST_REPLY, Target.NEXT_REPLY)
    return standing.with_status(replace(answered, held_until=None), Status.WAITING, event.at)


@_after.register
def _(event: happened.NoteAdded, ticket: Ticket) -> Ticket:
    written = replace(ticket, messages=ticket.messages + 1, notes=ticket.notes + 1)
    return standing.to_be_read(written, TranslationWanted(event.message_id, event.language))


@_after.register
def _(event: happened.PriorityChanged, ticket: Ticket) -> Ticket:
    return replace(ticket, priority=event.priority, moods_to_weigh=())


@_after.register
def _(event: happened.TicketHeld, ticket: Ticket) -> Ticket:
    held = passing.looked_at(ticket, event.by.id, event.at)
    return standing.with_status(replace(held, held_until=event.until), Status.HELD, event.at)


@_after.register
def _(event: happened.HoldEnded, ticket: Ticket) -> Ticket:
    return standing.with_status(replace(ticket, held_until=None), Status.OPEN, event.at)


@_after.register
def _(event: happened.TicketSolved, ticket: Ticket) -> Ticket:
    solved = passing.stopped(replace(ticket, solved_at=event.at, held_until=None))
    kept = standing.keeping(solved, event.at, Target.SOLVE)
    return standing.with_status(kept, Status.SOLVED, event.at)


@_after.register
def _(event: happened.TicketReopened, ticket: Ticket) -> Ticket:
    again = standing.taken_up_again(ticket, event.at)
    return standing.with_status(replace(again, held_until=None), Status.OPEN, event.at)


@_after.register
def _(event: happened.ClockWarned, ticket: Ticket) -> Ticket:
    after = (clocks.warned(c) if c.target is event.target else c for c in ticket.clocks)
    return replace(ticket, clocks=tuple(after))


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
    climbed = climbing.climbed(climbed, event)
    if event.team is None:
        return climbed
    moved = replace(climbed, assignee=None, acted_at=None, held_since=event.at)
    return standing.read_by(moved, event.team, event.team_language)


@_after.register
def _(event: happened.TicketMerged, ticket: Ticket) -> Ticket:
    linked = (*ticket.linked, event.into)
    gone = replace(ticket, merged_into=event.into, linked=linked, held_until=None)
    gone = passing.stopped(gone)
    return standing.with_status(gone, Status.CLOSED, event.at)


@_after.register
def _(event: happened.TicketAbsorbed, ticket: Ticket) -> Ticket:
    return replace(ticket, linked=(*ticket.linked, event.ticket_id))


@_after.register
def _(event: happened.TicketRated, ticket: Ticket) -> Ticket:
    return replace(ticket, rating=event.score)


@_after.register
def _(event: happened.TicketClosed, ticket: Ticket) -> Ticket:
    return standing.with_status(ticket, Status.CLOSED, event.at)


_after.register(relayed.TicketHandedOver, passing.handed_over)
_after.register(relayed.HandOverAcknowledged, passing.acknowledged)
_after.register(relayed.HandOverLapsed, passing.lapsed)
_after.register(relayed.TeamNotified, climbing.notified)
_after.register(relayed.NobodyWasOn, climbing.nobody_was_on)
_after.register(relayed.NotificationReported, climbing.reported)
_after.register(relayed.CustomerTold, passing.customer_told)
_after.register(PolicyAdopted, carrying.adopted)
_after.register(TranslationCorrected, standing.unchanged)
_after.register(AnotherTranslationAsked, standing.asked_again)
_after.register(CustomerErased, forgetting.erased)
_after.register(MessageEdited, hearing.edited)
_after.register(MessageDeleted, hearing.deleted)
_after.register(FilesFetched, hearing.fetched)
_after.register(AnotherSendAsked, sent_again.wanted)
