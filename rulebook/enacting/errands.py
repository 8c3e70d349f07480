"""What an enacted ticket has under way, as `workflows.errands` has it of a live one. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import errands as wants
from domain import story as tale
from domain.events import MessageTranslated, MessageUnderstood, Outcome
from domain.ledger import Entry
from domain.message_events import DeliveryReported, FilesFetched
from domain.moves import Move
from domain.policy import StaffingView
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.replacing import replace
from domain.story import Story
from rulebook.enacting.rest import EnactedRest
from rulebook.enacting.surroundings import Later, Surroundings, Understood

CameHome = MessageUnderstood | Outcome
Ends = Callable[[Story, Any, datetime], Story]  # the story after an answer that is home


@dataclass(slots=True)
class _Errand:
    """Something under way, when its answer comes home, and what the story is after it."""

    about: str  # the message or the notification
    answer: Any
    home_at: datetime | None  # None: it stands among what is done
    ends: Ends
    is_home: bool = False


class EnactedErrands:
    """Sets off what a ticket waits for and brings the answers home, in the workflow's order."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._outside = surroundings
        self._under_way: dict[str, _Errand] = {}
        self._awaited: set[int] = set()
        self.entries: dict[int, Entry] = {}  # what was handed to the ledger, by place
        self._outcomes = 0  # that are home, but for those after which something is tried again
        self._rest = EnactedRest()

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    @property
    def news(self) -> bool:
        """Whether an answer has come home that the story does not know yet."""
        return bool(self._under_way) and any(one.is_home for one in self._under_way.values())

    @property
    def next_home(self) -> datetime | None:
        """When the next answer comes home by itself."""
        coming = (one.home_at for one in self._under_way.values() if not one.is_home)
        return min((at for at in coming if at is not None), default=None)

    @property
    def is_awaited(self) -> bool:
        """Whether a person waits for something to be written."""
        return bool(self._awaited)

    def next_move(self, story: Story, now: datetime) -> Move:
        """What the desk does now; outcomes that came home are no reason to decide it again."""
        return self._rest.next_move(story, self._outcomes, now)

    def wait_for(self, sequence: int) -> None:
        """Have the entry in that place written at once."""
        self._awaited.add(sequence)

    def comes_home(self, event: CameHome) -> None:
        """An outcome that the outside gave; nothing, where it answers nothing that is under way."""
        kind, about = _kind_and_subject(event)
        errand = self._under_way.get(kind)
        if errand is not None and errand.home_at is None and errand.about == about:
            errand.answer, errand.is_home = event, True

    def come_home(self, now: datetime) -> None:
        """Everything that is home by an instant."""
        for errand in self._under_way.values():
            if errand.home_at is not None and errand.home_at <= now:
                errand.is_home = True

    def collect(self, story: Story, now: datetime) -> Story:
        """Bring home what is done."""
        for kind in [kind for kind, errand in self._under_way.items() if errand.is_home]:
            errand = self._under_way.pop(kind)
            story = errand.ends(story, errand.answer, now)
        return story

    def set_off(self, story: Story, now: datetime, *, resting: bool) -> Story:
        """Start what can be started. While `resting`, only what is unwritten is written."""
        if "record" in self._under_way:
            return story
        if self._somebody_waits(story):
            story = self._record(story, now)
            if "record" in self._under_way:
                return story
        if not resting:
            story = self._understand(story, now)
            story = self._deliver(story, now)
            story = self._fetch(story, now)
            story = self._notify(story, now)
            story = self._translate(story, now)
        return self._record(story, now) if story.unwritten else story

    def ask_staffing(self, story: Story, now: datetime) -> None:
        """Look up who is on, unless somebody is looking. Raises ValueError for a stale answer."""
        if "staffing" in self._under_way:
            return
        answer = self._outside.staffing(now, story.ticket)
        if not isinstance(answer, Later) and not answer.is_fresh(now):
            raise ValueError(f"who is on at {now} was given as of before")
        self._start("staffing", "", answer, now, _seen)

    def keep(self, story: Story) -> Story:
        """Hand all that is unwritten to the ledger, as a live ticket does with a page."""
        if not story.unwritten:
            return story
        self.entries.update((entry.sequence, entry) for entry in story.unwritten)
        return replace(story, unwritten=())

    def _somebody_waits(self, story: Story) -> bool:
        return bool(self._awaited) and any(
            entry.sequence in self._awaited for entry in story.unwritten
        )

    def _start(self, kind: str, about: str, answer: Any, now: datetime, ends: Ends) -> None:
        if isinstance(answer, Later):
            is_home = answer.at <= now
            self._under_way[kind] = _Errand(about, answer.what, answer.at, ends, is_home)
        else:
            home_at = None if answer is None else now
            self._under_way[kind] = _Errand(about, answer, home_at, ends, answer is not None)

    def _record(self, story: Story, now: datetime) -> Story:
        places = [entry.sequence for entry in story.unwritten]

        def written(story: Story, _: bool, __: datetime) -> Story:
            self._awaited.difference_update(places)
            return story

        story, at = self.keep(story), self._outside.written(now)
        if at <= now:
            return written(story, True, now)
        self._start("record", "", Later(at, True), now, written)
        return story

    def _understand(self, story: Story, now: datetime) -> Story:
        if "intake" in self._under_way or not story.ticket.to_understand:
            return story
        message = story.ticket.to_understand[0]
        answer = self._outside.understanding(now, story.ticket, message)
        self._start("intake", message.id, answer, now, _understood)
        return self.keep(story)

    def _deliver(self, story: Story, now: datetime) -> Story:
        wanted = wants.ready_to_deliver(story.ticket, now)
        if "deliver" in self._under_way or wanted is None:
            return story
        answer = self._outside.delivery(now, story.ticket, wanted)
        return self._outcome("deliver", wanted.message_id, answer, story, now)

    def _fetch(self, story: Story, now: datetime) -> Story:
        if "fetch" in self._under_way or not story.ticket.to_fetch:
            return story
        wanted = story.ticket.to_fetch[0]
        answer = self._outside.fetching(now, story.ticket, wanted)
        return self._outcome("fetch", wanted.message_id, answer, story, now)

    def _translate(self, story: Story, now: datetime) -> Story:
        wanted = wants.ready_to_translate(story.ticket, now)
        if "translate" in self._under_way or wanted is None:
            return story
        answer = self._outside.translation(now, story.ticket, wanted)
        return self._outcome("translate", wanted.message_id, answer, story, now)

    def _notify(self, story: Story, now: datetime) -> Story:
        for wanted in story.ticket.to_notify:
            if wants.lane_of(wanted) not in self._under_way:
                story = self._told(story, wanted, now)
        return story

    def _told(self, story: Story, wanted: NotificationWanted, now: datetime) -> Story:
        answer = self._outside.notification(now, story.ticket, wanted)
        return self._outcome(wants.lane_of(wanted), wanted.id, answer, story, now)

    def _outcome(self, kind: str, about: str, answer: Any, story: Story, now: datetime) -> Story:
        """An errand whose outcome keeps the place that it is given now."""
        brought = story.unwritten
        story, place = tale.with_place(self.keep(story))

        def reported(story: Story, outcome: Outcome, _: datetime) -> Story:
            self.entries[place] = Entry(story.ticket.id, place, outcome)
            self._outcomes += not _comes_again(outcome)
            if not _was_given_up(outcome):
                return tale.come_true(story, outcome)
            # Its activity wrote nothing, so that somebody else has to, with what it brought along.
            story = replace(story, unwritten=(*brought, *story.unwritten))
            return tale.failed(story, outcome, place)

        self._start(kind, about, answer, now, reported)
        return story


