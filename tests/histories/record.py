"""Records the histories of this release.  python -m tests.histories.record [story …]

A recording that is there already is left alone: histories are never edited (docs/decisions).
"""

import asyncio
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from domain.ledger import Entry
from language.detection import Detector
from rulebook.desk import read_desk
from runtime.converter import data_converter
from runtime.replay import histories, replayed
from runtime.settings import ROOT
from tests.histories.recording import HERE, RELEASE, Recording
from tests.histories.relay_stories import HOURS, RELAY_STORIES
from tests.histories.stories import STORIES, Story
from tests.servers import a_server
from tests.workflows.live import a_live_desk
from tests.workflows.shifts import always_on, working


async def main(wanted: list[str]) -> None:
    """Live each story once, on Temporal's own server."""
    environment = await a_server(data_converter, skipping=True)
    async with environment:
        for name in wanted or STORIES:
            path = HERE / RELEASE / f"{name}.json.gz"
            if path.exists():
                sys.stdout.write(f"{name}: recorded already\n")
                continue
            recording = await record(environment, STORIES[name])
            recording.write(path)
            sys.stdout.write(
                f"{name}: {len(recording.runs)} runs, {len(recording.ledger)} entries\n"
            )


async def record(environment: WorkflowEnvironment, story: Story) -> Recording:
    """Live a story on a desk of its own."""
    with tempfile.TemporaryDirectory() as folder:
        sample = read_desk(ROOT / "desk")
        staffed = working(sample, HOURS) if story in RELAY_STORIES else always_on(sample)
        async with a_live_desk(environment.client, staffed, Detector(), Path(folder)) as live:
            desk = replace(live, environment=environment)
            ticket = await story(desk)
            runs = [history async for history in histories(environment.client, ticket)]
            return await whole(ticket, runs, await desk.stores.ledger.entries(ticket))


async def whole(ticket: str, runs: list[WorkflowHistory], ledger: list[Entry]) -> Recording:
    """A recording with the digest of each run's end, as this release has it."""
    again = await replayed(runs, data_converter)
    return Recording(ticket, runs, ledger, tuple(life.digest for life in again.lives))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
