"""Lives a history that today's code would not live, and says on standard output only `done`."""

import asyncio
import sys

from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from runtime.converter import data_converter
from runtime.leaving import as_program
from runtime.logs import set_up_logs
from runtime.replay import replayed
from runtime.sdk import sdk_tells
from tests.histories.recording import HERE, RELEASE, read


async def main() -> None:
    [run] = read(HERE / RELEASE / "an_ordinary_life.json.gz").runs
    altered = run.to_json().replace('"name": "translate"', '"name": "record"', 1)
    try:
        await replayed([WorkflowHistory.from_json(run.workflow_id, altered)], data_converter)
    except NondeterminismError:
        sys.stdout.write("done\n")


set_up_logs("warning")
if "--left-alone" not in sys.argv:
    sdk_tells()
as_program(lambda: asyncio.run(main()))
