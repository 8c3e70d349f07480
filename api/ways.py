"""How a ticket's customer can be reached, looked at before anything is written to them."""

from dataclasses import dataclass

from fastapi import APIRouter

from activities.reaching import AbilitiesOf, Addressee, Pathfinder, Situation
from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.problems import answers
from api.reading import Found, find
from api.way_shapes import WayList, WayShape, way_shape
from channels.kinds import kind_of
from domain.abilities import OnlyHears, Templates
from domain.changes import rebuilt
from domain.facts import Via
from domain.reaching import (
    NOTHING,
    Abilities,
    Burden,
    Choice,
    Wanted,
    Way,
    choice,
    in_order,
    primary,
)
from domain.stores import Missing
from rulebook.reaching import DeskRules

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to a ticket's customer at an instant, for a message that may name one."""

    situation: Situation
    wanted: Wanted
    last_message: str | None  # the platform's id of what they wrote last
    thread: str | None  # the conversation in which they did, where it is not theirs alone

    @property
    def choice(self) -> Choice | None:
        """The way that the message takes."""
        return choice(self.situation.ways, self.wanted)

    @property
    def primary(self) -> Way | None:
        """The way that is looked at first."""
        return primary(self.situation.ways, self.wanted)

    def shapes(self) -> list[WayShape]:
        """All of them, as agents read them."""
        used = self.choice
        return [
            way_shape(
                one,
                used=used is not None and used.way == one,
                preferred=one.via == self.wanted.preferred,
                opens_at=self.situation.quiet_until(one, unprompted=False),
            )
            for one in in_order(self.situation.ways, self.wanted)
        ]


async def ways_of(
    door: Door, found: Found, asked: Via | None = None, burden: Burden = NOTHING
) -> Ways:
    """The ways to the ticket's customer now, for a message that carries so much."""
    stores, view = found.stores, found.view
    events = [entry.event for entry in await stores.ledger.entries(view.id)]
    ticket = rebuilt(view.id, events)
    last = ticket.answers_via or Via(ticket.channel, ticket.account)
    try:
        said = (await stores.vault.get(ticket.last_customer_message)).content
    except Missing:
        said = {}
    rules = DeskRules(door.desk(stores.region), stores.region)
    paths = Pathfinder(
        _abilities(door, stores.region), stores.profiles, stores.channels.reach, rules
    )
    addressee = Addressee(view.customer_id, last, str(said.get("sender_id") or ""))
    situation = await paths.situation(addressee, door.clock.now(), burden)
    named, thread = said.get("message_id"), said.get("thread")
    return Ways(
        situation,
        situation.wanted(last, asked, answers=bool(ticket.last_customer_message)),
        str(named) if named else None,
        str(thread) if thread else None,
    )


@router.get("/v1/tickets/{ticket_id}/ways", responses=answers(404, 410, 421))
async def read_ways(ticket_id: str, key: Asker, door: TheDoor) -> WayList:
    """By which ways the customer can be answered now, the one that is taken first."""
    found = await find(door, key, ticket_id)
    return WayList(items=(await ways_of(door, found)).shapes())


def _abilities(door: Door, region: str) -> AbilitiesOf:
    """What accounts of the desk take: of one that is not open here, what its kind does."""
    desk = door.desk(region)
    rules = DeskRules(desk, region)
    known = {Via(one.channel, one.account) for one in desk.accounts}

    def of(via: Via) -> Abilities | None:
        if via not in known:
            return None
        kind, here = kind_of(via.channel), door.ears.of(via.channel, via.account)
        return Abilities(
            limits=kind.limits if here is None else here.limits,
            sends_files=bool(getattr(kind.abilities, "sends_files", False)),
            sends_templates=issubclass(kind.abilities, Templates),
            unfit=kind.abilities.unfit if issubclass(kind.abilities, Templates) else None,
            rule=rules.of(via),
            only_hears=isinstance(here, OnlyHears) and here.only_hears,
        )

    return of
