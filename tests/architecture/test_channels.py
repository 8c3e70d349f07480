"""Adding a channel is one file and its page: done in a copy of the tree, on a whole desk."""

import ast
import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from runtime.plain_http import plain_http
from runtime.waiting import until
from tests.architecture.tree import ROOT, files, packages
from tests.channels.receiver import Receiver, Says
from tests.patience import PATIENCE

FILE = "channels/platforms/pigeon.py"
PAGE = "docs/channels/pigeon.md"
WALK = ROOT / "docs" / "add-a-channel.md"
SIGNING, TOKEN = "what the loft signs with", "what the loft is shown"
ACCOUNT = """accounts:
  - channel: pigeon
    account: loft
    region: eu
    loopback: true
    settings: {{api: "{api}"}}
    secrets:
      signing: {{file: pigeon-signing}}
      token: {{file: pigeon-token}}
"""
# The families that several files of channels/platforms/ share, and where platforms may be named.
FAMILIES = ("channels/platforms/", "channels/meta/", "channels/line/", "channels/telegram/")
OF_A_PLATFORM = (*FAMILIES, "channels/mail/")
NAMES = re.compile(
    r"\b(whatsapp|messenger|instagram|facebook|telegram|mailgun|wechat|zalo|viber)\b", re.IGNORECASE
)
ELSEWHERE: Mapping[str, str] = {  # file: why a platform is named in it
    "domain/masking.py": "a word in customers' texts after which a telephone number may stand",
    "rulebook/schemas/culture.py": "an example of what operations write about a country",
}


@dataclass(frozen=True)
class Copy:
    """A copy of the tree, with the channel of the walk in it."""

    folder: Path
    before: Mapping[str, str]  # a digest of every file that was copied

    async def meridian(self, *arguments: str) -> tuple[int, str]:
        """A command of the copy: how it ended, and what it wrote."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cli", *arguments),
            cwd=self.folder,
            env={**os.environ, "MERIDIAN_KEYS": str(self.keys)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await asyncio.wait_for(process.communicate(), PATIENCE.total_seconds())
        assert process.returncode is not None
        return process.returncode, out.decode()

    @property
    def keys(self) -> Path:
        """Where its secrets lie, outside of it."""
        return self.folder.parent / "keys"

    def changed(self) -> set[str]:
        """The files that are not as they were copied, without what operations edit."""
        now = contents(self.folder)
        names = (name for name in {*now, *self.before} if now.get(name) != self.before.get(name))
        return {name for name in names if not name.startswith("desk/")}


def contents(folder: Path) -> dict[str, str]:
    """A digest of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(folder)
    }


