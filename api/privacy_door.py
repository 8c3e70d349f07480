"""What routes about people ask first: who somebody is, and whether a step can be taken."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from api.door import Door
from api.problems import Problem
from domain.access import ApiKey, Role
from domain.ledger import TicketView
from domain.lists import Filter, Sort
from domain.privacy_requests import Officer, PrivacyRequest, RequestRefuses
from domain.reach import may_see_of, sees
from domain.stores import Erased, Missing, RegionStores

MOST_TICKETS = 200  # the newest; a page about somebody shows no more


@dataclass(frozen=True, slots=True)
class Person:
    """A customer that whoever asks may see, with the stores of their region."""

    stores: RegionStores
    customer_id: str
    known_since: datetime
    tickets: tuple[TicketView, ...]  # those that the key sees, the newest first


@dataclass(frozen=True, slots=True)
class Held:
    """A request, and the stores of its region."""

    stores: RegionStores
    request: PrivacyRequest


async def find_person(door: Door, key: ApiKey, customer_id: str) -> Person:
    """The customer. One that the key does not see is a Problem like one that is not there.

    An agent sees the customers of the tickets that they see. Raises a Problem of 410, too.
    """
    for region, stores in door.regions.items():
        if not may_see_of(key, region):
            continue
        tickets = await _seen(stores, key, customer_id)
        if key.role is Role.AGENT and not tickets:
            continue
        try:
            known = await stores.privacy.people.made_at(customer_id)
        except Missing:
            continue
        except Erased:
            raise person_erased() from None
        return Person(stores, customer_id, known, tuple(tickets))
    raise no_such_customer()


async def person_of(stores: RegionStores, key: ApiKey, customer_id: str) -> Person:
    """A customer of a region, with the tickets that the key sees. Raises Missing and Erased."""
    tickets = await _seen(stores, key, customer_id)
    known = await stores.privacy.people.made_at(customer_id)
    return Person(stores, customer_id, known, tuple(tickets))


async def find_request(door: Door, key: ApiKey, request_id: str) -> Held:
    """The request. Raises a Problem where none of the key's regions has it."""
    for region, stores in door.regions.items():
        if key.reaches(region):
            try:
                return Held(stores, await stores.privacy.requests.get(request_id))
            except Missing:
                continue
    raise Problem(404, "no_such_request", "There is no such request; take its id from the list.")


@contextmanager
def saying_why() -> Iterator[None]:
    """What a request or a store refuses inside, as a Problem."""
    try:
        yield
    except RequestRefuses as refusal:
        raise Problem(409, refusal.code, refusal.sentence) from None
    except Erased:
        raise person_erased() from None
    except Missing:
        raise no_such_customer() from None


def officer_of(key: ApiKey) -> Officer:
    """Whoever holds the key, as a request notes them."""
    return Officer(key.actor_id, key.role.value)


def no_such_customer() -> Problem:
    """The one answer for a customer who is not there and for one who is not yours to see."""
    return Problem(404, "no_such_customer", "There is no such customer; check the id.")


def person_erased() -> Problem:
    """The person is being erased, or was: nothing is known of them any more."""
    return Problem(410, "person_erased", "The person was erased; there is nothing left to be had.")


def digest(*parts: str) -> str:
    """An id that the same request makes again."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


async def _seen(stores: RegionStores, key: ApiKey, customer_id: str) -> list[TicketView]:
    wanted = Filter(customer_id=customer_id, sort=Sort.OPENED, limit=MOST_TICKETS)
    found = await stores.views.tickets(wanted)
    return [view for view in found if sees(key, view)]
