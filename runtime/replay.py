"""Replays a ticket's true history with today's code, and hears again what it would have written."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from activities.closing import MergeRequest
from activities.delivery import DeliverRequest
from activities.intake import IntakeRequest
from activities.notification import NotifyRequest
from activities.translation import TranslateRequest
from domain.governing import Stretch, stretches
from domain.ledger import Entry, Page
from domain.stores import Merging
from runtime.sandbox import REPLAY, sandbox
from runtime.temporal_client import workflow_id_of
from workflows.ticket import TicketWorkflow

CARRIES_A_PAGE = (IntakeRequest, TranslateRequest, DeliverRequest, NotifyRequest, MergeRequest)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What today's code wrote when it lived the history again."""

    runs: int
    events: int  # of Temporal's histories
    entries: tuple[Entry, ...]  # of our ledger, in order
    under_way: tuple[int, ...]  # places whose activity had not ended: these may yet be unwritten

    @property
    def policies(self) -> tuple[Stretch, ...]:
        """Whose rules decided: each policy with the entry from which it did."""
        return tuple(stretches(self.entries))


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place in which a ledger and a replay do not agree."""

    sequence: int
    ledger: Entry | None
    replay: Entry | None


async def histories(client: Client, ticket_id: str) -> AsyncIterator[WorkflowHistory]:
    """The history of every run of a ticket's workflow, the first run first."""
    workflow_id = workflow_id_of(ticket_id)
    run_id: str | None = None
    runs: list[WorkflowHistory] = []
    while True:
        history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        runs.append(history)
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = started.continued_execution_run_id
        if not run_id:
            break
    for history in reversed(runs):
        yield history


async def replayed(runs: list[WorkflowHistory], converter: DataConverter) -> Replayed:
    """Live the histories again. Raises what the replayer raises where today's code would not."""
    witness = _Witness()
    replayer = Replayer(
        workflows=[TicketWorkflow],
        data_converter=converter,
        workflow_runner=sandbox(),
        interceptors=[witness],
        build_id=REPLAY,
    )
    for history in runs:
        await replayer.replay_workflow(history)
    return Replayed(
        runs=len(runs),
        events=sum(len(history.events) for history in runs),
        entries=tuple(witness.entries[place] for place in sorted(witness.entries)),
        under_way=tuple(sorted(witness.under_way)),
    )


def first_difference(ledger: list[Entry], replay: Replayed) -> Difference | None:
    """Where they first disagree, or None where every entry is the same in both."""
    written = {entry.sequence: entry for entry in ledger}
    again = {entry.sequence: entry for entry in replay.entries}
    for place in sorted({*written, *again}):
        if place in replay.under_way and place not in written:
            continue
        if written.get(place) != again.get(place):
            return Difference(place, written.get(place), again.get(place))
    return None


class _Witness(Interceptor):
    """Hears every page that a replayed workflow hands to an activity, and every outcome."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self.under_way: set[int] = set()

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        """Two small interceptors, made for this witness."""
        witness = self

        class Outbound(WorkflowOutboundInterceptor):
            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
                handle = super().start_activity(input)
                request = input.args[0]
                witness.sets_off(request)
                handle.add_done_callback(lambda done: witness.ends(request, done))
                return handle

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

        return Inbound

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
        if isinstance(request, TranslateRequest | NotifyRequest):
            place = request.sequence
            self.entries[place] = Entry(request.ticket_id, place, result)


def _page_of(request: Any) -> tuple[Entry, ...]:
    if isinstance(request, Page):
        return request.entries
    if isinstance(request, CARRIES_A_PAGE):
        return request.page.entries if request.page else ()
    return ()
