"""Which open tickets would take the newest policy of their desk, and what that would change."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cli.desk.opened import refuse
from domain.commands import Refusal
from domain.ledger import TicketView
from domain.lists import Filter, Sort, position
from domain.policy import StaffingView
from domain.stores import Missing, RegionStores
from domain.vocabulary import Status
from rulebook.facts import Desk
from rulebook.publishing.outlook import Outlook
from rulebook.staffing import DeskStaffing
from runtime.adopting import Candidate, NoPolicyFits, candidate
from runtime.installation import ServedRegion
from runtime.published import newest

OPEN: Final = tuple(status for status in Status if status is not Status.CLOSED)
A_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which open tickets a command is about; None and nothing mean any."""

    policy: str | None = None
    from_version: int | None = None
    team: str | None = None
    tickets: tuple[str, ...] = ()

    def fits(self, view: TicketView) -> bool:
        """Whether the ticket is meant."""
        return (
            self.policy in (None, view.policy.name)
            and self.from_version in (None, view.policy.version)
            and self.team in (None, view.team)
            and (not self.tickets or view.id in self.tickets)
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """A ticket that would take another policy, and what that would change."""

    stores: RegionStores
    view: TicketView
    candidate: Candidate
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would change; `alike` tickets have what the desk promises already."""

    changes: tuple[Planned, ...] = ()
    alike: int = 0
    without_policy: tuple[str, ...] = ()  # tickets for which the desk has none any more


async def plan_of(regions: Mapping[str, ServedRegion], wanted: Wanted, at: datetime) -> Plan:
    """What would change in all these regions at an instant. Nothing is changed yet."""
    for ticket in wanted.tickets:
        if ticket.rpartition("-")[0] not in regions:
            refuse(f"{ticket} is no ticket of {' or '.join(regions)}")
    parts = [await _of_region(region.stores, wanted, at) for region in regions.values()]
    return Plan(
        tuple(one for part in parts for one in part.changes),
        sum(part.alike for part in parts),
        tuple(one for part in parts for one in part.without_policy),
    )


async def _of_region(stores: RegionStores, wanted: Wanted, at: datetime) -> Plan:
    desk = await _desk(stores)
    staffing = await asyncio.to_thread(DeskStaffing(desk).view, at, await stores.views.loads())
    changes, alike, without = list[Planned](), 0, list[str]()
    async for view in _open(stores, wanted):
        try:
            found = await candidate(stores, desk, view.id, at)
        except NoPolicyFits:
            without.append(view.id)
            continue
        planned = _planned(stores, view, found, staffing)
        if planned is None:
            alike += 1
        else:
            changes.append(planned)
    return Plan(tuple(changes), alike, tuple(without))


async def _desk(stores: RegionStores) -> Desk:
    standing = await newest(stores.desks)
    if standing is None:
        refuse(f"no desk was published in {stores.region} yet; the first start does it")
    return standing.edition.desk


def _planned(
    stores: RegionStores, view: TicketView, found: Candidate, staffing: StaffingView
) -> Planned | None:
    if not found.is_news:
        return None
    outlook = found.outlook(staffing)
    return None if isinstance(outlook, Refusal) else Planned(stores, view, found, outlook)


async def _open(stores: RegionStores, wanted: Wanted) -> AsyncIterator[TicketView]:
    """The tickets that are meant and not closed, the oldest first."""
    views = _named(stores, wanted.tickets) if wanted.tickets else _all(stores, wanted.team)
    async for view in views:
        if view.status is not Status.CLOSED and wanted.fits(view):
            yield view


async def _named(stores: RegionStores, tickets: Sequence[str]) -> AsyncIterator[TicketView]:
    for ticket in tickets:
        if ticket.rpartition("-")[0] != stores.region:
            continue
        try:
            yield await stores.views.ticket(ticket)
        except Missing:
            refuse(f"there is no ticket {ticket} in region {stores.region}")


async def _all(stores: RegionStores, team: str | None) -> AsyncIterator[TicketView]:
    page = Filter(statuses=OPEN, team=team, sort=Sort.OPENED, ascending=True, limit=A_PAGE)
    while views := await stores.views.tickets(page):
        for view in views:
            yield view
        page = replace(page, after=position(views[-1], page))
