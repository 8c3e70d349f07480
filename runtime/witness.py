"""Hears what a replayed workflow hands to its activities, and sees the state in which it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from temporalio import workflow
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from activities.closing import MergeRequest
from activities.delivery_request import DeliverRequest
from activities.fetching import FetchRequest
from activities.intake import IntakeRequest
from activities.notification import NotifyRequest
from activities.translation import TranslateRequest
from domain.digest import RunState, digest_of
from domain.ledger import Entry, Page
from domain.policy import Policy
from domain.stores import Merging

HAS_A_PLACE = (TranslateRequest, NotifyRequest, FetchRequest)  # that its outcome takes
CARRIES_A_PAGE = (IntakeRequest, DeliverRequest, MergeRequest, *HAS_A_PLACE)


@dataclass(frozen=True, slots=True)
class Life:
    """One run of a ticket's workflow, lived again by today's code."""

    run_id: str
    entries: tuple[Entry, ...]  # of the ledger, in order
    under_way: tuple[int, ...]  # places whose activity had not ended: these may yet be unwritten
    first: int  # the places in the ledger that were this run's to fill
    last: int
    digest: str  # of the state in which it ended, or to which it has come
    policies: tuple[Policy, ...]  # by which it began and by which it ended, as they travelled


class Witness(Interceptor):
    """Of each run that is replayed: every page, every outcome and the story at its end."""

    def __init__(self) -> None:
        self._heard: dict[str, _Heard] = {}

    def life(self, run_id: str) -> Life:
        """What became of a run, once it has been replayed. Raises KeyError for one that was not."""
        return self._heard[run_id].life(run_id)

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        """Two small interceptors, made for this witness."""
        runs = self._heard

        class Outbound(WorkflowOutboundInterceptor):
            def __init__(self, next: WorkflowOutboundInterceptor, heard: _Heard) -> None:
                super().__init__(next)
                self._heard = heard

            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
                handle = super().start_activity(input)
                request, heard = input.args[0], self._heard
                heard.sets_off(request)
                handle.add_done_callback(lambda done: heard.ends(request, done))
                return handle

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                self._heard = _Heard()
                super().init(Outbound(outbound, self._heard))

            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
                runs[workflow.info().run_id] = self._heard
                self._heard.begins(workflow.instance(), input.args[0])
                return await super().execute_workflow(input)

        return Inbound


class _Heard:
    """What is heard of one run."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self.under_way: set[int] = set()
        self.first = 1
        self.instance: Any = None
        self.policy: Policy

    def begins(self, instance: Any, story: Any) -> None:
        """The workflow's own object, whose story is looked at when all is over."""
        self.instance = instance
        self.policy = story.policy
        self.first = story.sequence + 1 - len(story.unwritten)

    def sets_off(self, request: Any) -> None:
        """A page is handed over. A closing one may be refused, so it counts when it has ended."""
        for entry in _page_of(request):
            self.entries[entry.sequence] = entry
            self.under_way.add(entry.sequence)

    def ends(self, request: Any, done: Any) -> None:
        """Its activity ended: what it took is written, and an outcome may have come of it."""
        if done.cancelled() or done.exception() is not None:
            return
        result = done.result()
        refused = result is False or (isinstance(result, Merging) and result is not Merging.DONE)
        for entry in _page_of(request):
            self.under_way.discard(entry.sequence)
            if refused:
                self.entries.pop(entry.sequence, None)
        if isinstance(request, DeliverRequest):
            send = request.send
            self.entries[send.sequence] = Entry(send.ticket_id, send.sequence, result)
        if isinstance(request, HAS_A_PLACE):
            place = request.sequence
            self.entries[place] = Entry(request.ticket_id, place, result)

    def life(self, run_id: str) -> Life:
        """All of it; the story is what the workflow passed on, left behind or has come to."""
        story = self.instance._story
        entries = in_order(self.entries)
        return Life(
            run_id=run_id,
            entries=entries,
            under_way=tuple(sorted(self.under_way)),
            first=self.first,
            last=story.sequence,
            digest=digest_of(RunState(story, entries)),
            policies=(self.policy, story.policy),
        )


def in_order(entries: Mapping[int, Entry]) -> tuple[Entry, ...]:
    """Entries by their places."""
    return tuple(entries[place] for place in sorted(entries))


def _page_of(request: Any) -> tuple[Entry, ...]:
    if isinstance(request, Page):
        return request.entries
    if isinstance(request, CARRIES_A_PAGE):
        return request.page.entries if request.page else ()
    return ()
