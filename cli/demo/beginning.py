"""When the story begins: on an evening from which on everybody is on duty at their cue."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final

from cli.demo.people import (
    AMIHAN,
    ANA,
    ARJUN,
    BEATRIZ,
    INES,
    JOAO,
    LISBON,
    MAYA,
    NIAMH,
)
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing
from runtime.doors import CannotStart

TUESDAY: Final = 1
TEN_TO_MIDNIGHT: Final = time(23, 50)
WEEKS: Final = 52

Cue = tuple[datetime, str, str | None, bool]  # when, which team, who of it (None: all), on or off


def next_evening(now: datetime, desk: Desk) -> datetime:
    """Ten to midnight in Lisbon on the first coming Tuesday that fits the rosters and holidays.

    Raises CannotStart where the desk's rosters have no such week within a year.
    """
    staffing = DeskStaffing(desk)
    today = now.astimezone(LISBON).date()
    tuesday = today + timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1)
    for week in range(WEEKS):
        day = tuesday + timedelta(weeks=week)
        begins = datetime.combine(day, TEN_TO_MIDNIGHT, LISBON).astimezone(UTC)
        if all(_holds(cue, staffing) for cue in _cues(begins)):
            return begins
    raise CannotStart(
        "the rosters of the sample desk have no week in which the people of the story are on duty "
        "when it needs them; see cli/demo/beginning.py"
    )


def _cues(begins: datetime) -> Iterator[Cue]:
    soon, noon = begins + timedelta(minutes=20), JOAO.at(begins, days=1, hour=14, minute=30)
    call = ANA.at(begins, days=2, hour=16, minute=40)
    again = ANA.at(begins, days=2, hour=21, minute=20)
    finding = AMIHAN.at(begins, days=1, hour=11)
    morning = BEATRIZ.at(begins, days=1, hour=9, minute=30)
    for team in ("eu-care", "eu-engineering", "eu-lead"):
        yield begins, team, None, False
    yield soon, "latam-care", BEATRIZ.id, True
    yield soon, "apac-engineering", AMIHAN.id, True
    yield finding, "apac-engineering", AMIHAN.id, True
    yield finding, "latam-care", BEATRIZ.id, False
    yield morning, "latam-care", BEATRIZ.id, True
    yield morning, "apac-engineering", AMIHAN.id, False
    yield noon, "eu-care", INES.id, True
    yield noon, "eu-lead", NIAMH.id, True
    yield noon, "na-care", MAYA.id, True
    yield call, "apac-care", ARJUN.id, True
    yield call, "eu-care", None, True
    yield again, "apac-care", None, False
    yield again, "eu-care", INES.id, True


def _holds(cue: Cue, staffing: DeskStaffing) -> bool:
    at, team, agent, wanted = cue
    on = staffing.view(at, {}).teams[team].on
    return (bool(on) if agent is None else agent in on) is wanted
