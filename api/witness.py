"""Notes on the trail what people read and do, whoever they are, before they are answered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError

from api.door import Door, door_of
from api.problems import Problem, come_back
from api.roles import READING
from domain.access import Access, ApiKey
from domain.stores import RegionStores, Unavailable
from runtime.homes import region_of

REASON = "access-reason"
# Said again and again while a ticket is open or an answer is typed, and nothing of the ticket is
# in the answers: a trail of them would bury what was read. Refused, they are noted as all are.
SHOWS_NOTHING = frozenset({"note_presence", "read_as_far", "preview_draft"})

Handler = Callable[[Request], Awaitable[Response]]


async def witnessed(answer: Handler, request: Request) -> Response:
    """The answer about one ticket, once the access log of its region has it.

    Raises what the handler raises, and a Problem where the log cannot be written: nothing that is
    not noted is answered.
    """
    door, key = door_of(request), request.state.key
    ticket_id = request.path_params.get("ticket_id", "")
    stores = door.regions.get(region_of(ticket_id))
    if stores is None or not _is_noted(key, stores.region):
        return await answer(request)
    outcome = 500
    try:
        response = await answer(request)
        outcome = response.status_code
        return response
    except Problem as problem:
        outcome = problem.status_code
        raise
    except RequestValidationError:
        outcome = 422
        raise
    finally:
        said, what = request.headers.get(REASON, ""), request.scope["route"].name
        if outcome >= 400 or what not in SHOWS_NOTHING:
            await _note(door, stores, key, Seen(what, outcome, ticket_id, reason=said))


async def listed(
    door: Door, key: ApiKey, what: str, shown: Sequence[tuple[str, str]], reason: str = ""
) -> None:
    """Note which tickets, as (region, id), a list is about to show. Raises a Problem as above."""
    for region, stores in door.regions.items():
        theirs = tuple(ticket_id for home, ticket_id in shown if home == region)
        if theirs and _is_noted(key, region):
            await _note(door, stores, key, Seen(what, 200, shown=theirs, reason=reason))


async def person_seen(
    door: Door, stores: RegionStores, key: ApiKey, what: str, customer_id: str
) -> None:
    """Note that somebody is about to read a page about a customer. Raises a Problem as above."""
    await _note(door, stores, key, Seen(what, 200, customer_id=customer_id))


def _is_noted(key: ApiKey, region: str) -> bool:
    """Every person is; of programs, those that reach over from another region."""
    return key.role in READING or key.is_foreign(region)


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody asked for, and how it was answered."""

    what: str
    outcome: int
    ticket_id: str | None = None
    shown: tuple[str, ...] = ()
    customer_id: str | None = None
    reason: str = ""  # as it was said: only a code of the desk is noted


async def _note(door: Door, stores: RegionStores, key: ApiKey, seen: Seen) -> None:
    entry = Access(
        at=door.clock.now(),
        region=key.via or key.region or "any",
        key_id=key.id,
        role=key.role,
        agent=key.agent,
        what=seen.what,
        outcome=seen.outcome,
        ticket_id=seen.ticket_id,
        shown=seen.shown,
        customer_id=seen.customer_id,
        reason=seen.reason if seen.reason in door.desk(stores.region).residency.reasons else "",
    )
    try:
        await stores.access.note(entry)
    except Unavailable:
        raise come_back(
            "access_not_noted",
            "The home region could not note who asked, so it does not answer; "
            "repeat the request, a command under the same Idempotency-Key.",
            seconds=2,
        ) from None
