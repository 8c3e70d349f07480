"""What a live ticket was given, and when: heard again from its true histories."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from rulebook.enacting.enactment import Done
from runtime.sandbox import REPLAY, sandbox
from workflows.ticket import TicketWorkflow


@dataclass
class Asked:
    """Something that the workflow asked of an activity, and what came of it."""

    at: datetime
    request: Any
    home_at: datetime | None = None
    answer: Any = None
    failed: bool = False


@dataclass(frozen=True)
class Timer:
    """A timer, for which instant it was set, and when the workflow noticed that it rang."""

    until: datetime
    rang_at: datetime | None


@dataclass
class Recording:
    """All that reached a ticket, in the order in which it did."""

    done: list[Done] = field(default_factory=list)
    asked: defaultdict[str, list[Asked]] = field(default_factory=lambda: defaultdict(list))
    timers: list[Timer] = field(default_factory=list)
    began: list[datetime] = field(default_factory=list)  # each run
    last: datetime | None = None  # when it last did anything


async def recorded(histories: Iterable[WorkflowHistory], converter: DataConverter) -> Recording:
    """Live the histories again, and note what they brought."""
    heard = Recording()
    replayer = Replayer(
        workflows=[TicketWorkflow],
        data_converter=converter,
        workflow_runner=sandbox(),
        interceptors=[_Listener(heard)],
        build_id=REPLAY,
        debug_mode=True,  # a busy machine may take seconds for a step that has an end
    )
    for history in histories:
        await replayer.replay_workflow(history)
        heard.timers += _timers(history.events)
        heard.last = max(_turns(history.events).values())
    return heard


class _Listener(Interceptor):
    def __init__(self, heard: Recording) -> None:
        self._heard = heard

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        """Two small interceptors, made for this listener."""
        heard = self._heard

        class Outbound(WorkflowOutboundInterceptor):
            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
                handle = super().start_activity(input)
                asked = Asked(workflow.now(), input.args[0])
                heard.asked[input.activity].append(asked)
                handle.add_done_callback(lambda done: _answered(asked, done))
                return handle

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
                heard.began.append(workflow.now())
                return await super().execute_workflow(input)

            async def handle_signal(self, input: HandleSignalInput) -> None:
                heard.done += [Done(workflow.now(), news) for news in input.args[0]]
                await super().handle_signal(input)

            async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
                heard.done.append(Done(workflow.now(), input.args[0], input.id))
                return await super().handle_update_handler(input)

        return Inbound


def _answered(asked: Asked, done: Any) -> None:
    if done.cancelled():
        return  # the history ends before the answer
    asked.home_at, asked.failed = workflow.now(), done.exception() is not None
    asked.answer = None if asked.failed else done.result()


def _timers(events: Iterable[HistoryEvent]) -> list[Timer]:
    """The timers of a run in the order in which they were set."""
    events = list(events)
    turns = _turns(events)
    fired = {
        event.timer_fired_event_attributes.started_event_id: event.event_id
        for event in events
        if event.HasField("timer_fired_event_attributes")
    }
    found = []
    for event in events:
        if event.HasField("timer_started_event_attributes"):
            facts = event.timer_started_event_attributes
            decided = _event(events, facts.workflow_task_completed_event_id)
            now = turns[decided.workflow_task_completed_event_attributes.started_event_id]
            wait = facts.start_to_fire_timeout.ToNanoseconds()
            rang = fired.get(event.event_id)
            noticed = min((at for turn, at in turns.items() if rang and turn > rang), default=None)
            found.append(Timer(now + timedelta(microseconds=round(wait / 1000)), noticed))
    return found


def _turns(events: Iterable[HistoryEvent]) -> Mapping[int, datetime]:
    """The instants at which the workflow did anything, by the event that began each turn."""
    events = list(events)
    ended = {
        event.workflow_task_completed_event_attributes.started_event_id
        for event in events
        if event.HasField("workflow_task_completed_event_attributes")
    }
    return {event.event_id: _instant(event) for event in events if event.event_id in ended}


def _event(events: list[HistoryEvent], event_id: int) -> HistoryEvent:
    found = events[event_id - 1]
    assert found.event_id == event_id
    return found


def _instant(event: HistoryEvent) -> datetime:
    """As `workflow.now()` reckons it."""
    return datetime.fromtimestamp(event.event_time.ToNanoseconds() / 1e9, UTC)
