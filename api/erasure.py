"""Erasing somebody, and what stands against that: legal holds, and restrictions beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from api.authentication import Asker, DoorRoute
from api.door import Door, TemporalAway, TheDoor
from api.erasure_shapes import (
    ErasureShape,
    NewErasure,
    NewLegalHold,
    NewRestriction,
    erasure_shape,
)
from api.privacy_door import no_such_customer, saying_why
from api.problems import FieldError, Problem, answers, come_back, invalid
from domain.access import ApiKey
from domain.persons import ErasureOrder, Lifting, Mark, MarkKind
from domain.stores import Missing, RegionStores

CUSTOMER = "/v1/customers/{customer_id}"
CHANGES = answers(404, 409, 410, 413, 415)

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@router.post(f"{CUSTOMER}/erasure", responses={**CHANGES, 202: {"model": ErasureShape}})
async def erase(
    customer_id: str, body: NewErasure, key: Asker, door: TheDoor, response: Response
) -> ErasureShape:
    """Erase a person. 202 while it is under way, 200 with the certificate once it is done."""
    marked = await _find(door, key, customer_id)
    if not marked.is_erased:
        await marked.begin(body)
        response.status_code = 202
    return marked.shape


@router.get(f"{CUSTOMER}/erasure", responses=answers(404))
async def read_erasure(customer_id: str, key: Asker, door: TheDoor) -> ErasureShape:
    """How far a person's erasure is, its certificate, and what stands against it."""
    return (await _find(door, key, customer_id)).shape


@router.post(f"{CUSTOMER}/hold", responses=CHANGES)
async def place_hold(
    customer_id: str, body: NewLegalHold, key: Asker, door: TheDoor
) -> ErasureShape:
    """See that nothing of a person is erased, until it is lifted or over."""
    marked = await _find(door, key, customer_id)
    return await marked.placed(MarkKind.HELD, body.reason, body.until)


@router.delete(f"{CUSTOMER}/hold", responses=CHANGES)
async def lift_hold(customer_id: str, key: Asker, door: TheDoor) -> ErasureShape:
    """Let a person be erased again. Where no hold was, nothing changes."""
    marked = await _find(door, key, customer_id)
    return await marked.lifted(MarkKind.HELD)


@router.post(f"{CUSTOMER}/restriction", responses=CHANGES)
async def restrict(
    customer_id: str, body: NewRestriction, key: Asker, door: TheDoor
) -> ErasureShape:
    """See that what is a person's is kept, and no more: nobody else reads or translates it."""
    marked = await _find(door, key, customer_id)
    return await marked.placed(MarkKind.RESTRICTED, body.reason)


@router.delete(f"{CUSTOMER}/restriction", responses=CHANGES)
async def lift_restriction(customer_id: str, key: Asker, door: TheDoor) -> ErasureShape:
    """Let a person's texts be worked with again. Where nothing was restricted, nothing changes."""
    marked = await _find(door, key, customer_id)
    return await marked.lifted(MarkKind.RESTRICTED)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A customer with what is noted of them, and whoever asks about it."""

    door: Door
    key: ApiKey
    stores: RegionStores
    customer_id: str
    marks: Mapping[MarkKind, Mark]

    @property
    def shape(self) -> ErasureShape:
        return erasure_shape(
            self.stores.region, self.customer_id, self.marks, self.door.clock.now()
        )

    @property
    def is_erased(self) -> bool:
        return MarkKind.ERASED in self.marks

    async def begin(self, body: NewErasure) -> None:
        """Begin the erasure. Raises a Problem."""
        now, held = self.door.clock.now(), self.marks.get(MarkKind.HELD)
        if held is not None and held.is_in_force(now):
            raise Problem(
                409,
                "person_held",
                f"A legal hold ({held.reason}) stands against it; lift it first, if that is right.",
                facts={"reason": held.reason},
            )
        key = self.key
        order = ErasureOrder(self.customer_id, key.actor_id, key.role.value, body.reason, now)
        try:
            await self.door.erasures.begin(self.stores.region, order)
        except TemporalAway:
            raise come_back(
                "temporal_away", "No answer in time; repeat the request.", seconds=5
            ) from None

    async def placed(
        self, kind: MarkKind, reason: str, until: datetime | None = None
    ) -> ErasureShape:
        """Place a hold or a restriction. Raises a Problem."""
        now = self.door.clock.now()
        if until is not None and until <= now:
            raise invalid([FieldError(field="until", detail="Name an instant in the future.")])
        mark = Mark(
            self.customer_id, kind, now, self.key.actor_id, self.key.role.value, reason, until
        )
        with saying_why():
            await self.stores.persons.place(mark)
        return (await _find(self.door, self.key, self.customer_id)).shape

    async def lifted(self, kind: MarkKind) -> ErasureShape:
        """Lift one. Raises a Problem."""
        now = self.door.clock.now()
        lifting = Lifting(self.customer_id, kind, now, self.key.actor_id, self.key.role.value)
        with saying_why():
            await self.stores.persons.lift(lifting)
        return (await _find(self.door, self.key, self.customer_id)).shape


async def _find(door: Door, key: ApiKey, customer_id: str) -> _Marked:
    """The customer, in whichever region of the key they are. Raises a Problem."""
    for region, stores in door.regions.items():
        if not key.reaches(region):
            continue
        try:
            marks = await stores.persons.marks(customer_id)
        except Missing:
            continue
        return _Marked(door, key, stores, customer_id, marks)
    raise no_such_customer()
