"""A recorded ledger, read as what people did and when, so that another desk can be tried on it.

What the desk decided by itself is left out: it is decided anew. What was found of messages stays.
The outcomes of deliveries, translations and notifications may be missing: they touch nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import singledispatch
from types import MappingProxyType

from domain import commands
from domain import events as happened
from domain import relay_events as relayed
from domain.arrivals import News, NewsKind, Opening
from domain.changes import apply
from domain.commands import Command
from domain.erasure_events import CustomerErased
from domain.events import Event, MessageUnderstood, TicketOpened
from domain.ledger import Entry
from domain.message_events import AnotherSendAsked, MessageDeleted, MessageEdited
from domain.policy import StaffingView
from domain.ticket import Ticket, opened
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import THE_DESK, Status
from rulebook.enacting.enactment import Done

AT_WORK = (Status.NEW, Status.OPEN)  # what counts as a team's load
MOVES = happened.TicketRouted | relayed.TicketHandedOver | relayed.HandOverLapsed
NEWS = (
    happened.MessageReceived
    | happened.TicketAbsorbed
    | CustomerErased
    | MessageEdited
    | MessageDeleted
)
SOME = ("some engine",)  # there was one, or it would have been refused
LATEST = datetime.max.replace(tzinfo=UTC)
WhoIsOn = Callable[[datetime], StaffingView]


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose load the ticket was from an instant on; None while it was nobody's."""

    at: datetime
    team: str | None


def opening_of(entries: Sequence[Entry]) -> tuple[TicketOpened, Opening]:
    """What a ticket started from. Raises ValueError for a ledger that begins otherwise."""
    first = entries[0].event if entries else None
    if not isinstance(first, TicketOpened):
        raise ValueError("the ledger does not begin with the ticket's opening")
    opening = Opening(
        channel=first.channel,
        account=first.account,
        customer_id=first.customer_id,
        accepted_at=first.at,
        region_reason=first.region_reason,
        priority=first.priority,
        tier=first.tier,
        topic=first.topic,
        linked=first.linked,
        country=first.country,
    )
    return first, opening


def lived(entries: Sequence[Entry]) -> tuple[Ticket, tuple[Holding, ...]]:
    """The ticket after its whole ledger, and whose load it was meanwhile."""
    first, _ = opening_of(entries)
    ticket = opened(entries[0].ticket_id, first)
    held: list[Holding] = []
    for entry in entries[1:]:
        ticket = apply(ticket, entry.event)
        team = ticket.team if ticket.status in AT_WORK else None
        if team != (held[-1].team if held else None):
            held.append(Holding(seen_at(entry.event), team))
    return ticket, tuple(held)


def what_was_found(entries: Sequence[Entry]) -> Mapping[str, MessageUnderstood]:
    """What intake found of each message, by the message's id."""
    found = (one.event for one in entries)
    return MappingProxyType(
        {one.message_id: one for one in found if isinstance(one, MessageUnderstood)}
    )


def what_people_did(entries: Sequence[Entry], who_is_on: WhoIsOn) -> tuple[Done, ...]:
    """All that people did, at the instants at which the ticket saw it.

    `who_is_on` answers for the instants of hand-overs that agents asked for. Adoptions of another
    policy are left out: the ticket is under the one that is tried from the beginning.
    """
    return tuple(sorted(_done(entries, who_is_on), key=lambda one: one.at))


def seen_at(event: Event) -> datetime:
    """When the ticket's workflow acted upon it."""
    return event.noticed or event.at


def team_after(event: Event, team: str | None) -> str | None:
    """Which team has the ticket after an event, if one had it before."""
    if isinstance(event, MOVES):
        return event.team
    if isinstance(event, happened.TicketEscalated) and event.team is not None:
        return event.team
    return team


def _done(entries: Sequence[Entry], who_is_on: WhoIsOn) -> Iterator[Done]:
    heard = _heard_at(entries)
    for entry in entries:
        event = entry.event
        if isinstance(event, NEWS):
            yield Done(heard[entry.sequence], _news(event))
        elif event.by != THE_DESK:
            command = _asked(event, who_is_on)
            if command is not None:
                yield Done(event.at, command)


def _heard_at(entries: Sequence[Entry]) -> Mapping[int, datetime]:
    """When the ticket heard of each piece of news: never after what comes later in its ledger.

    The clock of the door that dated a message may have been ahead of the ticket's.
    """
    heard: dict[int, datetime] = {}
    before = LATEST
    for entry in reversed(entries):
        before = min(before, seen_at(entry.event))
        if isinstance(entry.event, NEWS):
            heard[entry.sequence] = before
    return heard


