"""The figures of several regions: those that are served here, and those of peers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi import Depends, Request

from api.door import door_of
from api.forwarding import errand
from api.numbers.asking import no_such_region
from api.numbers.shapes import AnalyticsShape, TallyShape
from api.problems import Problem
from api.sight import within
from domain.access import ApiKey, Role
from domain.analytics import Dimension, Group, Progress, Question, Tally
from domain.lists import Filter
from domain.peers import PeerAway
from domain.stores import RegionStores

PATH: Final = "/v1/analytics"
PATIENCE: Final = 5.0  # seconds; figures show what there is rather than wait for a region
OK: Final = 200
AGAIN: Final = "2"  # seconds

log = structlog.get_logger("forwarding")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found, and the regions that did not answer."""

    tallies: Sequence[Tally]
    missing: Sequence[str] = ()


class Regions:
    """All regions whose figures the request may see."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._door = door_of(request)
        self._key: ApiKey = request.state.key

    async def answer(self, question: Question, region: str | None) -> Gathered:
        """What all regions answer, or the one that is named. Raises a Problem."""
        here, there = self._door.regions, self._there()
        if region is not None and region not in {*here, *self._door.peers.regions}:
            raise no_such_region()
        wanted = [one for name, one in here.items() if region in (None, name)]
        asked = [one for one in there if region in (None, one)]
        own = asyncio.gather(*(self._of(stores, question) for stores in wanted))
        theirs = asyncio.gather(*(self._beyond(one, question) for one in asked))
        found = await theirs
        return Gathered(
            [tally for one in (*await own, *(each or () for each in found)) for tally in one],
            [one for one, each in zip(asked, found, strict=True) if each is None],
        )

    def _there(self) -> list[str]:
        """The peers to ask: only agents have work elsewhere, and nothing is passed on twice."""
        if self._key.via is not None or self._key.role is not Role.AGENT:
            return []
        return sorted(self._door.peers.regions)

    async def _of(self, stores: RegionStores, question: Question) -> Sequence[Tally]:
        seen = within(self._key, stores.region, Filter())
        if seen is None:
            return ()
        progress = await stores.figures.keep_up()
        if not progress.is_done:
            raise behind(stores.region, progress)
        return await stores.figures.tallies(
            replace(question, teams=seen.teams, nobodys=seen.nobodys)
        )

    async def _beyond(self, region: str, question: Question) -> Sequence[Tally] | None:
        """What a peer tells; None where it is away, or says what is none."""
        try:
            answer = await self._door.peers.ask(
                region, errand(self._request, self._target(question)), PATIENCE
            )
            told = AnalyticsShape.model_validate_json(answer.body).tallies
            tallies = [_tally(one, question, region) for one in told or ()]
        except PeerAway:
            return None
        except ValueError:  # of pydantic, or of what cannot be of this question
            log.warning("region answers no figures", region=region)
            return None
        return tallies if answer.status == OK and told is not None else None

    def _target(self, question: Question) -> str:
        """The same query with the very instants of the period: a peer has a clock of its own."""
        query = parse_qsl(self._request.scope["query_string"].decode("latin-1"), True)
        kept = [(name, value) for name, value in query if name not in ("since", "before")]
        instants = {"since": question.period.begins, "before": question.period.ends}
        said = [(name, at.isoformat()) for name, at in instants.items()]
        return f"{PATH}?{urlencode([*kept, *said])}"


TheRegions = Annotated[Regions, Depends(Regions)]


def behind(region: str, progress: Progress) -> Problem:
    """The figures are not counted up to now: after an upgrade, or a long time without anybody."""
    return Problem(
        503,
        "figures_behind",
        "The figures are being counted: `counted` of `of` lines of the ledger that `region` names. "
        "Ask again; each time it gets further.",
        headers={"Retry-After": AGAIN},
        facts={"region": region, "counted": progress.counted, "of": progress.of},
    )


def _tally(told: TallyShape, question: Question, region: str) -> Tally:
    """A region's tally of its own tickets. Raises ValueError for any other."""
    place, key = told.place, tuple(told.key)
    if place is not None and not 0 <= place < len(question.periods):
        raise ValueError("no such period")
    if (place is None) is bool(question.periods):
        raise ValueError("by time, or not")
    for one, value in zip(question.by, key, strict=True):
        if one is Dimension.REGION and value != region:
            raise ValueError("a region tells of itself alone")
    return Tally(
        Group(key, place), told.what, told.count, told.valued, told.total, tuple(told.values)
    )
