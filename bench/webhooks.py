"""Ten thousand webhooks of every channel, a fifth of them twice, in any order: each message once.

`python -m bench.webhooks [--webhooks N] [--people N] [--side-by-side N]`. They are posted over HTTP
to an API in this process, over a real SQLite file for each region of the sample desk. Then every
ticket hears what waits for it, and what each shows is compared with what was said.
"""

import asyncio
import random
import socket
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Final

import httpx

from api.process import server_of
from bench.platforms import ACCOUNT, Brought, Said, brought, opened, posting
from bench.records import rows
from bench.report import Figure, Progress, Report, Sizes, command, quantile, quietly
from channels.kinds import kinds
from channels.web.guarded_http import GuardedHttp
from domain.channels import Channel
from domain.stores import RegionStores
from runtime.homes import home_by
from storage.open import Place, open_region
from tests.api.house import MONDAY, SetClock, make_door, sample
from tests.fakes.commands import StoryCommands
from tests.regions import in_shape

TWICE: Final = 0.2  # of all webhooks
MOST_BROKEN: Final = 5  # connections for one webhook
APART: Final = timedelta(seconds=7)  # between two messages of one person
TICKETS: Final = "SELECT DISTINCT ticket_id FROM inbox"


@dataclass(frozen=True, slots=True)
class Answered:
    """How one webhook was answered."""

    channel: str
    status: int
    seconds: float
    broken: int = 0  # connections before that one


