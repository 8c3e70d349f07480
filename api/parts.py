"""How each part of the desk does, asked side by side and never for longer than two seconds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.door import PartHealth
from api.trail_health import Trail
from domain.desks import Desks
from domain.meter import Pulse
from domain.ports import Clock
from domain.stores import Unavailable
from rulebook.publishing.current import Current
from runtime.pollers import is_polling, last_polled
from runtime.taking_over import TOLD_FOR
from runtime.temporal_server import answers, namespace_of

PATIENCE: Final = timedelta(seconds=2)  # for each check; whoever asks wants to know soon
WAITED_TOO_LONG: Final = timedelta(seconds=60)  # a message in the inbox, that no ticket heard of
IN_A_ROW: Final = 5  # translations that found their engines away
OF_LATE: Final = timedelta(minutes=15)
TOGETHER: Final = (
    "the region keys lie in the data folder: whoever takes that can read everything; "
    "move them elsewhere and name the place in MERIDIAN_KEYS"
)
NO_WORKER: Final = (
    "no worker asks for work: messages are accepted and wait, and no clock is watched; "
    "start `meridian worker`, or see its log"
)
NO_TEMPORAL: Final = "does not answer; messages wait in the inbox, commands are refused"
UNKNOWN: Final = "unknown while Temporal does not answer"

Check = Callable[[], Awaitable[PartHealth]]


@dataclass(frozen=True, slots=True)
class WatchedRegion:
    """What is asked about one region, and whom."""

    name: str
    pulse: Pulse
    client: Client
    engines: Callable[[], tuple[str, ...]]  # those that may see its texts
    current: Current  # the desk that this process goes by
    desks: Desks
    trail: Trail


class Parts:
    """Asks every part that an API process can know of."""

    def __init__(
        self,
        regions: Mapping[str, WatchedRegion],
        temporal: str,
        *,
        keys_apart: Callable[[], bool],
        clock: Clock,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._clock = clock
        self._patience = patience.total_seconds()
        self._checks: dict[str, tuple[Check, bool]] = {
            "temporal": (partial(_temporal, temporal), False),
            "keys": (partial(_keys, keys_apart), False),
        }
        for name, region in regions.items():
            self._checks[f"database {name}"] = partial(self._database, region), True
            self._checks[f"inbox {name}"] = partial(self._inbox, region), False
            self._checks[f"worker {name}"] = partial(self._worker, region), False
            self._checks[f"translation {name}"] = partial(self._translation, region), False
            self._checks[f"desk {name}"] = partial(self._desk, region), False
            self._checks[f"trail {name}"] = partial(self._trail, region), False

    async def __call__(self) -> Mapping[str, PartHealth]:
        """Each part by its name, `database eu` or `temporal`."""
        found = await asyncio.gather(
            *(self._asked(check, vital=vital) for check, vital in self._checks.values())
        )
        return dict(zip(self._checks, found, strict=True))

    async def _asked(self, check: Check, *, vital: bool) -> PartHealth:
        try:
            async with asyncio.timeout(self._patience):
                return await check()
        except TimeoutError:
            return PartHealth(False, vital, f"no answer within {self._patience:g} s")
        except Unavailable:
            detail = "does not answer; its messages are refused until it does"
            return PartHealth(False, vital, detail if vital else "unknown without the database")

    async def _database(self, region: WatchedRegion) -> PartHealth:
        waiting = (await region.pulse.backlog()).waiting
        return PartHealth(well=True, vital=True, detail=f"{waiting} messages wait to be told")

    async def _inbox(self, region: WatchedRegion) -> PartHealth:
        backlog = await region.pulse.backlog()
        if backlog.oldest is None:
            return PartHealth(well=True, vital=False, detail="nothing waits")
        age = self._clock.now() - backlog.oldest
        seconds = max(age.total_seconds(), 0)
        told = f"{backlog.waiting} messages wait, the oldest for {seconds:.0f} s"
        if age < WAITED_TOO_LONG:
            return PartHealth(well=True, vital=False, detail=told)
        return PartHealth(False, False, f"{told}: no ticket hears of them; see temporal and worker")

    async def _worker(self, region: WatchedRegion) -> PartHealth:
        try:
            last = await last_polled(region.client, region.name)
        except RPCError as error:
            missing = error.status is RPCStatusCode.NOT_FOUND
            namespace = namespace_of(region.name)
            detail = f"Temporal has no namespace {namespace}: run `meridian prepare`"
            return PartHealth(False, False, detail if missing else UNKNOWN)
        except RuntimeError:
            return PartHealth(False, False, UNKNOWN)
        well = is_polling(last, self._clock.now())
        return PartHealth(well, vital=False, detail="" if well else NO_WORKER)

    async def _translation(self, region: WatchedRegion) -> PartHealth:
        """The engines work in the workers; what they did stands in the ledger for all to see."""
        latest = await region.pulse.latest_translations(IN_A_ROW)
        since = self._clock.now() - OF_LATE
        failing = [one for one in latest if one.retry and one.at >= since]
        named = ", ".join(region.engines()) or "none"
        if len(failing) < IN_A_ROW:
            return PartHealth(well=True, vital=False, detail=f"engines: {named}")
        detail = f"the last {IN_A_ROW} texts found no engine that answers (engines: {named})"
        return PartHealth(False, False, f"{detail}; they go out untranslated, and marked so")

    async def _trail(self, region: WatchedRegion) -> PartHealth:
        """Whether it is signed, and not shorter than what was signed of it."""
        fault = await region.trail.fault(self._clock)
        return PartHealth(well=fault is None, vital=False, detail=fault or "signed")

    async def _desk(self, region: WatchedRegion) -> PartHealth:
        """Which desk is in force, and whether every process goes by it. Secrets are not named."""
        newest = await region.desks.newest()
        number = region.current.standing.published.number
        notes = await region.desks.left_behind(self._clock.now() - TOLD_FOR)
        left = [one.process for one in notes if newest and one.number == newest.number]
        if not left or newest is None:
            return PartHealth(well=True, vital=False, detail=f"desk {number}")
        kinds = " and ".join(sorted({name.partition(" ")[0] for name in left}))
        detail = f"desk {newest.number} is published, and the {kinds} cannot work by it"
        return PartHealth(False, False, f"{detail}: the one before holds there; see its log")


async def _temporal(address: str) -> PartHealth:
    try:
        well = await answers(address)
    except (RPCError, RuntimeError):
        well = False
    return PartHealth(well=well, vital=False, detail="" if well else NO_TEMPORAL)


async def _keys(apart: Callable[[], bool]) -> PartHealth:
    well = await asyncio.to_thread(apart)
    return PartHealth(well=well, vital=False, detail="" if well else TOGETHER)
