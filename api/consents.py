"""What people agreed to, purpose by purpose: asked for and written down by those who serve them."""

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.privacy_door import Person, find_person, saying_why
from api.privacy_shapes import ConsentList, NewConsent, PurposeShape, consent_shape
from api.problems import FieldError, answers, invalid
from api.witness import person_seen
from domain.access import ApiKey
from domain.consents import Consent, standing
from domain.privacy import Basis, Purpose, PurposeRule

CONSENTS = "/v1/customers/{customer_id}/consents"

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@router.get(CONSENTS, responses=answers(404, 410))
async def read_consents(customer_id: str, key: Asker, door: TheDoor) -> ConsentList:
    """Where a person stands on each purpose of the desk, with every word of theirs."""
    person = await find_person(door, key, customer_id)
    await person_seen(door, person.stores, key, "read_consents", customer_id)
    return await _listed(door, person)


@router.put(f"{CONSENTS}/{{purpose}}", responses=answers(404, 410, 413, 415))
async def note_consent(
    customer_id: str, purpose: Purpose, body: NewConsent, key: Asker, door: TheDoor
) -> ConsentList:
    """Write down that a person agrees, or does not any more. Again: nothing changes."""
    person = await find_person(door, key, customer_id)
    consent = _consent(door, key, person, purpose, body)
    with saying_why():
        await person.stores.privacy.consents.record(consent)
    return await _listed(door, person)


async def purposes_of(door: Door, person: Person) -> list[PurposeShape]:
    """Where the person stands on each purpose of the region's desk."""
    last = standing(await person.stores.privacy.consents.history(person.customer_id))
    rules = door.desk(person.stores.region).privacy.purposes
    return [
        PurposeShape(
            purpose=purpose,
            title=rule.title,
            needs=rule.needs.value,
            allowed=_is_allowed(rule, last.get(purpose)),
        )
        for purpose, rule in rules.items()
    ]


def _is_allowed(rule: PurposeRule, last: Consent | None) -> bool:
    return rule.needs is not Basis.CONSENT or (last is not None and last.given)


def _consent(
    door: Door, key: ApiKey, person: Person, purpose: Purpose, body: NewConsent
) -> Consent:
    now = door.clock.now()
    at = body.at or now
    if at > now:
        raise invalid([FieldError(field="at", detail="This instant is still to come.")])
    return Consent(
        customer_id=person.customer_id,
        purpose=purpose,
        given=body.given,
        at=at,
        by=key.actor_id,
        by_kind=key.role.value,
        where=body.where,
    )


async def _listed(door: Door, person: Person) -> ConsentList:
    history = await person.stores.privacy.consents.history(person.customer_id)
    return ConsentList(
        purposes=await purposes_of(door, person),
        history=[consent_shape(one) for one in history],
    )
