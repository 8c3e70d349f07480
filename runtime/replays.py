"""Replays for whoever asks over HTTP: in a process beside the door, one after the other."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from runtime.crew import Crew
from runtime.examination_facts import Facts
from runtime.examiner import FAILURES, Archive, FactsWorker, Question

MOST_WAITING: Final = 8  # requests of a region; one more is told to come again


class TooManyReplays(Exception):
    """So many wait already that another would wait for minutes."""


class Replays:
    """Examines tickets of the regions whose archives it was given.

    A replay is work for the processor: another process does it, which is started at the first
    request of its region and kept. It has the payloads' keys and the region's database, no more.
    """

    def __init__(self, archives: Mapping[str, Archive], *, processes: int = 1) -> None:
        self._archives = archives
        self._processes = processes
        self._crews: dict[str, Crew[Question, Facts | None]] = {}
        self._turns = {region: asyncio.Lock() for region in archives}
        self._waiting = dict.fromkeys(archives, 0)

    async def facts(self, region: str, ticket_id: str, at: datetime | None) -> Facts | None:
        """All that there is to say of a ticket; None where no run of it is there.

        Raises TooManyReplays, Unavailable, CrewLost, and what the examiner raises where the region
        cannot be read at all.
        """
        if region not in self._archives:
            return None
        if self._waiting[region] >= MOST_WAITING:
            raise TooManyReplays(region)
        self._waiting[region] += 1
        try:
            async with self._turns[region]:
                return await self._asked(region, Question(ticket_id, at))
        finally:
            self._waiting[region] -= 1

    async def close(self) -> None:
        """End the processes."""
        for region in list(self._crews):
            await self._end(region)

    async def _asked(self, region: str, question: Question) -> Facts | None:
        """After whatever goes wrong the next request gets another process."""
        if region not in self._crews:
            make = partial(FactsWorker, self._archives[region])
            crew: Crew[Question, Facts | None] = Crew(self._processes, make, FAILURES)
            self._crews[region] = crew
            await asyncio.to_thread(crew.__enter__)
        crew = self._crews[region]
        well = False
        try:
            [facts] = await asyncio.to_thread(lambda: list(crew.results([question])))
            well = True
        finally:
            if not well:
                await self._end(region)
        return facts

    async def _end(self, region: str) -> None:
        crew = self._crews.pop(region)
        with contextlib.suppress(OSError):  # it is gone already
            await asyncio.to_thread(crew.__exit__, None, None, None)
