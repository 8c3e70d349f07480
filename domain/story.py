"""Everything that a ticket's workflow has to remember, and how it grows. Pure and serialisable."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.adoption import terms_of
from domain.arrivals import News, NewsKind, Opening
from domain.changes import apply
from domain.commands import AdoptPolicy, Command, HandOver, Refusal
from domain.decisions import decide
from domain.erasure_events import CustomerErased
from domain.events import (
    Event,
    MessageReceived,
    Outcome,
    TicketAbsorbed,
    TicketOpened,
)
from domain.ledger import Entry, Page, view_of
from domain.message_events import DeliveryReported, MessageDeleted, MessageEdited
from domain.moves import settled
from domain.policy import Policy, StaffingView
from domain.replacing import replace
from domain.ticket import Ticket, opened
from domain.vocabulary import THE_DESK, Actor, ActorKind

REMEMBERED = 512  # ids of messages and commands by which a ticket recognises a repeat


@dataclass(frozen=True)  # without slots: see domain.replacing
class Story:
    """A ticket with its frozen policy, and what has yet to be written of it."""

    ticket: Ticket
    policy: Policy
    sequence: int  # the last place in the ledger that was given away
    staffing: StaffingView = field(default_factory=StaffingView)
    unwritten: tuple[Entry, ...] = ()
    seen: tuple[str, ...] = ()


def begun(ticket_id: str, region: str, opening: Opening, policy: Policy) -> Story:
    """A new ticket's story: its opening, not written yet."""
    event = TicketOpened(
        at=opening.accepted_at,
        by=Actor(ActorKind.CUSTOMER, opening.customer_id),
        because=policy.because("applies to the ticket"),
        region=region,
        region_reason=opening.region_reason,
        channel=opening.channel,
        account=opening.account,
        customer_id=opening.customer_id,
        policy=policy.reference,
        terms=terms_of(policy),
        pause_while=policy.pause_while,
        reopen_within=policy.reopen_within,
        priority=opening.priority,
        tier=opening.tier,
        topic=opening.topic,
        linked=opening.linked,
        country=opening.country,
    )
    ticket = opened(ticket_id, event)
    return Story(ticket, policy, sequence=1, unwritten=(Entry(ticket_id, 1, event),))


def told(story: Story, *events: Event) -> Story:
    """The story after events that have yet to be written, each in the next place."""
    for event in events:
        entry = Entry(story.ticket.id, story.sequence + 1, event)
        story = replace(
            story,
            ticket=apply(story.ticket, event),
            sequence=entry.sequence,
            unwritten=(*story.unwritten, entry),
        )
    return story


def with_place(story: Story) -> tuple[Story, int]:
    """Give the next place away to an outcome that is yet to come."""
    return replace(story, sequence=story.sequence + 1), story.sequence + 1


def come_true(story: Story, outcome: Outcome) -> Story:
    """The story after an outcome that its activity has written in the place it was given."""
    return replace(story, ticket=apply(story.ticket, outcome))


def failed(story: Story, outcome: Outcome, sequence: int) -> Story:
    """The story after an outcome that its activity could not write: somebody else has to."""
    entry = Entry(story.ticket.id, sequence, outcome)
    return replace(come_true(story, outcome), unwritten=(*story.unwritten, entry))


def page_of(story: Story) -> tuple[Story, Page]:
    """Take out all that is unwritten, as one page to be written now."""
    page = Page(story.unwritten, view_of(story.ticket, story.policy))
    return replace(story, unwritten=()), page


def heard(story: Story, news: News, now: datetime) -> Story:
    """The story after news from the inbox; a repeat changes nothing.

    What fell due before the news was accepted comes first, however late the news arrives.
    """
    if news.id in story.seen:
        return story
    story = remembering(overdue(story, news.accepted_at, now), news.id)
    return told(story, _event_of(news, now))


def asked(story: Story, command: Command, now: datetime) -> Story | Refusal:
    """The story after a command, or why it is refused; what fell due before comes first.

    That is settled by the policy that the ticket had, also where the command brings another.
    """
    settled_story = overdue(story, now, now)
    if isinstance(command, HandOver):
        settled_story = replace(settled_story, staffing=command.staffing)
    event = decide(settled_story.ticket, story.policy, command, now)
    if isinstance(event, Refusal):
        return event
    after = told(settled_story, event)
    return replace(after, policy=command.policy) if isinstance(command, AdoptPolicy) else after


def overdue(story: Story, before: datetime, now: datetime) -> Story:
    """The story after all that fell due before an instant, noticed now."""
    _, events = settled(story.ticket, story.policy, before, now)
    return told(story, *events)


def remembering(story: Story, some_id: str) -> Story:
    """The story, recognising an id from now on."""
    return replace(story, seen=(*story.seen, some_id)[-REMEMBERED:])


def _event_of(news: News, now: datetime) -> Event:
    noticed = now if now > news.accepted_at else None
    customer = Actor(ActorKind.CUSTOMER, news.customer_id)
    if news.about is not None:
        return _of_a_message(news, news.about, customer, noticed)
    if news.message is not None:
        return MessageReceived(
            at=news.accepted_at, by=customer, noticed=noticed, message=news.message
        )
    if news.delivery is not None:
        told = news.delivery
        return DeliveryReported(
            at=news.accepted_at,
            by=THE_DESK,
            noticed=noticed,
            message_id=told.message_id,
            state=told.state,
            reason=told.reason,
        )
    if news.kind is NewsKind.ERASED:
        return CustomerErased(at=news.accepted_at, by=THE_DESK, noticed=noticed)
    return TicketAbsorbed(
        at=news.accepted_at, by=THE_DESK, noticed=noticed, ticket_id=news.absorbed_ticket or ""
    )


def _of_a_message(news: News, about: str, by: Actor, noticed: datetime | None) -> Event:
    """What happened to a message that the ticket has: it reads another way, or is gone."""
    at = news.accepted_at
    if news.message is None:
        return MessageDeleted(at=at, by=by, noticed=noticed, message_id=about)
    return MessageEdited(at=at, by=by, noticed=noticed, message_id=about, words=news.message)
