"""Enacts a ticket's life without Temporal: what the live workflow would do, in the same order.

This is the loop of `workflows.ticket` over the domain's own functions, with no rule of its own.
The simulator and the backtest stand on it; tests/workflows/test_simulated.py holds it to life.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from domain import errands as wants
from domain import story as tale
from domain.arrivals import News, Opening
from domain.commands import Command, Refusal
from domain.events import TicketClosed, TicketMerged
from domain.ledger import Entry
from domain.moves import AskStaffing, CloseOut, Record, Wait
from domain.policy import Policy
from domain.stores import Merging
from domain.story import Story
from domain.vocabulary import Status
from rulebook.enacting.errands import CameHome, EnactedErrands, LazyTimer
from rulebook.enacting.surroundings import AtOnce, Later, Surroundings, Understood

__all__ = [
    "AtOnce",
    "Done",
    "Enactment",
    "Later",
    "Refused",
    "Scene",
    "Surroundings",
    "Understood",
    "enact",
]

MESSAGES_PER_RUN = 200  # as `workflows.ticket` has it; a test says so
TICKET_CLOSED = Refusal("ticket_closed", "The ticket is closed; a new message opens a linked one.")
TICKET_CLOSING = Refusal("ticket_closing", "The ticket is being closed; look again.")

Answer = TypeVar("Answer")
Waits = Generator[Callable[[], bool], None, None]  # yields what it waits for


@dataclass(frozen=True, slots=True)
class Done:
    """Something that reaches the ticket at an instant: people's doings, or an errand's outcome.

    Of one instant, what people do comes first, in order; outcomes come home after it, together.
    `id` is what the ticket recognises a repeat of a command by; without one it recognises none.
    """

    at: datetime
    what: News | Command | CameHome
    id: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A ticket that is to live, under a policy, with all that is done to it, until an instant.

    It begins with the first thing that is done, in the order of `at`; without any as it opens.
    """

    ticket_id: str
    region: str
    opening: Opening
    policy: Policy
    done: tuple[Done, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that the ticket did not take, and why."""

    done: Done
    why: Refusal


@dataclass(frozen=True, slots=True)
class Enactment:
    """What became of a ticket: its ledger in order, how it stands, and what it refused.

    A place is missing in the ledger whose outcome has not come home.
    """

    entries: tuple[Entry, ...]
    story: Story
    refused: tuple[Refused, ...]


def enact(scene: Scene, surroundings: Surroundings) -> Enactment:
    """Let the ticket live until `scene.until`, that instant included. Pure.

    Raises ValueError where what is done is not in order, or who is on is given as of before.
    """
    if any(one.at > other.at for one, other in zip(scene.done, scene.done[1:], strict=False)):
        raise ValueError("what is done has to be in the order of its instants")
    life = _Life(scene, surroundings)
    at: datetime | None = scene.done[0].at if scene.done else scene.opening.accepted_at
    left = list(reversed(scene.done))
    while at is not None and at <= scene.until:
        now_done: list[Done] = []
        while left and left[-1].at <= at:
            now_done.append(left.pop())
        life.lives(at, now_done)
        coming = (life.next_instant, left[-1].at if left else None)
        at = min((one for one in coming if one is not None), default=None)
    return life.enactment()


class _Life:
    """One life of a ticket; it goes from instant to instant, as a worker's activations do."""

    def __init__(self, scene: Scene, surroundings: Surroundings) -> None:
        self._outside = surroundings
        self._story = tale.begun(scene.ticket_id, scene.region, scene.opening, scene.policy)
        self._errands = EnactedErrands(surroundings)
        self._now = scene.opening.accepted_at
        self._news = False
        self._ending: TicketMerged | TicketClosed | None = None
        self._merge: Done | None = None  # the command that asked for it
        self._messages_before = 0
        self._timer = LazyTimer(surroundings.woken)
        self._answered_at: datetime | None = None  # when what alone is waited for comes
        self._refused: list[Refused] = []
        self._running = self._run()
        self._waits: Callable[[], bool] | None = lambda: True

    @property
    def next_instant(self) -> datetime | None:
        """When something comes by itself."""
        coming = (self._errands.next_home, self._timer.rings_at, self._answered_at)
        return min((at for at in coming if at is not None), default=None)

    def lives(self, now: datetime, done: Sequence[Done]) -> None:
        """One instant: what people do and what comes of it, then what comes home, and of that.

        So Temporal's Python SDK takes an activation: signals and updates before timers and results.
        """
        self._now = now
        for one in done:
            self._takes(one)
        self._goes_on()
        for one in done:
            if isinstance(one.what, CameHome):
                self._errands.comes_home(one.what)
        self._errands.come_home(now)
        self._timer.rings(now)
        if self._answered_at is not None and self._answered_at <= now:
            self._answered_at = None
        self._goes_on()

    def enactment(self) -> Enactment:
        """What became of it so far."""
        entries = self._errands.entries | {one.sequence: one for one in self._story.unwritten}
        in_order = tuple(entries[place] for place in sorted(entries))
        return Enactment(in_order, self._story, tuple(self._refused))

    def _goes_on(self) -> None:
        while self._waits is not None and self._waits():
            self._waits = next(self._running, None)

    def _takes(self, done: Done) -> None:
        if isinstance(done.what, News):
            self._hears(done, done.what)
        elif isinstance(done.what, Command):
            self._is_asked(done, done.what)

    def _hears(self, done: Done, news: News) -> None:
        if self._story.ticket.status is Status.CLOSED:
            self._refuses(done, TICKET_CLOSED)
            return
        self._story = tale.heard(self._story, news, self._now)
        self._news = True

    def _is_asked(self, done: Done, command: Command) -> None:
        if done.id and done.id in self._story.seen:
            return
        if self._ending is not None:
            self._refuses(done, TICKET_CLOSING)
            return
        after = tale.asked(self._story, command, self._now)
        if isinstance(after, Refusal):
            self._refuses(done, after)
            return
        ending = after.unwritten[-1].event
        if isinstance(ending, TicketMerged):
            self._ending, self._merge = ending, done
        else:
            self._story = tale.remembering(after, done.id) if done.id else after
            self._errands.wait_for(after.sequence)
        self._news = True

    def _refuses(self, done: Done, why: Refusal) -> None:
        self._refused.append(Refused(done, why))

    def _run(self) -> Waits:
        while self._story.ticket.status is not Status.CLOSED:
            self._news = False
            self._story = self._errands.collect(self._story, self._now)
            if isinstance(self._ending, TicketMerged):
                yield from self._merge_out(self._ending)
            elif self._may_go_on_afresh():
                yield from self._go_on_afresh()
            else:
                yield from self._act()

    def _act(self) -> Waits:
        story = self._story
        match self._errands.next_move(story, self._now):
            case Record(event):
                self._story = tale.told(story, event)
            case AskStaffing():
                self._errands.ask_staffing(story, self._now)
                yield from self._wait_for_news(None)
            case CloseOut(event):
                yield from self._close_out(event)
            case Wait(until):
                yield from self._wait_for_news(until)

    def _merge_out(self, event: TicketMerged) -> Waits:
        if self._owes_something():
            return (yield from self._pays_what_it_owes())
        before = tale.overdue(self._story, event.at, self._now)
        outcome = yield from self._answered(self._outside.merging(self._now, event.into))
        if outcome is Merging.NEWS_WAITING:
            yield from self._wait_for_news(None)
            return
        self._ending = None
        if outcome is Merging.DONE:
            self._story = self._errands.keep(tale.told(before, event))
        elif self._merge is not None:
            why = f"The ticket cannot go on in {event.into}: {outcome.replace('_', ' ')}."
            self._refuses(self._merge, Refusal(outcome, why))

    def _close_out(self, event: TicketClosed) -> Waits:
        if self._owes_something():
            return (yield from self._pays_what_it_owes())
        after = tale.told(self._story, event)
        self._ending = event
        closed = yield from self._answered(self._outside.closing(self._now))
        self._ending = None
        if closed:
            self._story = self._errands.keep(after)
        else:
            yield from self._wait_for_news(None)

    def _answered(
        self, answer: Answer | Later[Answer]
    ) -> Generator[Callable[[], bool], None, Answer]:
        """Wait for nothing but this answer."""
        if not isinstance(answer, Later):
            return answer
        yield from self._nothing_until(answer.at)
        return answer.what

    def _nothing_until(self, at: datetime) -> Waits:
        if at > self._now:
            self._answered_at = at
            yield lambda: self._answered_at is None

    def _wait_for_news(self, until: datetime | None) -> Waits:
        self._sets_off()
        if until is not None:
            self._timer.wake_at(until)
        yield (
            lambda: self._news or self._errands.news or self._timer.rang or self._may_go_on_afresh()
        )
        if self._timer.rang:
            self._timer.stop()

    def _pays_what_it_owes(self) -> Waits:
        self._sets_off()
        if self._owes_something():  # what is written at once is no news
            yield from self._wait_for_news(wants.held_back_until(self._story.ticket))

    def _sets_off(self) -> None:
        resting = self._ending is None and self._should_go_on_afresh()
        self._story = self._errands.set_off(self._story, self._now, resting=resting)

    def _owes_something(self) -> bool:
        return self._has_loose_ends() or wants.owes_something(self._story.ticket, self._now)

    def _has_loose_ends(self) -> bool:
        return self._errands.busy or bool(self._story.unwritten)

    def _should_go_on_afresh(self) -> bool:
        return self._story.ticket.messages - self._messages_before >= MESSAGES_PER_RUN

    def _may_go_on_afresh(self) -> bool:
        nobody_waits = self._ending is None and not self._errands.is_awaited
        return self._should_go_on_afresh() and not self._has_loose_ends() and nobody_waits

    def _go_on_afresh(self) -> Waits:
        self._messages_before = self._story.ticket.messages
        self._timer.stop()
        yield from self._nothing_until(self._outside.begun_again(self._now))
