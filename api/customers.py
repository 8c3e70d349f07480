"""The whole person: how they appear, their tickets, what they agreed to, what they asked for."""

from dataclasses import asdict

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.consents import purposes_of
from api.door import TheDoor
from api.privacy_door import Person, find_person
from api.privacy_shapes import (
    IdentityShape,
    PersonShape,
    PrivacyRequestShape,
    TicketLine,
    mark_shape,
    request_shape,
)
from api.problems import answers
from api.texts import TheViewing, Viewing, part
from api.witness import person_seen
from domain.exports import Identity
from domain.persons import MarkKind
from domain.residency import as_seen
from domain.stores import Text

PARTS = ("id", "name", "email", "phone", "locale", "country")

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@router.get("/v1/customers/{customer_id}", responses=answers(404, 410))
async def read_customer(
    customer_id: str, key: Asker, viewing: TheViewing, door: TheDoor
) -> PersonShape:
    """Who somebody is to the desk, as far as the key may see; 410 for a person who was erased."""
    person = await find_person(door, key, customer_id)
    await person_seen(door, person.stores, key, "read_customer", customer_id)
    return await _shape(viewing, person)


async def _shape(viewing: Viewing, person: Person) -> PersonShape:
    stores, now = person.stores, viewing.door.clock.now()
    marks = await stores.persons.marks(person.customer_id)
    return PersonShape(
        id=person.customer_id,
        region=stores.region,
        known_since=person.known_since,
        identities=await _identities(viewing, person),
        tickets=await _tickets(viewing, person),
        purposes=await purposes_of(viewing.door, person),
        held=mark_shape(marks.get(MarkKind.HELD), now),
        restricted=mark_shape(marks.get(MarkKind.RESTRICTED), now),
        requests=await _requests(viewing, person),
    )


async def _identities(viewing: Viewing, person: Person) -> list[IdentityShape]:
    """As the desk of their region shows its customers to whoever asks."""
    found = await person.stores.privacy.people.identities(person.customer_id)
    about = person.tickets[0].id if person.tickets else ""
    seen = await viewing.sight(person.stores, about)
    names = [one.sender.name for one in found if one.sender.name]
    profiles = {str(place): _profile(person, one) for place, one in enumerate(found)}
    allowed = await viewing.unless_restricted(person.stores, profiles)
    return [
        _identity(one, as_seen(allowed[str(place)], seen, names)) for place, one in enumerate(found)
    ]


def _profile(person: Person, one: Identity) -> Text:
    said = asdict(one.sender)
    told = {name: said[name] for name in PARTS if said[name] is not None}
    return Text("", person.customer_id, "", "profile", "und", told)


def _identity(one: Identity, profile: Text) -> IdentityShape:
    shown = profile.content
    return IdentityShape.model_validate(
        {
            "channel": one.channel,
            "account": one.account,
            **{name: shown.get(name) for name in PARTS},
        }
    )


async def _tickets(viewing: Viewing, person: Person) -> list[TicketLine]:
    firsts = [view.first_message for view in person.tickets]
    texts = await viewing.texts(person.stores, firsts)
    return [
        TicketLine(
            id=view.id,
            status=view.status,
            subject=part(texts, view.first_message, "subject"),
            opened_at=view.opened_at,
            updated_at=view.updated_at,
        )
        for view in person.tickets
    ]


async def _requests(viewing: Viewing, person: Person) -> list[PrivacyRequestShape]:
    """Those that wait for an answer; people of other regions have nothing to do with them."""
    stores, now = person.stores, viewing.door.clock.now()
    if viewing.key.is_foreign(stores.region):
        return []
    found = await stores.privacy.requests.of_customer(person.customer_id)
    return [request_shape(stores.region, one, now) for one in found if one.is_open]
