"""Who is one person: people of the desk join customers and part them, and answer what rules ask."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from api import cursors
from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.customers import person_shape
from api.door import Door, TheDoor
from api.linking_shapes import NewJoining, NewParting, QuestionList, question_shape
from api.privacy_door import Person, find_person, saying_why
from api.privacy_shapes import PersonShape
from api.problems import FieldError, Problem, answers, invalid
from api.texts import TheViewing
from api.witness import person_seen
from domain.access import ApiKey
from domain.linking import Link, Saying

CUSTOMER: Final = "/v1/customers/{customer_id}"
QUESTIONS: Final = Listing("questions about people")
TAKEN = answers(404, 409, 410, 413, 415)

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@router.post(f"{CUSTOMER}/merge", responses=TAKEN)
async def merge_customers(
    customer_id: str, body: NewJoining, key: Asker, viewing: TheViewing
) -> PersonShape:
    """Say that two customers are one person. Nothing is moved, and it can be undone by a split."""
    person, other = await _both(viewing.door, key, customer_id, body.customer)
    links, saying = person.stores.channels.links, _saying(viewing.door, key)
    with saying_why():
        await links.join(person.customer_id, other.customer_id, saying)
    return await person_shape(viewing, person)


@router.post(f"{CUSTOMER}/split", responses=TAKEN)
async def split_customers(
    customer_id: str, body: NewParting, key: Asker, viewing: TheViewing
) -> PersonShape:
    """Say that a customer is not one with another: it leaves the person for good."""
    person, other = await _both(viewing.door, key, customer_id, body.customer)
    with saying_why():
        was_held = await person.stores.channels.links.part(
            person.customer_id, other.customer_id, _saying(viewing.door, key)
        )
    return await person_shape(viewing, _expect_held(person, was_held))


class Wanted:
    """Which page of the questions is asked for."""

    def __init__(
        self,
        door: TheDoor,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> None:
        self.limit = limit
        self.after = ("", "", "")
        if cursor is not None:
            region, one, other = cursors.opened(door.cursor_key, QUESTIONS, cursor)
            self.after = (str(region), str(one), str(other))


@router.get("/v1/people/questions", responses=answers(400))
async def list_questions(
    wanted: Annotated[Wanted, Depends()], key: Asker, door: TheDoor
) -> QuestionList:
    """Customers who may be one person, where it is left to people: ids and reasons."""
    found = await _questions(door, key, wanted)
    shown = found[: wanted.limit]
    region, last = shown[-1] if len(found) > len(shown) else ("", None)
    place = last and cursors.sealed(door.cursor_key, QUESTIONS, (region, last.one, last.other))
    return QuestionList(items=[question_shape(*one) for one in shown], next=place)


async def _questions(door: Door, key: ApiKey, wanted: Wanted) -> list[tuple[str, Link]]:
    """By region, and in it by the two; one more says that there is more."""
    begins, one, other = wanted.after
    found: list[tuple[str, Link]] = []
    for region in sorted(door.regions):
        left = wanted.limit + 1 - len(found)
        if left and region >= begins and key.reaches(region):
            after = (one, other) if region == begins else None
            links = door.regions[region].channels.links
            found += [(region, link) for link in await links.asked(after=after, limit=left)]
    return found


async def _both(door: Door, key: ApiKey, customer_id: str, other_id: str) -> tuple[Person, Person]:
    """Two customers of one region whom the key sees. Raises a Problem."""
    if customer_id == other_id:
        raise invalid([FieldError(field="body", detail="Name another customer than this one.")])
    person = await find_person(door, key, customer_id)
    other = await find_person(door, key, other_id)
    if person.stores.region != other.stores.region:
        raise Problem(
            409,
            "person_of_another_region",
            "The two live in different regions, whose data stay apart; nothing links them.",
        )
    for one in (person, other):
        await person_seen(door, one.stores, key, "link_customers", one.customer_id)
    return person, other


def _expect_held(person: Person, was_held: bool) -> Person:
    if not was_held:
        raise Problem(409, "not_linked", "Nothing is held of these two; there is nothing to part.")
    return person


def _saying(door: Door, key: ApiKey) -> Saying:
    return Saying(key.actor_id, key.role.value, door.clock.now())
