"""A running desk seals what has ended by itself, and replays it for an auditor before and after."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from temporalio.client import Client

from runtime.temporal_client import workflow_id_of
from runtime.temporal_server import namespace_of
from runtime.waiting import until
from tests.channels.receiver import Receiver
from tests.e2e.running import ROOT, Desk, a_desk
from tests.patience import COMES_AGAIN, PATIENCE


async def replayed(desk: Desk, ticket: str) -> Any:
    """What `meridian audit replay` says, typed beside the running desk."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", "audit", "replay", ticket, "--json",
        "--data", str(desk.data), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, _ = await asyncio.wait_for(process.communicate(), PATIENCE.total_seconds())
    assert process.returncode == 0, told
    return json.loads(told)


async def test_a_ticket_replays_while_it_is_open_and_sealed_once_it_has_ended(
    tmp_path: Path,
) -> None:
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        ticket = (await desk.write("Olá, canarytext, onde está?"))["ticket_id"]
        await desk.received(1, ticket)
        await desk.ask(ticket, "claim")
        still_open = await replayed(desk, ticket)
        [run] = still_open["runs"]
        assert (still_open["agrees"], still_open["temporal"]) == (True, "asked")
        assert run["sealed"] is None
        assert (await desk.read(f"/v1/audit/replay/{ticket}", "auditor"))["agrees"] is True

        client = await Client.connect(desk.facts["temporal"], namespace=namespace_of("eu"))
        await client.get_workflow_handle(workflow_id_of(ticket)).terminate()
        path = f"/v1/audit/replay/{ticket}/runs"

        async def is_sealed() -> bool:
            await client.get_schedule_handle("sealing-eu").trigger()
            return bool((await desk.read(path, "auditor"))["items"])

        await until(is_sealed, PATIENCE, "the history was not sealed", every=COMES_AGAIN)
        sealed = await replayed(desk, ticket)
        [run] = sealed["runs"]
        assert sealed["agrees"] is True
        assert run["sealed"]["ended"] == "terminated"
        assert run["sealed"]["digest"] == run["digest"]
        answer = await desk.read(f"/v1/audit/replay/{ticket}", "auditor")
        assert answer["runs"][0]["digest"] == run["digest"]
        assert "canarytext" not in json.dumps([sealed, answer])
