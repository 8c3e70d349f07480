"""The whole person: how they appear, their tickets, what they agreed to, what they asked for."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.consents import purposes_of
from api.door import TheDoor
from api.linking_shapes import LinkShape, link_shape
from api.person.background import country_of, known_of, zone_of
from api.preference_shapes import preferences_shape
from api.privacy_door import Person, find_person, person_of
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
from domain.contacts import Contact
from domain.exports import Identity
from domain.persons import MarkKind
from domain.residency import as_seen
from domain.stores import Erased, Missing, Text

PARTS = ("id", "name", "email", "phone", "locale", "country")

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@router.get("/v1/customers/{customer_id}", responses=answers(404, 410))
async def read_customer(
    customer_id: str, key: Asker, viewing: TheViewing, door: TheDoor
) -> PersonShape:
    """Who somebody is to the desk, as far as the key may see; 410 for a person who was erased."""
    return await person_shape(viewing, await find_person(door, key, customer_id))


async def person_shape(viewing: Viewing, person: Person) -> PersonShape:
    """The whole person: a customer with those that are one with them. All are noted as seen.

    What belongs to one customer alone, consents, marks and requests, is of the one asked for.
    """
    stores, now = person.stores, viewing.door.clock.now()
    whole = [person, *await _one_with(viewing, person)]
    for one in whole:
        await person_seen(viewing.door, stores, viewing.key, "read_customer", one.customer_id)
    marks = await stores.persons.marks(person.customer_id)
    appear = await _appearing(viewing, whole)
    known = await known_of(viewing, stores, [view for one in whole for view in one.tickets])
    preferences = preferences_shape(await stores.channels.reach.preferences(person.customer_id))
    return PersonShape(
        id=person.customer_id,
        region=stores.region,
        known_since=min(one.known_since for one in whole),
        identities=appear,
        tickets=await _tickets(viewing, whole),
        links=await _links(person),
        purposes=await purposes_of(viewing.door, person),
        preferences=preferences,
        held=mark_shape(marks.get(MarkKind.HELD), now),
        restricted=mark_shape(marks.get(MarkKind.RESTRICTED), now),
        requests=await _requests(viewing, person),
        promises=known.promises(),
        given=await known.given(appear),
        mood=known.mood(),
        zone=zone_of(viewing, appear),
        country=country_of(appear),
        language=known.language(),
    )


async def _one_with(viewing: Viewing, person: Person) -> list[Person]:
    """The other customers of the same person, with those of their tickets that the key sees."""
    members = await person.stores.channels.links.person(person.customer_id)
    found = []
    for one in members:
        if one != person.customer_id:
            with suppress(Missing, Erased):  # who is being erased is no part of anybody
                found.append(await person_of(person.stores, viewing.key, one))
    return found


async def _links(person: Person) -> list[LinkShape]:
    held = await person.stores.channels.links.of(person.customer_id)
    return [link_shape(one, person.customer_id) for one in held]


async def _appearing(viewing: Viewing, whole: Sequence[Person]) -> list[IdentityShape]:
    reach = whole[0].stores.channels.reach
    contacts = await reach.contacts(whole[0].customer_id)
    known = {(one.via.channel, one.via.account, one.recipient): one for one in contacts}
    return [shown for one in whole for shown in await _identities(viewing, one, known)]


async def _identities(
    viewing: Viewing, person: Person, contacts: Mapping[tuple[str, str, str], Contact]
) -> list[IdentityShape]:
    """As the desk of their region shows its customers to whoever asks."""
    found = await person.stores.privacy.people.identities(person.customer_id)
    about = person.tickets[0].id if person.tickets else ""
    seen = await viewing.sight(person.stores, about)
    names = [one.sender.name for one in found if one.sender.name]
    profiles = {str(place): _profile(person, one) for place, one in enumerate(found)}
    allowed = await viewing.unless_restricted(person.stores, profiles)
    return [
        _identity(
            person,
            one,
            as_seen(allowed[str(place)], seen, names),
            contacts.get((one.channel, one.account, one.sender.id)),
        )
        for place, one in enumerate(found)
    ]


def _profile(person: Person, one: Identity) -> Text:
    said = asdict(one.sender)
    told = {name: said[name] for name in PARTS if said[name] is not None}
    return Text("", person.customer_id, "", "profile", "und", told)


def _identity(
    person: Person, one: Identity, profile: Text, contact: Contact | None
) -> IdentityShape:
    shown = profile.content
    return IdentityShape.model_validate(
        {
            "customer_id": person.customer_id,
            "channel": one.channel,
            "account": one.account,
            **{name: shown.get(name) for name in PARTS},
            "wrote_at": contact and contact.wrote_at,
            "blocked": contact is not None and contact.blocked,
        }
    )


async def _tickets(viewing: Viewing, whole: Sequence[Person]) -> list[TicketLine]:
    """Those of the whole person, the newest first."""
    views = [view for one in whole for view in one.tickets]
    views.sort(key=lambda view: (view.opened_at, view.id), reverse=True)
    texts = await viewing.texts(whole[0].stores, [view.first_message for view in views])
    return [
        TicketLine(
            id=view.id,
            customer_id=view.customer_id,
            status=view.status,
            subject=part(texts, view.first_message, "subject"),
            opened_at=view.opened_at,
            updated_at=view.updated_at,
        )
        for view in views
    ]


async def _requests(viewing: Viewing, person: Person) -> list[PrivacyRequestShape]:
    """Those that wait for an answer; people of other regions have nothing to do with them."""
    stores, now = person.stores, viewing.door.clock.now()
    if viewing.key.is_foreign(stores.region):
        return []
    found = await stores.privacy.requests.of_customer(person.customer_id)
    return [request_shape(stores.region, one, now) for one in found if one.is_open]
