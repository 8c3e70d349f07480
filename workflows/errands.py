"""What a ticket has under way: one errand of each kind at a time, each a regular activity."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.delivery import DeliveryActivities
    from activities.delivery_request import DeliverRequest
    from activities.fetching import FetchingActivities, FetchRequest
    from activities.intake import IntakeActivities, IntakeRequest, Understanding
    from activities.ledger import LedgerActivities
    from activities.notification import NotificationActivities, NotifyRequest
    from activities.staffing import StaffingActivities
    from activities.translation import TranslateRequest, TranslationActivities
    from domain import errands as wants
    from domain import story as tale
    from domain.events import MessageUnderstood
    from domain.facts import MessageReference
    from domain.languages import conversation_of
    from domain.ledger import Page
    from domain.relay import NotificationWanted
    from domain.story import Story
    from domain.vocabulary import THE_DESK
    from workflows import asking
    from workflows.options import BRIEF, PATIENT, THOUGHTFUL, UNHURRIED, URGENT


@dataclass
class Errand:
    """An activity under way, and what the story is after it."""

    handle: workflow.ActivityHandle[Any]
    ends: Callable[[Story], Story]
    waits: bool = False  # it may be tried for long, and can be cut short


class Errands:
    """Sends activities off and brings their results home into the story.

    Whatever goes first takes along the page that is unwritten, so that an ordinary life needs
    few activities; a page that a person waits for goes alone and at once.
    """

    def __init__(self) -> None:
        self._under_way: dict[str, Errand] = {}
        self._awaited: set[int] = set()
        self._is_cut_short = False

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    @property
    def news(self) -> bool:
        """Whether a result has come that has not been brought home."""
        return any(errand.handle.done() for errand in self._under_way.values())

    def wait_for(self, sequence: int) -> None:
        """Have the entry in that place written at once."""
        self._awaited.add(sequence)

    def is_written(self, sequence: int) -> bool:
        """Whether an entry that was waited for stands in the ledger."""
        return sequence not in self._awaited

    def cut_short(self) -> None:
        """Wait no longer for the next try of anything: once, as the customer is erased."""
        if self._is_cut_short:
            return
        self._is_cut_short = True
        for errand in self._under_way.values():
            if errand.waits:
                errand.handle.cancel()

    def collect(self, story: Story) -> Story:
        """Bring home what is done."""
        for kind in [kind for kind, errand in self._under_way.items() if errand.handle.done()]:
            story = self._under_way.pop(kind).ends(story)
        return story

    def set_off(self, story: Story, *, resting: bool) -> Story:
        """Start what can be started. While `resting`, only what is unwritten is written."""
        if "record" in self._under_way:
            return story
        if not resting and not self._somebody_waits(story):
            story = self._understand(story)
            story = self._deliver(story)
            story = self._fetch(story)
            story = self._notify(story)
            story = self._translate(story)
        return self._record(story) if story.unwritten else story

    def ask_staffing(self) -> None:
        """Look up who is on, unless somebody is looking."""
        if "staffing" in self._under_way:
            return
        handle = workflow.start_activity_method(
            StaffingActivities.look_up_staffing, workflow.now(), **BRIEF
        )
        self._under_way["staffing"] = Errand(
            handle, lambda story: replace(story, staffing=handle.result())
        )

    def _somebody_waits(self, story: Story) -> bool:
        return any(entry.sequence in self._awaited for entry in story.unwritten)

    def _record(self, story: Story) -> Story:
        story, page = tale.page_of(story)
        handle = workflow.start_activity_method(LedgerActivities.record, page, **BRIEF)

        def written(story: Story) -> Story:
            handle.result()
            self._awaited.difference_update(entry.sequence for entry in page.entries)
            return story

        self._under_way["record"] = Errand(handle, written)
        return story

    def _understand(self, story: Story) -> Story:
        if "intake" in self._under_way or not story.ticket.to_understand:
            return story
        message = story.ticket.to_understand[0]
        story, page = _taken_along(story)
        ticket = story.ticket
        request = IntakeRequest(
            page=page,
            message=message,
            opens=ticket.team is None,
            region=ticket.region,
            tier=ticket.tier,
            priority=ticket.priority,
            topic=ticket.topic,
            language=conversation_of(ticket),
            at=workflow.now(),
        )
        handle = workflow.start_activity_method(IntakeActivities.intake, request, **BRIEF)
        self._under_way["intake"] = Errand(
            handle, lambda story: _understood(story, message, handle.result())
        )
        return story

    def _translate(self, story: Story) -> Story:
        wanted = wants.ready_to_translate(story.ticket, workflow.now())
        if "translate" in self._under_way or wanted is None or wanted.target is None:
            return story
        story, page = _taken_along(story)
        story, place = tale.with_place(story)
        request = TranslateRequest(
            page=page,
            ticket_id=story.ticket.id,
            sequence=place,
            message_id=wanted.message_id,
            source=wanted.source,
            target=wanted.target,
            at=workflow.now(),
            another=wanted.another,
            without=wanted.without,
        )
        handle = workflow.start_activity_method(
            TranslationActivities.translate, request, **THOUGHTFUL
        )
        self._under_way["translate"] = Errand(
            handle, lambda story: tale.come_true(story, handle.result())
        )
        return story

    def _deliver(self, story: Story) -> Story:
        wanted = wants.ready_to_deliver(story.ticket, workflow.now())
        if "deliver" in self._under_way or wanted is None:
            return story
        story, page = _taken_along(story)
        story, place = tale.with_place(story)
        self._send(asking.delivery(story, page, wanted, place, workflow.now()))
        return story

    def _send(self, request: DeliverRequest) -> None:
        handle = workflow.start_activity_method(DeliveryActivities.deliver, request, **PATIENT)

        def reported(story: Story) -> Story:
            try:
                return tale.come_true(story, handle.result())
            except ActivityError as error:
                if is_cancelled_exception(error):
                    self._send(request)  # it says honestly what has become of it until then
                    return story
                return _given_up(story, request)

        self._under_way["deliver"] = Errand(handle, reported, waits=True)

    def _fetch(self, story: Story) -> Story:
        if "fetch" in self._under_way or not story.ticket.to_fetch:
            return story
        wanted = story.ticket.to_fetch[0]
        story, page = _taken_along(story)
        story, place = tale.with_place(story)
        self._bring(asking.fetching(story, page, wanted, place, workflow.now()))
        return story

    def _bring(self, request: FetchRequest) -> None:
        handle = workflow.start_activity_method(
            FetchingActivities.fetch_files, request, **UNHURRIED
        )

        def brought(story: Story) -> Story:
            try:
                return tale.come_true(story, handle.result())
            except ActivityError as error:
                if is_cancelled_exception(error):
                    self._bring(request)  # it says honestly what is here by now
                    return story
                given_up = wants.fetching_given_up(request.wanted, workflow.now())
                return tale.failed(_brought_back(story, request.page), given_up, request.sequence)

        self._under_way["fetch"] = Errand(handle, brought, waits=True)

    def _notify(self, story: Story) -> Story:
        """Hand-overs and pages wait in lanes of their own: a slow pager keeps no brief back."""
        for wanted in story.ticket.to_notify:
            lane = wants.lane_of(wanted)
            if lane not in self._under_way:
                story = self._told(story, wanted, lane)
        return story

    def _told(self, story: Story, wanted: NotificationWanted, lane: str) -> Story:
        story, page = _taken_along(story)
        story, place = tale.with_place(story)
        self._tell(asking.notification(story, page, wanted, place, workflow.now()), lane)
        return story

    def _tell(self, request: NotifyRequest, lane: str) -> None:
        handle = (
            workflow.start_activity_method(NotificationActivities.escalate, request, **URGENT)
            if request.wanted.brief_id is None
            else workflow.start_activity_method(NotificationActivities.hand_over, request, **URGENT)
        )

        def reported(story: Story) -> Story:
            try:
                return tale.come_true(story, handle.result())
            except ActivityError as error:
                if is_cancelled_exception(error):
                    self._tell(request, lane)  # what was written by then stands
                    return story
                return _nobody_reached(story, request)

        self._under_way[lane] = Errand(handle, reported, waits=True)


def _taken_along(story: Story) -> tuple[Story, Page | None]:
    return tale.page_of(story) if story.unwritten else (story, None)


def _understood(story: Story, message: MessageReference, found: Understanding) -> Story:
    event = MessageUnderstood(
        at=workflow.now(),
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
    return replace(tale.told(story, event), staffing=found.staffing or story.staffing)


def _given_up(story: Story, request: DeliverRequest) -> Story:
    """A day has passed: the failure is written down, with whatever the errand took along."""
    report = wants.delivery_given_up(request.send.message_id, workflow.now())
    return tale.failed(_brought_back(story, request.page), report, request.send.sequence)


def _nobody_reached(story: Story, request: NotifyRequest) -> Story:
    """Ten minutes have passed: nobody knows who was told, and what follows must not wait."""
    report = wants.telling_given_up(request.wanted, workflow.now())
    return tale.failed(_brought_back(story, request.page), report, request.sequence)


def _brought_back(story: Story, page: Page | None) -> Story:
    """The story with what an errand took along and may not have written."""
    unwritten = page.entries if page else ()
    return replace(story, unwritten=(*unwritten, *story.unwritten))
