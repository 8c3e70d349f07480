"""What happens next with a ticket if nobody acts, as the desk itself will decide it."""

import asyncio

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.desk_work.shapes import NextActionShape, NextBecause, NextFacts, NextMove, NextMoves
from api.door import Door, TheDoor
from api.problems import answers, come_back
from api.reading import EVENTS, Found, find
from domain.changes import rebuilt
from domain.events import Event
from domain.facts import StepAction
from domain.foreseeing import FarEnough, Foreseen, Outlook, answered, begun, looked
from domain.foreseen_sentences import foretold, rule_told
from domain.stores import Missing
from domain.vocabulary import Because

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.get("/v1/tickets/{ticket_id}/next", responses=answers(404, 421))
async def read_next(ticket_id: str, key: Asker, door: TheDoor) -> NextMoves:
    """What the desk does with the ticket if nobody acts, each with the rule, the soonest first."""
    found = await find(door, key, ticket_id)
    outlook = await _outlook(door, found)
    return NextMoves(
        items=[_shape(one) for one in outlook.coming],
        staffing_known_until=outlook.known_until,
        ends=outlook.end or FarEnough.ENOUGH,
    )


async def _outlook(door: Door, found: Found) -> Outlook:
    """As far as it can be seen, with the ticket's own policy and whoever will be on."""
    stores, view = found.stores, found.view
    try:
        policy = await stores.policies.get(view.policy.hash)
    except Missing:
        raise come_back(
            "policy_not_kept", "The ticket's policy is not here yet; ask again.", seconds=2
        ) from None
    entries = await stores.ledger.entries(view.id)
    ticket = rebuilt(view.id, (entry.event for entry in entries))
    now = door.clock.now()
    outlook = begun(ticket, policy, await door.staffing(stores.region, now), now)
    while outlook.end is None:
        # Deciding a month ahead takes long enough to keep other requests waiting.
        outlook = await asyncio.to_thread(looked, outlook)
        if outlook.asks:
            outlook = answered(outlook, await door.staffing(stores.region, outlook.at))
    return outlook


def _shape(one: Foreseen) -> NextMove:
    event = one.event
    because = event.because
    return NextMove(
        at=event.noticed or event.at,
        move=event.kind,
        sentence=foretold(event),
        because=because and _because(because),
        facts=_facts(event),
        by_roster=one.by_roster,
    )


def _because(because: Because) -> NextBecause:
    return NextBecause(
        policy=because.policy,
        version=because.version,
        rule=because.rule,
        sentence=rule_told(because),
    )


def _facts(event: Event) -> NextFacts:
    said = EVENTS.dump_python(event)
    known = {name: value for name, value in said.items() if name in NextFacts.model_fields}
    actions = getattr(event, "actions", ())
    return NextFacts.model_validate({**known, "actions": [_action(one) for one in actions]})


def _action(action: StepAction) -> NextActionShape:
    return NextActionShape(doing=action.doing, team=action.team, template=action.template or None)
