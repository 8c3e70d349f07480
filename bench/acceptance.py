"""A thousand customers write at once: how many messages are accepted, how fast, and none is lost.

`python -m bench.acceptance [--customers N] [--messages N] [--writers N] [--pairs N]`. They write
over HTTP to a whole desk as `meridian up` starts it, which works on their tickets meanwhile; when
it has stopped, every 202 is looked for in the databases. Then the storage writer by itself: group
commit beside one transaction a message.
"""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import perf_counter

from bench.customers import Customer, Said, allow_open_files, arrived
from bench.records import rows
from bench.report import Figure, Progress, Report, Sizes, command, quantile, quietly
from bench.writing import writing
from runtime.keys import read_region_key
from storage.keys.sealing import RegionSecrets
from tests.channels.receiver import Receiver
from tests.e2e.running import a_desk

KEPT = """
    SELECT inbox.message_hash, inbox.ticket_id FROM inbox JOIN texts ON texts.id = inbox.id
"""


@dataclass(frozen=True, slots=True)
class Rush:
    """All answers, and how long it took until the last of them."""

    said: Sequence[Said]
    seconds: float

    def report(self, lost: Sequence[str], customers: int) -> Report:
        """How many a second, how slow, and what was lost."""
        accepted = [one for one in self.said if one.accepted]
        late = [one.seconds for one in self.said] or [float("inf")]
        regions = Counter(one.region for one in accepted)
        figures = (
            Figure("accepted", len(accepted), at_least=len(self.said)),
            Figure("of these, lost", len(lost), at_most=0),
            Figure("throughput", len(accepted) / self.seconds, "/s"),
            Figure("answered, p50", 1000 * quantile(late, 0.5), "ms"),
            Figure("answered, p95", 1000 * quantile(late, 0.95), "ms"),
            Figure("answered, last", 1000 * max(late), "ms"),
            *(Figure(f"accepted in {name}", regions[name]) for name in sorted(regions)),
        )
        refused = Counter(one.status for one in self.said if not one.accepted)
        faults = [f"{many} were answered {status}" for status, many in refused.items()]
        title = f"{customers:,} customers write at once, {len(self.said):,} messages"
        return Report(title, figures, [*faults, *lost])


async def rushed(
    customers: Sequence[Customer], messages: int, progress: Progress = quietly
) -> Rush:
    """All write at once, each the next message when the one before was answered."""
    done, of = count(1), messages * len(customers)

    async def write(customer: Customer) -> list[Said]:
        said = []
        for _ in range(messages):
            said.append(await customer.writes())
            progress("answered", next(done), of)
        return said

    began = perf_counter()
    said = await asyncio.gather(*(write(customer) for customer in customers))
    return Rush([one for each in said for one in each], perf_counter() - began)


async def lost(
    data: Path, keys: Path, said: Sequence[Said], environment: Mapping[str, str]
) -> list[str]:
    """Accepted messages that their region does not hold with text, once, in the ticket named."""
    faults: list[str] = []
    for region in sorted({one.region for one in said if one.accepted}):
        secrets = RegionSecrets(region, read_region_key(keys, region, environment).root)
        kept = Counter(await rows(data / region / "region.sqlite", KEPT))
        for one in said:
            if one.accepted and one.region == region:
                name = secrets.keyed_hash("message", "webhook", "sample", one.message_id)
                found = kept[name, one.ticket_id]
                if found != 1:
                    faults.append(f"{one.message_id} is {found} times in {one.ticket_id}")
    return faults


async def over_http(folder: Path, sizes: Sizes, progress: Progress) -> Report:
    """The rush on a whole desk."""
    allow_open_files(sizes["customers"])
    async with (
        Receiver() as receiver,
        a_desk(folder, receiver) as desk,
        AsyncExitStack() as connections,
    ):
        url, key = desk.facts["url"], desk.facts["keys"]["channel"]
        customers = await arrived(connections, url, key, sizes["customers"], progress)
        rush = await rushed(customers, sizes["messages"], progress)
    faults = await lost(folder / "data", folder / "keys", rush.said, os.environ)
    return rush.report(faults, sizes["customers"])


async def acceptance(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """Over HTTP, then at the writer."""
    over = await over_http(folder / "desk", sizes, progress)
    return [over, await writing(folder / "writer", sizes["writers"], sizes["pairs"], progress)]


if __name__ == "__main__":
    usual = {"customers": 1_000, "messages": 3, "writers": 100, "pairs": 5}
    sys.exit(command("bench.acceptance", __doc__, usual, acceptance))
