"""Commands against the real Temporal server: every answer is told apart."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from api.desk import TemporalCommands
from api.door import CommandRefused, TemporalAway, TicketIsClosed, TicketIsUnknown
from domain.commands import Claim, Note, Release, Solve
from domain.vocabulary import Actor, ActorKind
from runtime.addresses import free_port
from runtime.converter import data_converter
from runtime.processes import Child, Supervisor
from runtime.sandbox import sandbox
from runtime.temporal_server import TemporalServer, answers, prepare_namespaces
from tests.api.tiny_ticket import TinyTicket

ANA = Actor(ActorKind.AGENT, "ana")
BRIEFLY = timedelta(seconds=3)


async def client_of(address: str, region: str, *, lazy: bool = True) -> Client:
    return await Client.connect(
        address,
        namespace=f"meridian-{region}",
        data_converter=data_converter,
        lazy=lazy,
    )


@asynccontextmanager
async def tickets(folder: Path) -> AsyncIterator[tuple[str, Client]]:
    """A server with a worker for tiny tickets of the region `eu`."""
    server = TemporalServer(free_port(), folder / "temporal.db", ("eu",))
    child = Child(
        name="temporal",
        command=server.command(),
        environment=dict(os.environ),
        log=folder / "temporal.log",
        ready=partial(answers, server.address),
    )
    async with Supervisor(report=print) as supervisor:
        await supervisor.start(child)
        await prepare_namespaces(server.address, server.regions)
        client = await client_of(server.address, "eu", lazy=False)
        runner = sandbox()
        worker = Worker(client, task_queue="tests", workflows=[TinyTicket], workflow_runner=runner)
        async with worker:
            yield server.address, client


async def test_every_answer_of_temporal_is_told_apart(tmp_path: Path) -> None:
    async with tickets(tmp_path) as (address, client):
        regions = {"eu": client, "na": await client_of(address, "na")}
        commands = TemporalCommands(regions, BRIEFLY)
        await client.start_workflow("TicketWorkflow", id="ticket-eu-1", task_queue="tests")
        assert await commands.send("eu-1", Claim(by=ANA), "c-1") == 1
        assert (
            await commands.send("eu-1", Claim(by=ANA), "c-1") == 1
        )  # the same id: the same answer
        with pytest.raises(CommandRefused) as refused:
            await commands.send("eu-1", Claim(by=ANA), "c-2")
        assert (refused.value.code, refused.value.sentence) == ("already_claimed", "Ana has it.")
        with pytest.raises(TemporalAway):
            await commands.send("eu-1", Release(by=ANA), "c-3")
        with pytest.raises(TicketIsUnknown):
            await commands.send("eu-2", Claim(by=ANA), "c-4")
        with pytest.raises(TicketIsUnknown):
            await commands.send("apac-1", Claim(by=ANA), "c-5")
        with pytest.raises(TemporalAway):
            await commands.send("na-1", Claim(by=ANA), "c-6")  # a namespace that is not there
        left_waiting = asyncio.create_task(commands.send("eu-1", Release(by=ANA), "c-3"))
        await commands.send("eu-1", Solve(by=ANA), "c-7")
        await client.get_workflow_handle("ticket-eu-1").result()
        with pytest.raises(TicketIsClosed):
            await commands.send("eu-1", Claim(by=ANA), "c-8")
        with pytest.raises(TicketIsClosed):
            await left_waiting


@pytest.mark.attack(39)
async def test_a_flood_of_commands_on_one_ticket_is_carried_out(tmp_path: Path) -> None:
    async with tickets(tmp_path) as (_, client):
        commands = TemporalCommands({"eu": client}, timedelta(seconds=20))
        await client.start_workflow("TicketWorkflow", id="ticket-eu-1", task_queue="tests")
        notes = (
            commands.send("eu-1", Note(by=ANA, message_id=f"m-{number}"), f"c-{number}")
            for number in range(40)
        )
        assert sorted(await asyncio.gather(*notes)) == list(range(1, 41))


async def test_without_a_server_temporal_is_away() -> None:
    client = await client_of(f"127.0.0.1:{free_port()}", "eu")
    commands = TemporalCommands({"eu": client}, timedelta(seconds=1))
    with pytest.raises(TemporalAway):
        await commands.send("eu-1", Claim(by=ANA), "c-1")
