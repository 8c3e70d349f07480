"""Gives a simulated ticket what the live one was given, if it asks for it at the same instants."""

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.delivery_request import DeliverRequest
from activities.intake import IntakeRequest, Understanding
from domain.errands import delivery_given_up, fetching_given_up, lane_of, telling_given_up
from domain.events import MessageUnderstood
from domain.facts import MessageReference
from domain.ledger import Page
from domain.relay import NotificationWanted
from domain.ticket import DeliveryWanted, FilesWanted, Ticket, TranslationWanted
from domain.vocabulary import THE_DESK
from rulebook.enacting.enactment import Later, Understood
from tests.workflows.simulated.recording import Asked, Recording

NEVER = datetime.max.replace(tzinfo=UTC)
A_HAIR = timedelta(microseconds=2)  # what is lost where lengths of time travel as fractions


class Unlike(Exception):
    """The simulated ticket asks for something that the live one did not ask for then."""


class AsItWas:
    """The surroundings of one ticket, once."""

    def __init__(self, recording: Recording) -> None:
        self._asked = {kind: deque(asked) for kind, asked in recording.asked.items()}
        self._timers = deque(recording.timers)
        self._began = deque(recording.began[1:])
        self._replaced_at_once: datetime | None = None

    def staffing(self, at: datetime, ticket: Ticket) -> Any:
        """The view that the live ticket got."""
        return _home(self._next("look_up_staffing", at))

    def understanding(self, at: datetime, ticket: Ticket, message: MessageReference) -> Any:
        """What intake found."""
        asked = self._next("intake", at)
        request = asked.request
        assert isinstance(request, IntakeRequest)
        _same(at, message, request.message)
        found = asked.answer
        return _home(asked, _understood(at, message, found) if found else None)

    def delivery(self, at: datetime, ticket: Ticket, wanted: DeliveryWanted) -> Any:
        """What the channel reported."""
        asked = self._next("deliver", at)
        assert isinstance(asked.request, DeliverRequest)
        _same(at, wanted, asked.request.wanted)
        if asked.failed and asked.home_at:
            return _home(asked, delivery_given_up(wanted.message_id, asked.home_at))
        return _home(asked)

    def fetching(self, at: datetime, ticket: Ticket, wanted: FilesWanted) -> Any:
        """What came from the platform."""
        asked = self._next("fetch_files", at)
        _same(at, wanted, asked.request.wanted)
        if asked.failed and asked.home_at:
            return _home(asked, fetching_given_up(wanted, asked.home_at))
        return _home(asked)

    def translation(self, at: datetime, ticket: Ticket, wanted: TranslationWanted) -> Any:
        """What the engines made."""
        asked = self._next("translate", at)
        request = asked.request
        _same(at, (wanted.message_id, wanted.target), (request.message_id, request.target))
        return _home(asked)

    def notification(self, at: datetime, ticket: Ticket, wanted: NotificationWanted) -> Any:
        """Who was reached."""
        asked = self._next(lane_of(wanted), at)
        _same(at, wanted, asked.request.wanted)
        if asked.failed and asked.home_at:
            return _home(asked, telling_given_up(wanted, asked.home_at))
        return _home(asked)

    def written(self, at: datetime) -> datetime:
        """When the page stood in the ledger."""
        asked = self._next("record", at)
        assert isinstance(asked.request, Page)
        return asked.home_at or NEVER

    def closing(self, at: datetime) -> Any:
        """What the transaction said."""
        return _home(self._next("close_out", at))

    def merging(self, at: datetime, into: str) -> Any:
        """What the transaction said."""
        return _home(self._next("merge_out", at))

    def woken(self, until: datetime) -> datetime:
        """When the workflow noticed that its timer rang.

        No history has a timer that another replaces in the same turn.
        """
        if not self._timers or abs(self._timers[0].until - until) > A_HAIR:
            self._replaced_at_once = until
            return NEVER
        self._replaced_at_once = None
        return self._timers.popleft().rang_at or NEVER

    def begun_again(self, at: datetime) -> datetime:
        """When the next run began."""
        return self._began.popleft() if self._began else NEVER

    def all_used(self) -> None:
        """Raises Unlike where the live ticket asked for more."""
        left = [f"{kind} at {asked[0].at}" for kind, asked in self._asked.items() if asked]
        left += [f"a timer for {timer.until}" for timer in self._timers]
        if self._replaced_at_once is not None:
            raise Unlike(f"no timer was set for {self._replaced_at_once}")
        if left:
            raise Unlike(f"the simulation never asked for {', '.join(left)}")

    def _next(self, kind: str, at: datetime) -> Asked:
        queue = self._asked.get(kind)
        if not queue:
            raise Unlike(f"{kind} was not asked at {at}")
        asked = queue.popleft()
        _same(at, f"{kind} at {at}", f"{kind} at {asked.at}")
        return asked


def _home(asked: Asked, answer: Any = None) -> Later[Any]:
    return Later(asked.home_at or NEVER, answer if answer is not None else asked.answer)


def _same(at: datetime, simulated: object, live: object) -> None:
    if simulated != live:
        raise Unlike(f"at {at} the simulation has {simulated}, where life had {live}")


def _understood(at: datetime, message: MessageReference, found: Understanding) -> Understood:
    event = MessageUnderstood(
        at=at,
        by=THE_DESK,
        message_id=message.id,
        language=found.language,
        confidence=found.confidence,
        topic=found.topic,
        candidates=found.candidates,
        standby=found.standby,
        reason=found.reason,
        short=found.short,
        wish=found.wish,
        moods=found.moods,
    )
    return Understood(event, found.staffing)