def _news(event: NEWS) -> News:
    if isinstance(event, happened.MessageReceived):
        return News(event.message.id, NewsKind.MESSAGE, event.at, event.by.id, event.message)
    if isinstance(event, CustomerErased):
        return News("erased", NewsKind.ERASED, event.at, event.by.id)
    if isinstance(event, MessageEdited):
        edited, words = NewsKind.EDITED, event.words
        return News(words.id, edited, event.at, event.by.id, words, about=event.message_id)
    if isinstance(event, MessageDeleted):
        about = event.message_id
        return News(f"deleted-{about}", NewsKind.DELETED, event.at, event.by.id, about=about)
    return News(
        f"absorbed-{event.ticket_id}",
        NewsKind.ABSORBED,
        event.at,
        event.by.id,
        absorbed_ticket=event.ticket_id,
    )


@singledispatch
def _asked(event: Event, who_is_on: WhoIsOn) -> Command | None:
    """The command that led to the event; None where none did."""
    return None


@_asked.register
def _(event: happened.TicketClaimed, who_is_on: WhoIsOn) -> Command | None:
    return commands.Claim(by=event.by)


@_asked.register
def _(event: happened.TicketReleased, who_is_on: WhoIsOn) -> Command | None:
    return commands.Release(by=event.by)


@_asked.register
def _(event: happened.AgentReplied, who_is_on: WhoIsOn) -> Command | None:
    return commands.Reply(
        by=event.by,
        message_id=event.message_id,
        language=event.language,
        despite=event.despite,
    )


@_asked.register
def _(event: happened.NoteAdded, who_is_on: WhoIsOn) -> Command | None:
    return commands.Note(by=event.by, message_id=event.message_id, language=event.language)


@_asked.register
def _(event: happened.PriorityChanged, who_is_on: WhoIsOn) -> Command | None:
    return commands.Prioritise(by=event.by, priority=event.priority)


@_asked.register
def _(event: happened.TicketHeld, who_is_on: WhoIsOn) -> Command | None:
    return commands.Hold(by=event.by, until=event.until, reason_id=event.reason_id)


@_asked.register
def _(event: happened.TicketSolved, who_is_on: WhoIsOn) -> Command | None:
    return commands.Solve(by=event.by)


@_asked.register
def _(event: happened.TicketReopened, who_is_on: WhoIsOn) -> Command | None:
    return commands.Reopen(by=event.by)


@_asked.register
def _(event: happened.TicketEscalated, who_is_on: WhoIsOn) -> Command | None:
    return commands.Escalate(by=event.by, reason_id=event.reason_id or "")


@_asked.register
def _(event: happened.TicketMerged, who_is_on: WhoIsOn) -> Command | None:
    return commands.Merge(by=event.by, into=event.into)


@_asked.register
def _(event: happened.TicketRated, who_is_on: WhoIsOn) -> Command | None:
    return commands.Rate(by=event.by, score=event.score, comment_id=event.comment_id)


@_asked.register
def _(event: relayed.TicketHandedOver, who_is_on: WhoIsOn) -> Command | None:
    return commands.HandOver(
        by=event.by,
        team=event.team,
        brief_id=event.brief_id or "",
        staffing=who_is_on(event.at),
    )


@_asked.register
def _(event: relayed.HandOverAcknowledged, who_is_on: WhoIsOn) -> Command | None:
    return commands.Acknowledge(by=event.by)


@_asked.register
def _(event: TranslationCorrected, who_is_on: WhoIsOn) -> Command | None:
    return commands.CorrectTranslation(
        by=event.by,
        message_id=event.message_id,
        source=event.source,
        language=event.language,
        text_id=event.text_id,
        engine=event.engine,
    )


@_asked.register
def _(event: AnotherSendAsked, who_is_on: WhoIsOn) -> Command | None:
    return commands.SendAgain(
        by=event.by,
        message_id=event.message_id,
        author=event.author,
        author_id=event.author_id,
        sent_at=event.sent_at,
        language=event.language,
        via=event.via,
    )


@_asked.register
def _(event: AnotherTranslationAsked, who_is_on: WhoIsOn) -> Command | None:
    return commands.TranslateAgain(
        by=event.by,
        message_id=event.message_id,
        source=event.source,
        language=event.language,
        without=event.without,
        able=SOME,
    )
