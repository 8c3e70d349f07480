"""The desk's figures. Each is defined in docs/numbers.md, and here where it is answered."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.authentication import Asker, DoorRoute
from api.door import TheDoor
from api.numbers.answering import answered
from api.numbers.asking import AnalyticsQuery, question
from api.numbers.gathering import TheRegions
from api.numbers.shapes import AnalyticsShape
from api.numbers.spreadsheet import MEDIA_TYPE, written
from api.problems import answers

router = APIRouter(route_class=DoorRoute, tags=["analytics"])


@router.get("/v1/analytics", responses=answers(404))
async def read_analytics(
    asked: Annotated[AnalyticsQuery, Query()], key: Asker, door: TheDoor, regions: TheRegions
) -> AnalyticsShape:
    """What happened in a period: how much, how fast, how well.

    A fact counts in the period of its instant, for the team that had the ticket then (before any
    had it: the first that got it), and as it is true now: what was taken up again is not solved.
    Agents see what their teams did, and at home what no team had; other roles see all. The tickets
    behind a figure are `GET /v1/tickets` with the same query and `counted`.
    """
    wanted = question(asked, door.clock.now())
    found = await regions.answer(wanted, asked.region)
    return answered(asked, wanted, found, for_a_peer=key.via is not None)


@router.get(
    "/v1/analytics.csv",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}, **answers(404)},
)
async def read_analytics_as_csv(
    asked: Annotated[AnalyticsQuery, Query()], key: Asker, door: TheDoor, regions: TheRegions
) -> Response:
    """The same for spreadsheets (RFC 4180, UTF-8 with a byte order mark); no cell is a formula.

    The columns are always the same; what the figures are not grouped by is empty.
    """
    wanted = question(asked, door.clock.now())
    found = await regions.answer(wanted, asked.region)
    return written(answered(asked, wanted, found))