class LazyTimer:
    """The one timer of a ticket: only an earlier instant replaces the one that it is set for."""

    def __init__(self, woken: Callable[[datetime], datetime]) -> None:
        self._woken = woken
        self._set_for: datetime | None = None
        self.rings_at: datetime | None = None
        self.rang = False

    def wake_at(self, until: datetime) -> None:
        """Ring at an instant, or before where it is set for an earlier one."""
        if self._set_for is None or self._set_for > until:
            self._set_for, self.rings_at, self.rang = until, self._woken(until), False

    def rings(self, now: datetime) -> None:
        """Ring, if it is time."""
        if self.rings_at is not None and self.rings_at <= now:
            self.rings_at, self.rang = None, True

    def stop(self) -> None:
        """It is set for nothing."""
        self._set_for, self.rings_at, self.rang = None, None, False


def _seen(story: Story, staffing: StaffingView, _: datetime) -> Story:
    return replace(story, staffing=staffing)


def _understood(story: Story, found: Understood | MessageUnderstood, now: datetime) -> Story:
    if isinstance(found, MessageUnderstood):
        found = Understood(found)
    after = tale.told(story, replace(found.event, at=now))
    return replace(after, staffing=found.staffing or story.staffing)


def _kind_and_subject(event: CameHome) -> tuple[str, str]:
    match event:
        case MessageUnderstood(message_id=message):
            return "intake", message
        case DeliveryReported(message_id=message):
            return "deliver", message
        case MessageTranslated(message_id=message):
            return "translate", message
        case NotificationReported(notification_id=notification):
            return wants.lane_of(event), notification
        case FilesFetched(message_id=message):
            return "fetch", message


def _comes_again(outcome: Outcome) -> bool:
    """Whether something is to be tried once more later, so that the ticket wakes for it."""
    match outcome:
        case MessageTranslated(retry=again):
            return again
        case DeliveryReported(again_at=until):
            return until is not None
        case NotificationReported() | FilesFetched():
            return False


def _was_given_up(outcome: Outcome) -> bool:
    match outcome:
        case DeliveryReported(reason=reason):
            return reason == wants.GIVEN_UP
        case NotificationReported(reached=reached):
            return any(one.reason == wants.GIVEN_UP for one in reached)
        case FilesFetched(failed=reasons):
            return wants.GIVEN_UP in reasons
        case MessageTranslated():
            return False