@dataclass(frozen=True, slots=True)
class Heard:
    """The channels' accounts: the port `Ears`."""

    channels: Mapping[tuple[str, str], Channel]

    def of(self, channel: str, account: str) -> Channel | None:
        """As the Protocol says."""
        return self.channels.get((channel, account))

    def largest(self, channel: str) -> int:
        """As the Protocol says."""
        return kinds()[channel].largest_delivery


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the webhooks go: an API that listens, and the regions behind it."""

    url: str
    folder: Path
    regions: Mapping[str, RegionStores]
    commands: StoryCommands


def said(webhooks: int, people: int) -> list[Said]:
    """What people say on all channels, as many messages as are left without the repeats."""
    names, found = posting(), list[Said]()
    for number in range(round(webhooks * (1 - TWICE))):
        turn, who = divmod(number, len(names) * people)
        channel, person = names[who % len(names)], who // len(names)
        found.append(Said(channel, person, turn, MONDAY - timedelta(days=3) + turn * APART))
    return found


def in_any_order(messages: Sequence[Said], webhooks: int, seed: int = 1) -> list[Brought]:
    """The webhooks: each message, some of them again, shuffled."""
    chance = random.Random(seed)
    again = chance.choices(messages, k=webhooks - len(messages))
    coming = [brought(one, MONDAY) for one in (*messages, *again)]
    chance.shuffle(coming)
    return coming


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """All regions of the sample desk, an account of every channel, and an API that listens."""
    desk, clock = sample(), SetClock()
    async with AsyncExitStack() as stack:
        regions = {}
        for name in desk.regions:
            place: Place = in_shape(folder / name)
            key = name.encode().ljust(32, b".")
            regions[name] = (
                await stack.enter_async_context(await open_region(name, place, key))
            ).stores
        http = await stack.enter_async_context(GuardedHttp())
        door, commands, *_ = make_door(regions, clock)
        ears = Heard(opened(clock, http))
        door = replace(door, home_of=home_by(lambda: desk), ears=ears)
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        server = server_of(door)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            yield Stage(url, folder, regions, commands)
        finally:
            server.should_exit = True
            await serving


async def posted(
    stage: Stage, coming: Sequence[Brought], side_by_side: int, progress: Progress = quietly
) -> list[Answered]:
    """Bring all of them, so many at once; how each was answered."""
    left, done = iter(coming), count(1)
    answers: list[Answered] = []

    async def bring(client: httpx.AsyncClient) -> None:
        for one in left:
            answers.append(await _brought(client, one))
            progress("answered", next(done), len(coming))

    # A connection that rests is given up sooner here than there, so that none is closed in use.
    limits = httpx.Limits(keepalive_expiry=1)
    async with httpx.AsyncClient(base_url=stage.url, timeout=60, limits=limits) as client:
        await asyncio.gather(*(bring(client) for _ in range(side_by_side)))
    return answers


async def _brought(client: httpx.AsyncClient, one: Brought) -> Answered:
    """Until it is answered: where a connection breaks, platforms come again."""
    path, tries = f"/v1/channels/{one.said.channel}/{ACCOUNT}", count()
    for broken in tries:
        began = perf_counter()
        try:
            answer = await client.post(path, content=one.body, headers=dict(one.headers))
        except httpx.TransportError:
            if broken == MOST_BROKEN:
                raise
            continue
        taken = perf_counter() - began
        return Answered(one.said.channel, answer.status_code, taken, broken)
    raise AssertionError("counting never ends")


async def shown(stage: Stage) -> list[list[str]]:
    """What each ticket shows once it has heard of everything: the texts, in its order."""
    while any([await one.inbox.waiting() for one in stage.regions.values()]):
        await stage.commands.hear_everything()
    found = []
    for region, stores in stage.regions.items():
        for (ticket,) in await rows(stage.folder / region / "region.sqlite", TICKETS):
            views = [one for one in await stores.views.messages(ticket) if one.direction == "in"]
            texts = await stores.vault.get_many([view.id for view in views])
            found.append([str(texts[view.id].content["text"]).strip() for view in views])
    return found


def faults(messages: Sequence[Said], tickets: Sequence[Sequence[str]]) -> list[str]:
    """What was lost, came twice, or stands in another order than it was said in."""
    found = Counter(text for ticket in tickets for text in ticket)
    expected = {one.text for one in messages}
    wrong = [f"{text} is there {found[text]} times" for text in expected if found[text] != 1]
    wrong += [f"nobody said {text}" for text in found.keys() - expected]
    for ticket in tickets:
        numbers = defaultdict[str, list[int]](list)
        for text in ticket:
            person, _, number = text.rpartition(" ")
            numbers[person].append(int(number))
        wrong += [
            f"{person} is shown in another order"
            for person, order in numbers.items()
            if order != sorted(order)
        ]
    return wrong


def report(answers: Sequence[Answered], wrong: Sequence[str], seconds: float) -> Report:
    """How fast, by channel and beside what its platform waits, and what was wrong."""
    refused = Counter(one.status for one in answers if one.status != 200)
    whole = [one.seconds for one in answers]
    figures = [
        Figure("webhooks", len(answers)),
        Figure("a second", len(answers) / seconds, "/s"),
        Figure("answered, p50", 1000 * quantile(whole, 0.5), "ms"),
        Figure("answered, p99", 1000 * quantile(whole, 0.99), "ms"),
        Figure("connections that broke", sum(one.broken for one in answers)),
        Figure("lost, twice or out of order", len(wrong), at_most=0),
    ]
    for name, kind in kinds().items():
        own = [one.seconds for one in answers if one.channel == name]
        if own:
            most = 1000 * kind.answers_within
            figures.append(Figure(f"{name}, p99", 1000 * quantile(own, 0.99), "ms", at_most=most))
    notes = [f"{many} were answered {status}" for status, many in refused.items()]
    return Report("Webhooks of every channel, in any order", figures, [*notes, *wrong])


async def measured(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    """The whole of it."""
    messages = said(sizes["webhooks"], sizes["people"])
    coming = in_any_order(messages, sizes["webhooks"])
    async with stage(folder) as where:
        began = perf_counter()
        answers = await posted(where, coming, sizes["side-by-side"], progress)
        seconds = perf_counter() - began
        wrong = faults(messages, await shown(where))
    return [report(answers, wrong, seconds)]


if __name__ == "__main__":
    usual = {"webhooks": 10_000, "people": 150, "side-by-side": 16}
    sys.exit(command("bench.webhooks", __doc__, usual, measured))
