"""What the waits that customers were told say of how much a team had to do.

A wait is reckoned from a team's queue and its people (`domain.waits`). Of the queues that the desk
can have seen while others were just being written, the one that leads to the recorded wait is the
one that it saw. Where none does, other people are on in what is tried, and the counted one holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.events import Acknowledged
from domain.facts import ExpectedWait
from domain.ledger import Entry
from domain.policy import Policy, StaffingView, TeamStaffing
from domain.relay_events import CustomerTold
from domain.replacing import replace
from domain.waits import expected_wait
from rulebook.backtesting.loads import Loads
from rulebook.backtesting.recorded import seen_at, team_after
from rulebook.staffing import LONGEST_VALIDITY


@dataclass(frozen=True, slots=True)
class _Told:
    """A wait that was told, when, and of which team."""

    at: datetime
    team: str
    wait: ExpectedWait


class WaitsTold:
    """The waits that one ticket's customer was told; `policy` is the one by which they were."""

    def __init__(self, entries: Sequence[Entry], policy: Policy | None, loads: Loads) -> None:
        self._loads = loads
        relay = policy.relay if policy else None
        self._handling = relay.handling_time if relay else None
        self._told = tuple(_told(entries)) if self._handling else ()

    def queue(self, at: datetime, view: StaffingView) -> dict[str, int]:
        """The loads that the desk saw as it looked at an instant, as far as waits tell them.

        `view` has them as they are counted.
        """
        found: dict[str, int] = {}
        for told in self._told:
            staff = view.teams.get(told.team)
            if staff is None or told.team in found or not at <= told.at < at + LONGEST_VALIDITY:
                continue
            load = self._load(at, staff, told)
            if load is not None:
                found[told.team] = load
        return found

    def _load(self, at: datetime, staff: TeamStaffing, told: _Told) -> int | None:
        assert self._handling is not None
        least, most = self._loads.around(told.team, at)
        possible = (staff.load, *(one for one in range(least, most + 1) if one != staff.load))
        return next((one for one in possible if _fits(staff, one, self._handling, told)), None)


def _told(entries: Sequence[Entry]) -> Iterator[_Told]:
    team: str | None = None
    for event in (entry.event for entry in entries):
        team = team_after(event, team)
        if isinstance(event, Acknowledged | CustomerTold) and event.wait and team:
            yield _Told(seen_at(event), team, event.wait)


def _fits(staff: TeamStaffing, load: int, handling: timedelta, told: _Told) -> bool:
    return expected_wait(replace(staff, load=load), handling, told.at) == told.wait
