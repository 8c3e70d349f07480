"""The ticket: what is known of one customer's matter at one instant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.adoption_events import FormerStep, KnownStep
from domain.clocks import TargetClock, paused
from domain.events import TicketOpened
from domain.facts import ExpectedWait, MessageReference, RouteCandidate, Term, Via
from domain.policy import PolicyReference
from domain.relay import ActionWanted, Expectation, HandOver, NotificationWanted, Owner, Paging
from domain.vocabulary import LanguageReason, Priority, Status, Target, Tier, Tone

OVER = (Status.SOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class TranslationWanted:
    """A message that somebody will want to read in another language."""

    message_id: str
    source: str
    target: str | None = None  # None until a team is known that will read it
    attempts: int = 0
    not_before: datetime | None = None
    another: bool = False  # a person asked for it, beside the one that stands
    without: tuple[str, ...] = ()  # the engines that answered before


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was said lately, and the languages that it was put into, or could not be."""

    message_id: str
    source: str
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryWanted:
    """A message that is to reach the customer."""

    message_id: str
    author: str  # kind of the author: agent or system
    author_id: str
    sent_at: datetime
    language: str
    template: str | None = None  # a reply that is yet to be rendered
    in_reply_to: str | None = None
    wait: ExpectedWait | None = None  # which the reply says
    via: Via | None = None  # by which its author wants it to go
    not_before: datetime | None = None  # it is held back until then
    prompted: bool = False  # it says that a message has arrived: it keeps no quiet hours


@dataclass(frozen=True, slots=True)
class FilesWanted:
    """Files of a message that are with the platform still."""

    message_id: str
    via: Via


@dataclass(frozen=True)  # without slots: see domain.replacing
class Ticket:
    """One customer's matter. Holds facts and references, never personal text."""

    id: str
    region: str
    channel: str
    account: str
    customer_id: str
    opened_at: datetime
    updated_at: datetime
    policy: PolicyReference
    terms: tuple[Term, ...]
    pause_while: tuple[Status, ...]
    reopen_within: timedelta
    status: Status = Status.NEW
    priority: Priority = Priority.NORMAL
    tier: Tier = Tier.STANDARD
    topic: str | None = None
    language: str = "und"
    team: str | None = None
    reading_language: str | None = None  # the team's first language
    assignee: str | None = None
    version: int = 1
    clocks: tuple[TargetClock, ...] = ()
    linked: tuple[str, ...] = ()
    acknowledged: bool = False
    candidates: tuple[RouteCandidate, ...] = ()
    steps_taken: tuple[str, ...] = ()  # of its policy's ladder
    active_since: datetime | None = None  # when its clocks last stopped or began to run
    held_until: datetime | None = None
    solved_at: datetime | None = None
    answered_at: datetime | None = None  # when a person last answered
    merged_into: str | None = None
    rating: int | None = None
    first_message: str = ""
    last_customer_message: str = ""
    messages: int = 0
    to_understand: tuple[MessageReference, ...] = ()
    to_translate: tuple[TranslationWanted, ...] = ()
    to_deliver: tuple[DeliveryWanted, ...] = ()
    tags: tuple[str, ...] = ()
    answers: int = 0  # that people gave
    notes: int = 0
    waiting_since: datetime | None = None  # the customer, for a person's answer
    silent_since: datetime | None = None  # when the customer last wrote or was told something
    recent: tuple[Said, ...] = ()  # what was said last, for readers to come
    standby: tuple[RouteCandidate, ...] = ()
    held_since: datetime | None = None  # when its team or assignee got it
    acted_at: datetime | None = None  # when its assignee last did something
    handover: HandOver | None = None
    owner: Owner | None = None
    to_act: tuple[ActionWanted, ...] = ()
    hurried_at: datetime | None = None  # nobody was on: the next step is taken at once
    paging: tuple[Paging, ...] = ()
    called_in: tuple[str, ...] = ()  # teams that were told of it, and may look after it
    to_notify: tuple[NotificationWanted, ...] = ()
    notice_owed: bool = False  # the customer is to hear that others took over
    notice_given: bool = False  # and did hear it, in this wait
    expectation: Expectation | None = None
    cycles_of_steps: tuple[tuple[str, int], ...] = ()  # in which a step that comes again was taken
    adopted_at: datetime | None = None  # when it took its policy, if not as it opened
    steps_before: tuple[FormerStep, ...] = ()  # taken in ladders before, and not in this one
    steps_passed: tuple[KnownStep, ...] = ()  # of this one: too late when the ticket took it
    language_reason: LanguageReason | None = None  # what decided in which it is answered
    writes: str = "und"  # the customer: may be another language than the one wished for
    acknowledgement_passed: bool = False  # its policy came too late to acknowledge anything
    moods: tuple[str, ...] = ()  # the first entry of each mood that its messages told of
    moods_to_weigh: tuple[str, ...] = ()  # of them, those heard since the priority was last set
    tone: Tone = Tone.CALM  # in which the desk speaks to the customer
    asks_for_person: bool = False  # the customer, in place of a program
    asked_how_it_was: bool = False  # the customer, after a solution
    farewell_said: bool = False  # they were told that it is closed, and nothing came since
    erased_at: datetime | None = None  # the customer: nobody works on it any more
    to_fetch: tuple[FilesWanted, ...] = ()
    answers_via: Via | None = None  # where the customer wrote last, if not where it began
    automatic: bool = False  # nobody but machines wrote in it

    @property
    def escalation_level(self) -> int:
        """How many steps have been taken; no other policy makes it less."""
        return len(self.steps_before) + len(set(self.steps_taken))

    @property
    def is_paused(self) -> bool:
        """Whether its clocks stand still, and its ladder with them."""
        return self.status in self.pause_while or self.status in OVER

    def clock(self, target: Target) -> TargetClock | None:
        """The clock of a target, or None where the target does not run yet."""
        for clock in self.clocks:
            if clock.target is target:
                return clock
        return None


def opened(ticket_id: str, event: TicketOpened) -> Ticket:
    """A new ticket, as its first event tells it."""
    started = (Target.FIRST_REPLY, Target.SOLVE)
    return Ticket(
        id=ticket_id,
        region=event.region,
        channel=event.channel,
        account=event.account,
        customer_id=event.customer_id,
        opened_at=event.at,
        updated_at=event.at,
        policy=event.policy,
        terms=event.terms,
        pause_while=event.pause_while,
        reopen_within=event.reopen_within,
        priority=event.priority,
        tier=event.tier,
        topic=event.topic,
        linked=event.linked,
        active_since=event.at,
        waiting_since=event.at,
        silent_since=event.at,
        clocks=tuple(_started(term, event) for term in event.terms if term.target in started),
    )


def same_language(one: str, other: str) -> bool:
    """Whether a reader of one understands the other: `pt-BR` and `pt-PT` are one language."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def _started(term: Term, event: TicketOpened) -> TargetClock:
    """A clock as the ticket opens: one that is to pause while a ticket is new burns nothing."""
    clock = TargetClock(term.target, term.budget, started_at=event.at)
    return paused(clock, event.at) if Status.NEW in event.pause_while else clock
