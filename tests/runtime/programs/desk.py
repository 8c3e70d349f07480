"""A supervisor of a Temporal server and a family; prints one line of JSON when all are ready."""

import asyncio
import json
import os
import sys
from functools import partial
from pathlib import Path

from runtime.addresses import free_port
from runtime.processes import Child, Supervisor
from runtime.temporal_server import TemporalServer, answers

PROGRAMS = Path(__file__).parent


async def main(data: Path) -> None:
    server = TemporalServer(port=free_port(), database=data / "temporal.db", regions=("eu",))
    offspring = data / "offspring"

    async def born() -> bool:
        return offspring.exists() and offspring.read_text(encoding="ascii").endswith("\n")

    environment = dict(os.environ)
    temporal = Child(
        name="temporal",
        command=server.command(),
        environment=environment,
        log=data / "temporal.log",
        ready=partial(answers, server.address),
    )
    family = Child(
        name="family",
        command=(sys.executable, str(PROGRAMS / "family.py"), str(offspring)),
        environment=environment,
        log=data / "family.log",
        ready=born,
    )
    async with Supervisor(report=partial(print, file=sys.stderr, flush=True)) as supervisor:
        await supervisor.start(temporal)
        await supervisor.start(family)
        pids = {**supervisor.pids(), "offspring": int(offspring.read_text(encoding="ascii"))}
        sys.stdout.write(json.dumps(pids) + "\n")
        sys.stdout.flush()
        await supervisor.run_until(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
