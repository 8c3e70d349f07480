"""A desk whose people are on just now, whatever the hour at which a test runs."""

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from rulebook.publishing.editions import edition_in
from tests.e2e.running import ROOT, Desk

HOUR: Final = timedelta(hours=1)
# All who work for the team are on by hand; the one shift of its own is days away.
ROSTER: Final = """
team: {team}
zone: UTC
shifts:
  - {{name: another day, days: {far}, hours: "08:00-09:00", agents: [{agents}]}}
overrides:
{added}
"""


async def key_of(desk: Desk, agent: str, *teams: str, region: str = "eu") -> str:
    """A key of that agent, made as an operator makes one."""
    named = [word for team in teams for word in ("--team", team)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "key", "create", "--role", "agent", "--agent", agent),
        *("--region", region, *named, "--data", str(desk.data), "--json"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    return str(json.loads(out)["key"])


async def publish(desk: Desk, changed: Mapping[str, str]) -> None:
    """Publish the sample desk with some files in place of its own."""
    files = dict(edition_in(ROOT / "desk").files)
    body = {"files": files | dict(changed), "why": "a test"}
    answer = await desk.http.post("/v1/desk/versions", json=body, headers=desk.key("ops"))
    assert answer.status_code == 200, answer.text


def roster(team: str, on: Mapping[str, tuple[timedelta, timedelta]]) -> str:
    """A team of which some are on from a time to a time, counted from now."""
    now = datetime.now(UTC)  # noqa: TID251 - the desk under test goes by the real clock
    added = [
        f"  - {{add: {agent}, from: {now + begins:%Y-%m-%dT%H:%M+00:00}, "
        f"until: {now + ends:%Y-%m-%dT%H:%M+00:00}}}"
        for agent, (begins, ends) in on.items()
    ]
    far = f"{now + timedelta(days=3):%A}".lower()
    return ROSTER.format(team=team, far=far, agents=", ".join(on), added="\n".join(added))