def walk() -> str:
    """The file that the walk writes."""
    [found] = re.findall(r"```python\n(.*?)```", WALK.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    folder = tmp_path / "copy"
    for path in files(ROOT):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    made = Copy(folder, contents(folder))
    (folder / FILE).write_text(walk(), encoding="utf-8")
    (folder / PAGE).write_text("# Pigeon\n", encoding="utf-8")
    made.keys.mkdir()
    (made.keys / "pigeon-signing").write_text(SIGNING)
    (made.keys / "pigeon-token").write_text(TOKEN)
    return made


@contextlib.asynccontextmanager
async def desk_of(copy: Copy) -> AsyncIterator[tuple[dict[str, Any], httpx.AsyncClient]]:
    """`meridian up` of the copy."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "up", "--json", "--port", "0"),
        *("--data", str(copy.folder.parent / "data"), "--keys", str(copy.keys)),
        cwd=copy.folder,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE.total_seconds())
        assert line, f"meridian up ended with {await process.wait()}"
        facts = json.loads(line)
        async with plain_http(facts["url"], seconds=30) as http:
            yield facts, http
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), PATIENCE.total_seconds())


async def test_a_channel_of_one_file_is_listed_checked_heard_and_answered(copy: Copy) -> None:
    assert copy.changed() == {FILE, PAGE}
    async with Receiver() as loft:
        accounts = ACCOUNT.format(api=f"http://127.0.0.1:{loft.port}")
        (copy.folder / "desk" / "channels.yaml").write_text(accounts, encoding="utf-8")
        code, listed = await copy.meridian("channel", "list", "--desk", "desk")
        assert code == 0, listed
        assert "pigeon/loft  eu      pigeon        /v1/channels/pigeon/loft" in listed
        code, checked = await copy.meridian("channel", "check", "--desk", "desk")
        assert (code, checked.splitlines()[0]) == (0, "pigeon/loft: all is well"), checked
        assert "ok   platform: it cannot be asked" in checked
        code, told = await copy.meridian("desk", "check", "desk")
        assert code == 0, told
        await is_heard_and_answered(copy, loft)
    (copy.keys / "pigeon-token").unlink()
    code, checked = await copy.meridian("channel", "check", "--desk", "desk")
    assert code == 1
    assert "TODO secret token: the secret pigeon-token is not in the file" in checked
    assert copy.changed() == {FILE, PAGE}


async def is_heard_and_answered(copy: Copy, loft: Receiver) -> None:
    body = json.dumps({"id": 1, "from": "maria", "text": "Olá, onde está a encomenda?"}).encode()
    signature = hmac.digest(SIGNING.encode(), body, hashlib.sha256).hex()
    loft.then(Says(200, body=b"taken"), *(Says(200, body=b'{"id": "p-1"}') for _ in range(8)))
    async with desk_of(copy) as (facts, http):
        path = "/v1/channels/pigeon/loft"
        for given, answered in (("wrong", 401), (signature, 200), (signature, 200)):
            headers = {"x-pigeon-signature": given}
            assert (await http.post(path, content=body, headers=headers)).status_code == answered
        agent = {"Authorization": f"Bearer {facts['keys']['agent']}"}

        async def tickets() -> list[Any]:
            listed = (await http.get("/v1/tickets", headers=agent)).json()
            return list(listed["items"])

        async def opened() -> bool:
            return bool(await tickets())

        await until(opened, PATIENCE, "no ticket was opened.")
        [ticket] = await tickets()
        assert (ticket["channel"], ticket["region"]) == ("pigeon", "eu")
        for command, said in (("claim", {}), ("replies", {"text": "It comes tomorrow."})):
            address = f"/v1/tickets/{ticket['id']}/{command}"
            assert (await http.post(address, json=said, headers=agent)).status_code == 200

        async def answered_by_a_person() -> bool:
            return any(
                "amanh" in one.body.decode() or b"tomorrow" in one.body for one in loft.requests
            )

        await until(answered_by_a_person, PATIENCE, "nothing reached the loft.")
    request = loft.requests[-1]
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(request.body)["to"] == "maria"


def test_a_platform_is_named_in_its_own_files_alone() -> None:
    """In no other file, and no excuse is kept that nothing needs any more."""
    named = {
        path.relative_to(ROOT).as_posix()
        for path in files(ROOT, ".py")
        if path.relative_to(ROOT).parts[0] in packages()
        and NAMES.search(path.read_text(encoding="utf-8"))
    }
    assert {name for name in named if not name.startswith(OF_A_PLATFORM)} == set(ELSEWHERE)


def test_nobody_asks_which_channel_it_is() -> None:
    """What differs between platforms stands in their `Limits`, or is an ability of their class."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files(ROOT, ".py")
        if path.relative_to(ROOT).parts[0] in packages()
        and asks_which_channel(path.read_text(encoding="utf-8"))
    }
    assert {name for name in found if not name.startswith(OF_A_PLATFORM)} == set()


@pytest.mark.parametrize(
    "planted",
    [
        "if send.channel != MAIL: pass",
        "if 'email' == channel: pass",
        "if via.channel in ('email', 'chat'): pass",
        "match send.channel:\n case 'email': pass",
    ],
)
def test_who_asks_which_channel_it_is_is_found(planted: str) -> None:
    assert asks_which_channel(planted)


@pytest.mark.parametrize("usual", ["if one.channel == other.channel: pass", "channel in listed"])
def test_who_compares_two_channels_asks_nothing(usual: str) -> None:
    assert not asks_which_channel(usual)


def asks_which_channel(source: str) -> bool:
    """Whether something called `channel` is compared with a name that stands in the code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(_is_channel, sides)) and any(map(_is_written_out, sides)):
                return True
        if isinstance(node, ast.Match) and _is_channel(node.subject):
            return True
    return False


def _is_channel(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "channel"


def _is_written_out(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(map(_is_written_out, node.elts))
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Name) and node.id.isupper()


def test_only_its_own_files_import_a_platform() -> None:
    """Who wants a channel asks `channels.kinds`; mail is a service of its own, for pagers, too."""
    imported = re.compile(
        r"^\s*(?:from|import) channels\.(?:platforms|meta|line|telegram)\b", re.MULTILINE
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for path in files(ROOT, ".py")
        if path.relative_to(ROOT).parts[0] in packages()
        and imported.search(path.read_text(encoding="utf-8"))
    }
    assert {name for name in found if not name.startswith(FAMILIES)} == set()
