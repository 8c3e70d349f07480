"""`meridian listen` shows what a customer's system would receive, and only what is genuine."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.web.signature import read_secret, sign
from runtime.accounts import make_callback_secret
from runtime.addresses import free_port
from runtime.clock import SystemClock
from runtime.plain_http import plain_http
from runtime.settings import ROOT
from tests.patience import PATIENCE

BODY = json.dumps(
    {
        "event": "message.created",
        "ticket_id": "eu-1",
        "message": {"conversation_id": "maria", "language": "pt", "text": "Olá!"},
    }
).encode()


@pytest.fixture
async def listener(tmp_path: Path) -> AsyncIterator[tuple[str, bytes, asyncio.StreamReader]]:
    secret = read_secret(make_callback_secret(tmp_path / "keys", "callback-secret"))
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "cli", "listen", "--port", str(port), "--data", str(tmp_path),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"MERIDIAN_KEYS": str(tmp_path / "keys")},
    )  # fmt: skip
    assert process.stdout is not None
    assert b"Listening" in await asyncio.wait_for(
        process.stdout.readline(), PATIENCE.total_seconds()
    )
    yield f"http://127.0.0.1:{port}/", secret, process.stdout
    process.kill()
    await process.wait()


async def test_a_genuine_message_is_shown_and_a_forged_one_is_refused(
    listener: tuple[str, bytes, asyncio.StreamReader],
) -> None:
    url, secret, shown = listener
    now = int(SystemClock().now().timestamp())
    headers = {"webhook-id": "eu-1:6:0", "webhook-timestamp": str(now)}
    async with plain_http() as client:
        genuine = {**headers, "webhook-signature": sign(secret, "eu-1:6:0", now, BODY)}
        assert (await client.post(url, content=BODY, headers=genuine)).status_code == 204
        forged = {
            **headers,
            "webhook-signature": sign(b"another secret" * 3, "eu-1:6:0", now, BODY),
        }
        assert (await client.post(url, content=BODY, headers=forged)).status_code == 401
    lines = [
        (await asyncio.wait_for(shown.readline(), PATIENCE.total_seconds())).decode().strip()
        for _ in range(4)
    ]
    assert lines == ["", "to maria, in pt, eu-1", "Olá!", "refused: not signed by this desk"]
