"""What the desk answers while Temporal hangs, and while a region's database is held by another."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

from tests.channels.receiver import Receiver
from tests.e2e.databases import held, place_of
from tests.e2e.running import Desk, a_desk
from tests.patience import PATIENCE


async def test_a_part_that_is_away_gets_a_definite_answer_and_loses_nothing(tmp_path: Path) -> None:
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        ticket = (await desk.write("Olá, a minha encomenda ainda não chegou."))["ticket_id"]
        await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["team"])
        await with_temporal_hanging(desk, ticket)
        await with_the_database_held(desk, ticket)


async def with_temporal_hanging(desk: Desk, ticket: str) -> None:
    """Messages are accepted, commands are refused for now, and all goes on afterwards."""
    with stopped(desk, "start-dev"):
        later = await desk.write("Ainda nada?")
        assert later["ticket_id"] == ticket
        opened = await desk.write("Olá, tenho uma pergunta sobre a fatura.", sender="joana")
        ready = await desk.http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
        assert ready.json()["parts"]["temporal"]["state"] == "down"
        refused = await claim(desk, ticket)
        assert refused.status_code == 503
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.json()["code"] == "temporal_away"
    await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda read: sum(one["direction"] == "in" for one in read["items"]) == 2,
    )
    await desk.eventually(f"/v1/tickets/{opened['ticket_id']}", lambda one: one["team"])
    ready = await desk.eventually("/readyz", lambda read: read["status"] == "ready")


async def with_the_database_held(desk: Desk, ticket: str) -> None:
    """Everything that writes is refused for now, and nothing of it is left behind."""
    await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda read: all(one["translations"] for one in read["items"] if one["direction"] == "in"),
    )
    before = await desk.read(f"/v1/tickets/{ticket}/timeline")
    folder = desk.data / "eu"
    with held(folder, place_of(desk.data.parent)):
        refused = await desk.http.post(
            "/v1/messages",
            json={
                "channel": "webhook",
                "message_id": "refused-1",
                "sender": {"id": "maria", "country": "PT"},
                "text": "Olá?",
            },
            headers=desk.key("channel"),
        )
        assert refused.status_code == 503, refused.text
        assert int(refused.headers["Retry-After"]) > 0
    assert await desk.read(f"/v1/tickets/{ticket}/timeline") == before
    accepted = await desk.write("Olá?", message_id="refused-1")
    assert accepted["duplicate"] is False


async def claim(desk: Desk, ticket: str) -> httpx.Response:
    return await desk.http.post(
        f"/v1/tickets/{ticket}/claim",
        json={},
        headers=desk.key("agent"),
        timeout=PATIENCE.total_seconds(),
    )


@contextlib.contextmanager
def stopped(desk: Desk, part: str) -> Iterator[None]:
    """SIGSTOP for a while: the process is there and does not answer."""
    children = psutil.Process(desk.process.pid).children(recursive=True)
    [process] = [child for child in children if part in child.cmdline()]
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)
