"""What the console's own tests say, which run in Node without a browser."""

import asyncio
import os

from tests.e2e.running import ROOT
from tests.patience import PATIENCE


async def test_the_consoles_own_tests_pass() -> None:
    """`npm test`: words, time, queues, and all that needs no page."""
    process = await asyncio.create_subprocess_exec(
        *("sh", str(ROOT / ".venv" / "node"), "npm", "run", "--silent", "test"),
        cwd=ROOT / "console",
        env={**os.environ, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE.total_seconds())
    assert process.returncode == 0, out.decode()
