"""Before a build becomes current, it must live every open ticket again as far as it has come."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from temporalio.client import Client, WorkflowExecution, WorkflowHistory
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer

from runtime.deployments import Deployment, builds
from runtime.doors import CannotStart
from runtime.sandbox import REPLAY, sandbox

OPEN = "ExecutionStatus = 'Running'"
# Temporal sets it, from what the worker says or an operator has overridden.
BEHAVIOUR = SearchAttributeKey.for_keyword("TemporalWorkflowVersioningBehavior")
AHEAD = 8  # histories that are fetched together, so that replaying seldom waits for one

Progress = Callable[[int, int], None]  # how many are replayed, of how many


class WouldNotReplay(CannotStart):
    """A build that would break an open ticket; the sentence names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Break:
    """An open ticket that today's code would not live as it was lived."""

    ticket: str
    why: str


async def first_break(
    client: Client, workflows: Sequence[type], progress: Progress
) -> Break | None:
    """The ticket opened first of those that would not replay; None where all would.

    Only the open run of each counts: Temporal asks for no other again. Those that are pinned to
    their build are left out, as no other build is given them. Raises RPCError.
    """
    runs = await _open_runs(client)
    if not runs:
        return None
    replayer = Replayer(
        workflows=list(workflows),
        data_converter=client.data_converter,
        workflow_runner=sandbox(),
        build_id=REPLAY,
    )
    done = 0
    async with replayer.workflow_replay_iterator(_histories(client, runs)) as replays:
        async for replay in replays:
            if replay.replay_failure is not None:
                again = await replayer.replay_workflow(
                    replay.history, raise_on_replay_failure=False
                )
                # On a machine that is too busy the SDK takes any step for one without end.
                if again.replay_failure is not None:
                    ticket = replay.history.workflow_id.removeprefix("ticket-")
                    return Break(ticket, str(again.replay_failure))
            done += 1
            progress(done, len(runs))
    return None


async def pass_the_gate(
    client: Client,
    deployment: Deployment,
    workflows: Sequence[type],
    progress: Progress = lambda done, of: None,
) -> None:
    """Return at once for the current build, else once all that it would take over replays.

    Raises WouldNotReplay, and RPCError where Temporal is away.
    """
    known = await builds(client, deployment.region)
    if known.current == deployment.build:
        return
    found = await first_break(client, workflows, progress)
    if found is not None:
        raise WouldNotReplay(_sentence(deployment, known.current, found))


def _sentence(deployment: Deployment, current: str | None, found: Break) -> str:
    old = f"build {current}" if current else "the release before"
    why = found.why.split("\n", 1)[0][:200]
    return (
        f"build {deployment.build} cannot take over the open tickets of {deployment.region}: it "
        f"would not live ticket {found.ticket} as {old} did ({why}); let the workers of {old} go "
        "on, and write the change with workflow.patched(), or pin the open tickets to their build "
        "(docs/operate.md, Upgrade)"
    )


async def _open_runs(client: Client) -> list[WorkflowExecution]:
    """Those that another build could be given, the oldest first."""
    runs = [one async for one in client.list_workflows(OPEN) if not _is_pinned(one)]
    return sorted(runs, key=lambda one: (one.start_time, one.id))


def _is_pinned(run: WorkflowExecution) -> bool:
    return run.typed_search_attributes.get(BEHAVIOUR) == "Pinned"


async def _histories(
    client: Client, runs: Sequence[WorkflowExecution]
) -> AsyncIterator[WorkflowHistory]:
    for first in range(0, len(runs), AHEAD):
        some = (_history(client, run) for run in runs[first : first + AHEAD])
        for history in await asyncio.gather(*some):
            if history is not None:
                yield history


async def _history(client: Client, run: WorkflowExecution) -> WorkflowHistory | None:
    """None where the run is no more."""
    handle = client.get_workflow_handle(run.id, run_id=run.run_id)
    try:
        return await handle.fetch_history()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
