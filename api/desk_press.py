"""Publishes desks for whoever may, and says in which regions it did."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import Depends

from api.authentication import Asker
from api.body import canonical
from api.desk_shapes import Publications, Why, version
from api.desk_shelf import Region, desks_within, no_such_desk
from api.door import Door, TheDoor
from api.idempotency import IdempotencyKey, remember
from api.problems import FieldError, Problem
from domain.access import ApiKey
from domain.desks import Desks, PublishedMeanwhile
from domain.stores import Missing
from rulebook.publishing.editions import Edition
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from runtime.published import NumbersDiffer, PublishedInPart, Wish, of_number, publish

MOST_FINDINGS = 1_000

Read = Callable[[], Awaitable[Edition]]


class Press:
    """Publishes in the regions that a request is for."""

    def __init__(
        self, door: Door, key: ApiKey, desks: Mapping[str, Desks], again: str | None
    ) -> None:
        self._door = door
        self._key = key
        self._desks = desks
        self._again = again

    async def publish(self, body: Why, read: Read, number: int | None = None) -> Publications:
        """Publish what `read` finds. Raises a Problem, whose errors name files and lines.

        Unlike other problems' these errors may repeat words of the request: they are the desk's,
        and nobody's own.
        """
        wish = await self._wish(body, number)
        try:
            done = await publish(self._desks, await read(), wish, self._door.unusable)
        except DeskError as faulty:
            raise _faulty(faulty) from None
        except PublishedMeanwhile as meanwhile:
            raise Problem(
                409,
                "published_meanwhile",
                f"Desk {meanwhile.newest.number} was published meanwhile; look at what it changed, "
                "and publish again.",
            ) from None
        except PublishedInPart as partly:
            raise Problem(
                503,
                "published_in_part",
                f"Published in part: {partly}",
                headers={"Retry-After": "2"},
            ) from None
        return Publications(
            changed=any(one.is_new for one in done.values()),
            versions=[version(region, one.desk) for region, one in done.items()],
        )

    async def earlier(self, number: int) -> Edition:
        """The desk of a number, alike in all the regions. Raises a Problem, and DeskError."""
        try:
            return await of_number(self._desks, number)
        except Missing:
            raise no_such_desk() from None
        except NumbersDiffer as differ:
            raise Problem(409, "numbers_differ", _sentence(str(differ))) from None

    async def _wish(self, body: Why, number: int | None) -> Wish:
        wish = Wish(self._key.actor_id, body.why, self._door.clock.now(), body.after)
        if self._again is None:
            return wish
        regions = sorted(self._desks)
        asked = canonical([number, regions, body.model_dump(mode="json", exclude_none=True)])
        fingerprint = self._door.fingerprint(regions[0], asked)
        await remember(self._door, regions[0], self._key, self._again, fingerprint)
        named = "\n".join(("desk", self._key.id, self._again))
        request = hashlib.sha256(named.encode()).hexdigest()
        return Wish(wish.by, wish.why, wish.at, wish.after, request)


async def press(door: TheDoor, key: Asker, again: IdempotencyKey, region: Region = None) -> Press:
    """For the region, or for all that the key reaches here. Raises a Problem."""
    return Press(door, key, desks_within(door, key, region), again)


ThePress = Annotated[Press, Depends(press)]


def _faulty(error: DeskError) -> Problem:
    return Problem(
        422,
        "desk_refused",
        "Correct what `errors` names, by file and line; nothing was published.",
        errors=[_field(one) for one in error.findings[:MOST_FINDINGS]],
    )


def _field(found: Finding) -> FieldError:
    where = found.file or "files"
    field = where if found.line is None else f"{where}, line {found.line}"
    return FieldError(field=field, detail=_sentence(found.sentence))


def _sentence(words: str) -> str:
    begun = words[:1].upper() + words[1:]
    return begun if begun.endswith(".") else f"{begun}."
