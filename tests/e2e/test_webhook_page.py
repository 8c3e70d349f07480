"""An application that does as docs/channels/webhook.md says: its own examples, on a whole desk."""

import asyncio
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from runtime.accounts import CALLBACK_KEY_FILE, make_callback_secret
from tests.architecture.tree import ROOT
from tests.channels.receiver import Receiver
from tests.e2e.running import Desk, a_desk
from tests.patience import PATIENCE

PAGE = ROOT / "docs" / "channels" / "webhook.md"


def block(language: str, of: str) -> str:
    """The example of a language that has these words."""
    found = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    [only] = [one for one in found if of in one]
    return str(only)


async def told(program: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """What an example writes."""
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE.total_seconds())
    assert process.returncode == 0, err.decode()
    return out.decode().strip()


@pytest.mark.channel("webhook", "in", "out", "receipt", "edit", "duplicate")
async def test_an_application_that_does_as_the_page_says_is_heard_and_answered(
    tmp_path: Path,
) -> None:
    secret = make_callback_secret(tmp_path / "keys", CALLBACK_KEY_FILE)
    python = tmp_path / "example.py"
    python.write_text(block("python", "def signature"), encoding="utf-8")
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        environment = {"DESK": desk.facts["url"], "SECRET": secret}
        for _ in range(2):  # the second time it is known
            answered = await told("sh", "-c", block("sh", "openssl"), environment=environment)
            assert answered == "200"
        listed = await desk.eventually("/v1/tickets", lambda one: one["items"])
        [ticket] = [one["id"] for one in listed["items"]]
        assert await told(sys.executable, str(python), environment=environment) == "200"
        forged = {**environment, "SECRET": f"whsec_{'A' * 43}="}
        assert await told("sh", "-c", block("sh", "openssl"), environment=forged) == "401"
        path = f"/v1/tickets/{ticket}/messages"
        shown = await desk.eventually(path, lambda one: len(customers(one)) == 2)
        assert customers(shown)[1]["original"]["text"] == "É o pedido 42."
        await is_answered(desk, ticket, environment)


async def is_answered(desk: Desk, ticket: str, environment: Mapping[str, str]) -> None:
    """The application checks the answer as the page says, and tells that it was read."""
    await desk.ask(ticket, "claim")
    await desk.ask(ticket, "replies", text="Your order arrives tomorrow.")

    def from_the_agent() -> list[Any]:
        found = [(one, json.loads(one.body)) for one in desk.receiver.requests]
        return [one for one, body in found if body["message"]["sender"]["kind"] == "agent"]

    await desk.eventually("/v1/tickets", lambda _: from_the_agent())
    [request] = from_the_agent()
    assert json.loads(request.body)["message"]["recipient"] == {"id": "maria"}
    module = the_example(environment)
    assert module.is_from_the_desk(request.headers, request.body)
    assert not module.is_from_the_desk(request.headers, request.body + b" ")
    assert await asyncio.to_thread(module.read_by_the_customer, request.headers) == 200
    await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda one: [m for m in one["items"] if (m.get("delivery") or {}).get("state") == "read"],
    )
    edit = {"id": "app-2", "sender": {"id": "maria"}, "text": "É o pedido 43."}
    event = {"event": "message.edited", "message": edit}
    assert await asyncio.to_thread(module.post, "evt-3", event) == 200
    await desk.eventually(
        f"/v1/tickets/{ticket}/messages",
        lambda one: "É o pedido 43." in json.dumps(customers(one), ensure_ascii=False),
    )


def the_example(environment: Mapping[str, str]) -> Any:
    """The page's Python, as an application imports it."""
    module = ModuleType("example")
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        exec(block("python", "def signature"), module.__dict__)  # noqa: S102 - our own page's
    finally:
        os.environ.clear()
        os.environ.update(before)
    return module


def customers(messages: Any) -> list[Any]:
    return [one for one in messages["items"] if one["direction"] == "in"]
