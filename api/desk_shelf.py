"""The published desks of a region, as whoever asks may read them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Path, Query

from api import cursors
from api.authentication import Asker
from api.cursors import Listing
from api.desk_shapes import (
    HIGHEST,
    Difference,
    Version,
    VersionList,
    left_behind,
    version,
)
from api.door import Door, TheDoor
from api.elsewhere import leave
from api.problems import FieldError, Problem, invalid
from domain.access import ApiKey
from domain.desks import Desks, Files
from domain.stores import Missing
from rulebook.publishing.diff import desk_diff, first_desk, text_diff
from runtime.taking_over import TOLD_FOR

Number = Annotated[int, Path(ge=1, le=HIGHEST)]
Against = Annotated[int | None, Query(ge=1, le=HIGHEST)]
Region = Annotated[str | None, Query(max_length=64)]


def desks_within(door: Door, key: ApiKey, region: str | None) -> Mapping[str, Desks]:
    """Those of the region; of all that the key reaches here, where none is named.

    Raises a Problem for a region that is not among these.
    """
    reached = {name: one.desks for name, one in door.regions.items() if key.reaches(name)}
    if region is None and reached:
        return reached
    if region is not None and region in reached:
        return {region: reached[region]}
    if region is not None and region in door.peers.regions:
        leave(door, key, region)
    known = ", ".join(reached) or "another installation's"
    raise invalid([FieldError(field="region", detail=f"Your key reaches {known} here.")])


def no_such_desk() -> Problem:
    """No desk was published under that number."""
    return Problem(404, "no_such_desk", "No desk was published under this number; list them.")


class Shelf:
    """One region's published desks."""

    def __init__(self, region: str, desks: Desks) -> None:
        self.region = region
        self._desks = desks

    async def version(self, number: int) -> Version:
        """The desk of that number. Raises a Problem."""
        try:
            return version(self.region, await self._desks.get(number))
        except Missing:
            raise no_such_desk() from None

    async def difference(self, number: int, against: int | None, *, lines: bool) -> Difference:
        """From `against`, or the desk before, to the desk of that number. Raises a Problem."""
        before = number - 1 if against is None else against
        new = await self._files(number)
        old = await self._files(before) if before else {}
        return Difference(
            region=self.region,
            number=number,
            against=before,
            changes=list(desk_diff(old, new) if before else first_desk(new)),
            lines=list(text_diff(old, new)) if lines else None,
        )

    async def page(self, door: Door, cursor: str | None, limit: int) -> VersionList:
        """The newest first, going on where the cursor says. Raises a Problem."""
        listing = Listing("desk versions", self.region)
        place = None if cursor is None else cursors.opened(door.cursor_key, listing, cursor)
        before = None if place is None else int(place[0])
        found = await self._desks.page(before=before, limit=limit + 1)
        shown = found[:limit]
        more = len(found) > limit
        going_on = cursors.sealed(door.cursor_key, listing, [shown[-1].number]) if more else None
        notes = await self._desks.left_behind(door.clock.now() - TOLD_FOR)
        return VersionList(
            items=[version(self.region, one) for one in shown],
            next=going_on,
            left_behind=[left_behind(one) for one in notes],
        )

    async def _files(self, number: int) -> Files:
        try:
            return await self._desks.files(number)
        except Missing:
            raise no_such_desk() from None


async def shelf(door: TheDoor, key: Asker, region: Region = None) -> Shelf:
    """The region's, or the first region's that the key reaches. Raises a Problem."""
    return Shelf(*next(iter(desks_within(door, key, region).items())))


TheShelf = Annotated[Shelf, Depends(shelf)]


async def versions(
    door: TheDoor,
    shelf: TheShelf,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> VersionList:
    """What the query says."""
    return await shelf.page(door, cursor, limit)
