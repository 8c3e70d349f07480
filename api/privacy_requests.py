"""What people ask about their own data: taken down, proven, and answered in the law's time."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api import cursors
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.fields import Instant
from api.idempotency import IdempotencyKey
from api.privacy_door import Held, find_person, find_request, officer_of, saying_why
from api.privacy_intake import taken_down
from api.privacy_proof import proven_by
from api.privacy_shapes import (
    NewExtension,
    NewRefusal,
    NewRequest,
    PrivacyRequestList,
    PrivacyRequestShape,
    Proof,
    request_shape,
)
from api.problems import answers
from api.shapes import Nothing
from domain.access import ApiKey
from domain.audit import Action, Deed
from domain.privacy_requests import (
    Become,
    ExtensionReason,
    PrivacyRequest,
    RequestState,
    Wanted,
    answered,
    extended,
    refused,
    with_approval,
)
from domain.stores import RegionStores
from rulebook.privacy import legal_days

REQUESTS = "/v1/privacy/requests"
ONE = f"{REQUESTS}/{{request_id}}"
TAKEN = answers(404, 409, 410, 413, 415)

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of the list is asked for."""

    state: tuple[RequestState, ...]
    due_before: datetime | None
    after: cursors.Position | None
    limit: int

    @property
    def listing(self) -> Listing:
        """The list, as its cursors know it."""
        before = self.due_before.isoformat() if self.due_before else ""
        return Listing("privacy requests", ",".join([*sorted(self.state), before]))


async def page(
    door: TheDoor,
    state: Annotated[list[RequestState] | None, Query()] = None,
    due_before: Instant | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page:
    """What the query says."""
    first = Page(tuple(state or ()), due_before, None, limit)
    if cursor is None:
        return first
    after = cursors.read(door.cursor_key, first.listing, cursor)
    return Page(first.state, due_before, after, limit)


@router.post(
    "/v1/customers/{customer_id}/requests",
    status_code=201,
    responses=answers(400, 404, 410, 413, 415),
)
async def take_request_down(
    customer_id: str, body: NewRequest, key: Asker, door: TheDoor, again: IdempotencyKey
) -> PrivacyRequestShape:
    """Take down what a person asks for; from when it came the law's time runs."""
    person = await find_person(door, key, customer_id)
    with saying_why():
        request = await taken_down(door, key, person, body, again)
    return _shape(door, person.stores, request)


@router.get(REQUESTS, responses=answers(400))
async def list_requests(
    wanted: Annotated[Page, Depends(page)], key: Asker, door: TheDoor
) -> PrivacyRequestList:
    """The requests of the key's regions, what is due first first; what is never due comes last."""
    return await _page(door, key, wanted)


@router.get(ONE, responses=answers(404))
async def read_request(request_id: str, key: Asker, door: TheDoor) -> PrivacyRequestShape:
    """One request."""
    held = await find_request(door, key, request_id)
    return _shape(door, held.stores, held.request)


@router.post(f"{ONE}/proof", responses=TAKEN)
async def prove(request_id: str, body: Proof, key: Asker, door: TheDoor) -> PrivacyRequestShape:
    """Send the person a code to where they are known, or take the one that they gave back."""
    held = await find_request(door, key, request_id)
    with saying_why():
        changed = await proven_by(door, key, held, body.code)
    return _shape(door, held.stores, changed)


@router.post(f"{ONE}/approval", responses=TAKEN)
async def approve(request_id: str, _: Nothing, key: Asker, door: TheDoor) -> PrivacyRequestShape:
    """Say that the request is the person's: the second step of the proof, and none by itself."""
    held = await find_request(door, key, request_id)
    step = partial(with_approval, by=officer_of(key), at=door.clock.now())
    deed = _deed(door, held, key, Action.REQUEST_PROVEN, "approved")
    return await _changed(door, held, step, deed)


@router.post(f"{ONE}/extension", responses=TAKEN)
async def extend(
    request_id: str, body: NewExtension, key: Asker, door: TheDoor
) -> PrivacyRequestShape:
    """Take the longer time that the law knows, for one of its reasons, before the first is over."""
    held = await find_request(door, key, request_id)
    step = _longer(door, held, body.reason)
    deed = _deed(door, held, key, Action.REQUEST_EXTENDED, body.reason)
    return await _changed(door, held, step, deed)


@router.post(f"{ONE}/answer", responses=TAKEN)
async def answer(request_id: str, _: Nothing, key: Asker, door: TheDoor) -> PrivacyRequestShape:
    """Say that it is done, for a person who is proven."""
    held = await find_request(door, key, request_id)
    step = partial(answered, by=officer_of(key), at=door.clock.now())
    deed = _deed(door, held, key, Action.REQUEST_ANSWERED, RequestState.ANSWERED)
    return await _changed(door, held, step, deed)


@router.post(f"{ONE}/refusal", responses=TAKEN)
async def refuse(
    request_id: str, body: NewRefusal, key: Asker, door: TheDoor
) -> PrivacyRequestShape:
    """Say that nothing is done, for a reason that the person is told."""
    held = await find_request(door, key, request_id)
    step = partial(refused, reason=body.reason, by=officer_of(key), at=door.clock.now())
    deed = _deed(door, held, key, Action.REQUEST_ANSWERED, body.reason)
    return await _changed(door, held, step, deed)


def _longer(door: Door, held: Held, reason: ExtensionReason) -> Become:
    """The step by the law under which the request was taken down, as the desk has it now."""
    desk, request = door.desk(held.stores.region), held.request
    days = legal_days(desk, held.stores.region, request.received_at.date())
    law = desk.privacy.law_named(request.law)
    return partial(extended, law=law, days=days, reason=reason, at=door.clock.now())


async def _changed(door: Door, held: Held, step: Become, deed: Deed) -> PrivacyRequestShape:
    with saying_why():
        changed = await held.stores.privacy.requests.change(held.request.id, step, deed)
    return _shape(door, held.stores, changed)


def _deed(door: Door, held: Held, key: ApiKey, action: Action, reason: str) -> Deed:
    request, at = held.request, door.clock.now()
    facts: dict[str, object] = {"request": request.id, "kind": request.kind.value}
    if action is Action.REQUEST_ANSWERED:
        facts["overdue"] = request.is_overdue(at)
    return Deed(
        at=at,
        action=action,
        by=key.actor_id,
        by_kind=key.role.value,
        about=request.customer_id,
        reason=str(reason),
        facts=facts,
    )


def _shape(door: Door, stores: RegionStores, request: PrivacyRequest) -> PrivacyRequestShape:
    return request_shape(stores.region, request, door.clock.now())


async def _page(door: Door, key: ApiKey, wanted: Page) -> PrivacyRequestList:
    """One page over the regions; one request more says there is more."""
    asked = Wanted(wanted.state, wanted.due_before, wanted.after, wanted.limit + 1)
    found = [
        (stores.region, request)
        for region, stores in door.regions.items()
        if key.reaches(region)
        for request in await stores.privacy.requests.page(asked)
    ]
    found.sort(key=lambda one: one[1].place)
    shown, now = found[: wanted.limit], door.clock.now()
    going_on = None
    if len(found) > len(shown):
        going_on = cursors.written(door.cursor_key, wanted.listing, shown[-1][1].place)
    items = [request_shape(region, request, now) for region, request in shown]
    return PrivacyRequestList(items=items, next=going_on)
