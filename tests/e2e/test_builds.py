"""Builds of the ticket's story follow one another: through the gate, and by one rule."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.enums.v1 import VersioningBehavior
from temporalio.api.workflow.v1 import VersioningOverride, WorkflowExecutionOptions
from temporalio.api.workflow.v1 import WorkflowExecutionVersioningInfo as Versioning
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import Client

from domain import commands
from runtime.deployments import Deployment, builds, make_current
from runtime.replay_gate import WouldNotReplay, first_break, pass_the_gate
from runtime.temporal_client import workflow_id_of
from runtime.waiting import until
from tests.e2e.programs.impatient import ImpatientWorkflow
from tests.e2e.scene import Scene, a_scene
from tests.patience import PATIENCE
from tests.workflows.desk import ANA
from workers.registry import WORKFLOWS
from workers.succession import Succession

FIRST, SECOND = Deployment("eu", "build-1"), Deployment("eu", "build-2")
PINNED = Deployment("eu", "build-1", pinned=True)
SOON = timedelta(seconds=1)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path) as found:
        yield found


@contextlib.asynccontextmanager
async def a_build(scene: Scene, deployment: Deployment) -> AsyncIterator[None]:
    """A worker of that build, which is current once the block is entered."""
    async with scene.worker(deployment=deployment.config()):
        await make_current(scene.client, deployment)
        yield


async def versioning(scene: Scene, ticket: str) -> Versioning:
    """Which build a ticket is with."""
    described = await scene.client.get_workflow_handle(workflow_id_of(ticket)).describe()
    return described.raw_description.workflow_execution_info.versioning_info


async def test_a_ticket_of_a_worker_without_a_version_goes_on_with_a_build(scene: Scene) -> None:
    desk = scene.desk
    async with scene.worker():
        ticket = await desk.hears("Olá, onde está a minha encomenda?", "maria")
    await desk.accepts("Está aí alguém?", "maria")  # while no worker runs
    await desk.dispatches()
    await pass_the_gate(scene.client, FIRST, WORKFLOWS)
    async with a_build(scene, FIRST):
        await desk.rests(ticket)
        await desk.asks(ticket, commands.Claim(by=ANA))
        await desk.replies(ticket)
        await desk.rests(ticket)
        assert (await versioning(scene, ticket)).deployment_version.build_id == "build-1"


async def test_only_a_build_that_would_live_the_open_tickets_passes_the_gate(scene: Scene) -> None:
    seen: list[tuple[int, int]] = []
    async with scene.worker():
        first = await scene.desk.opens_ticket()
        await scene.desk.opens_ticket()
    await is_listed(scene, 2)
    await pass_the_gate(scene.client, FIRST, WORKFLOWS, lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]
    with pytest.raises(WouldNotReplay) as refused:
        await pass_the_gate(scene.client, FIRST, [ImpatientWorkflow])
    assert f"would not live ticket {first} as the release before did" in str(refused.value)
    assert "workflow.patched()" in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_nothing_is_replayed_for_the_build_that_is_current(scene: Scene) -> None:
    async with a_build(scene, FIRST):
        await scene.desk.opens_ticket()
        await is_listed(scene, 1)
    await pass_the_gate(scene.client, FIRST, [ImpatientWorkflow])
    with pytest.raises(WouldNotReplay, match="as build build-1 did"):
        await pass_the_gate(scene.client, SECOND, [ImpatientWorkflow])


async def test_open_tickets_move_to_the_next_build(scene: Scene) -> None:
    desk = scene.desk
    async with a_build(scene, FIRST):
        ticket = await desk.opens_ticket()
        run = (await desk.handle(ticket).describe()).run_id
    async with a_build(scene, SECOND):
        await desk.asks(ticket, commands.Claim(by=ANA))
        assert (await versioning(scene, ticket)).deployment_version.build_id == "build-2"
    assert (await desk.handle(ticket).describe()).run_id == run


async def test_a_pinned_ticket_goes_on_in_a_new_run_with_the_next_build(scene: Scene) -> None:
    desk = scene.desk
    async with a_build(scene, PINNED):
        ticket = await desk.opens_ticket()
        run = (await desk.handle(ticket).describe()).run_id
        await is_listed(scene, 1)
        assert await first_break(scene.client, [ImpatientWorkflow], lambda *_: None) is None
        async with a_build(scene, SECOND):
            behaviour = (await versioning(scene, ticket)).behavior
            assert behaviour == VersioningBehavior.VERSIONING_BEHAVIOR_PINNED
            await desk.asks(ticket, commands.Claim(by=ANA))
            await moves(scene, ticket, "build-2")
            await desk.rests(ticket)
            assert (await desk.handle(ticket).describe()).run_id != run
            assert await scene.complaints([ticket]) == []


async def test_a_ticket_that_an_operator_pins_stays_and_does_not_keep_its_build_waiting(
    scene: Scene,
) -> None:
    desk = scene.desk
    async with a_build(scene, FIRST):
        ticket = await desk.opens_ticket()
        await pin(scene, ticket, FIRST)
        await is_listed(scene, 1, "TemporalWorkflowVersioningBehavior = 'Pinned'")
        await pass_the_gate(scene.client, SECOND, [ImpatientWorkflow])
        async with a_build(scene, SECOND):
            for command in (commands.Claim(by=ANA), commands.Release(by=ANA)):
                await desk.asks(ticket, command)
                await desk.rests(ticket)
    runs = [run async for run in scene.client.list_workflows(f"WorkflowId = 'ticket-{ticket}'")]
    assert len(runs) <= 2  # it may look once for a new build, and not again
    described = await versioning(scene, ticket)
    assert described.versioning_override.pinned.version.build_id == "build-1"


async def test_two_workers_of_one_build_that_start_at_once_both_find_it_current(
    scene: Scene,
) -> None:
    one, other = (Succession(scene.client, FIRST, WORKFLOWS) for _ in range(2))
    async with scene.worker():
        await scene.desk.opens_ticket()
    await asyncio.gather(one.prepare(), other.prepare())
    elsewhere = replace(scene, client=await another_client(scene))
    async with (
        scene.worker(deployment=FIRST.config()),
        elsewhere.worker(deployment=FIRST.config()),
    ):
        await asyncio.gather(one.run(), other.run())
        assert (await builds(scene.client, "eu")).current == "build-1"
        await scene.desk.opens_ticket()


async def test_a_build_that_was_replaced_stands_by_until_nobody_works_for_the_new_one(
    scene: Scene,
) -> None:
    desk = scene.desk
    async with a_build(scene, FIRST):
        ticket = await desk.opens_ticket()
    async with a_build(scene, SECOND), scene.worker(deployment=FIRST.config()):
        again = Succession(scene.client, FIRST, [ImpatientWorkflow], look_every=SOON)
        await again.prepare()  # it is not held against a build that stands by what it would break
        standing_by = asyncio.create_task(again.run())
        await desk.asks(ticket, commands.Claim(by=ANA))
        assert (await builds(scene.client, "eu")).current == "build-2"
        assert not standing_by.done()
        standing_by.cancel()
    async with scene.worker(deployment=FIRST.config()):
        alone = Succession(scene.client, FIRST, WORKFLOWS, silent_after=timedelta(0))
        await alone.prepare()
        await alone.run()
        assert (await builds(scene.client, "eu")).current == "build-1"
        await desk.asks(ticket, commands.Release(by=ANA))


async def another_client(scene: Scene) -> Client:
    """One of another process: within one, a client has but one worker of a build."""
    return await Client.connect(
        scene.client.service_client.config.target_host, data_converter=scene.client.data_converter
    )


async def pin(scene: Scene, ticket: str, deployment: Deployment) -> None:
    """As `temporal workflow update-options --versioning-override-behavior pinned` does."""
    version = deployment.config().version
    override = VersioningOverride(
        pinned=VersioningOverride.PinnedOverride(
            behavior=VersioningOverride.PINNED_OVERRIDE_BEHAVIOR_PINNED,
            version=WorkerDeploymentVersion(
                deployment_name=version.deployment_name, build_id=version.build_id
            ),
        )
    )
    request = UpdateWorkflowExecutionOptionsRequest(
        namespace=scene.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=workflow_id_of(ticket)),
        workflow_execution_options=WorkflowExecutionOptions(versioning_override=override),
        update_mask=FieldMask(paths=["versioning_override"]),
    )
    await scene.client.workflow_service.update_workflow_execution_options(request)


async def moves(scene: Scene, ticket: str, build: str) -> None:
    """Have something done until the ticket is with that build.

    Temporal tells a pinned ticket of it with a task, a moment after the build is current.
    """

    async def moved() -> bool:
        await scene.desk.replies(ticket)
        return (await versioning(scene, ticket)).deployment_version.build_id == build

    await until(moved, PATIENCE, f"{ticket} stays with the build that it began with.")


async def is_listed(scene: Scene, count: int, what: str = "ExecutionStatus = 'Running'") -> None:
    """Wait until Temporal lists so many open tickets; it does so a moment after they are opened."""

    async def listed() -> bool:
        found = await scene.client.count_workflows(what)
        return found.count == count

    await until(listed, PATIENCE, f"{count} tickets are not listed.")
