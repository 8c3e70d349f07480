"""Break-glass, step by step: who asks and what for, who agrees, who ends it."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from api.body import canonical
from api.door import Door
from api.elsewhere import leave
from api.glass_shapes import GlassShape, NewGlass, glass_shape
from api.idempotency import remember
from api.privacy_door import person_erased
from api.problems import FieldError, Problem, invalid
from api.reading import Found, find
from api.texts import Viewing
from domain.access import ApiKey, Role
from domain.glass import Glass, GlassState, Person
from domain.masking import recognised
from domain.reach import may_see_of
from domain.residency import GlassRule
from domain.stores import Erased, Missing, RegionStores, Text
from runtime.homes import region_of

MAY_AGREE = frozenset({Role.PRIVACY, Role.ADMIN})
OVER = frozenset({GlassState.MENDED, GlassState.LAPSED})


async def asked(viewing: Viewing, ticket_id: str, body: NewGlass, again: str | None) -> GlassShape:
    """The request, kept; the glass is broken at once where nobody has to agree.

    Raises a Problem.
    """
    door, key = viewing.door, viewing.key
    found = await find(door, key, ticket_id)
    stores = found.stores
    rule = _rule(door, key, stores.region)
    said = canonical(["break-glass", ticket_id, body.model_dump(mode="json")])
    await remember(door, stores.region, key, again, door.fingerprint(stores.region, said))
    glass_id = f"{stores.region}-{_digest(key.id, again) if again else door.new_id()}"
    try:
        glass = await stores.glass.get(glass_id)
    except Missing:
        await _expect_sense(viewing, found, body, rule)
        glass = await _kept(door, found, _wish(door, key, found, body, glass_id), body, rule)
    return await shown(door, stores, glass)


async def agreed(door: Door, key: ApiKey, glass_id: str) -> GlassShape:
    """The request, to which a second person agrees; again changes nothing. Raises a Problem."""
    stores, glass = await _standing(door, key, glass_id)
    await _expect_seen(door, key, glass)
    person = _person(key)
    if person.is_the_same_as(glass.by):
        raise Problem(
            403, "second_person_wanted", "Somebody else has to agree to what you asked for."
        )
    after = await stores.glass.agree(glass.id, person, door.clock.now())
    _expect_going_on(door, after)
    return await shown(door, stores, after)


async def ended(door: Door, key: ApiKey, glass_id: str) -> GlassShape:
    """The request, over from now on: by whoever asked, or may agree. Raises a Problem."""
    stores, glass = await _standing(door, key, glass_id)
    if key.id != glass.by.key_id:
        await _expect_seen(door, key, glass)
    _expect_going_on(door, glass)
    after = await stores.glass.mend(glass.id, _person(key), door.clock.now())
    return await shown(door, stores, after)


async def shown(door: Door, stores: RegionStores, glass: Glass) -> GlassShape:
    """The request with the words of its reason, as far as they are still there."""
    [shape] = await all_shown(door, [(stores, glass)])
    return shape


async def all_shown(door: Door, found: list[tuple[RegionStores, Glass]]) -> list[GlassShape]:
    """Requests of several regions, in the order given."""
    now, reasons = door.clock.now(), dict[str, Text]()
    for stores in {id(stores): stores for stores, _ in found}.values():
        theirs = [glass.reason_id for one, glass in found if one is stores]
        reasons |= await stores.vault.get_many(theirs)
    return [
        glass_shape(glass, stores.region, _words(reasons.get(glass.reason_id)), now)
        for stores, glass in found
    ]


def _words(reason: Text | None) -> str | None:
    return None if reason is None else str(reason.content["text"])


def _rule(door: Door, key: ApiKey, region: str) -> GlassRule:
    """What the home's desk says of break-glass. Raises a Problem where it is not for this key."""
    rule = door.desk(region).residency.glass
    if rule is None:
        sentence = "This desk breaks no glass; its residency.yaml would say who may ask."
        raise Problem(403, "glass_not_for_you", sentence)
    if key.role not in rule.roles:
        named = " or ".join(rule.roles)
        raise Problem(403, "glass_not_for_you", f"Break-glass needs the role {named} here.")
    return rule


async def _expect_sense(viewing: Viewing, found: Found, body: NewGlass, rule: GlassRule) -> None:
    """Refuse what nobody needs, what lasts too long, and a reason that says too much itself."""
    if (await viewing.sight(found.stores, found.view.id)).is_clear:
        raise Problem(409, "nothing_masked", "You read this ticket in the clear already.")
    errors = []
    most = int(rule.at_most.total_seconds()) // 60
    if body.minutes > most:
        errors.append(FieldError(field="minutes", detail=f"Ask for at most {most} minutes."))
    errors += [
        FieldError(
            field="reason",
            detail=f"Characters {one.start} to {one.end} read like somebody's {one.kind}: say why "
            "without it.",
        )
        for one in recognised(body.reason)
    ]
    if errors:
        raise invalid(errors)


def _wish(door: Door, key: ApiKey, found: Found, body: NewGlass, glass_id: str) -> Glass:
    return Glass(
        id=glass_id,
        ticket_id=found.view.id,
        customer_id=found.view.customer_id,
        by=_person(key),
        asked_at=door.clock.now(),
        lasts=timedelta(minutes=body.minutes),
        reason_id=f"{glass_id}:reason",
        needs_agreement=False,
    )


async def _kept(door: Door, found: Found, wish: Glass, body: NewGlass, rule: GlassRule) -> Glass:
    """The reason goes under the customer's key first: what is left of it alone can be swept."""
    reason = Text(
        id=wish.reason_id,
        customer_id=wish.customer_id,
        ticket_id=wish.ticket_id,
        kind="reason",
        language=door.detect(body.reason, None),
        content={"text": body.reason},
    )
    try:
        await found.stores.vault.put(reason)
    except Erased:
        raise person_erased() from None
    if rule.second_person:
        return await found.stores.glass.ask(replace(wish, needs_agreement=True))
    return await found.stores.glass.ask(wish.broken(wish.asked_at))


async def _standing(door: Door, key: ApiKey, glass_id: str) -> tuple[RegionStores, Glass]:
    """The request, wherever it is. Raises a Problem, or Elsewhere as `find` does."""
    region = region_of(glass_id)
    stores = door.regions.get(region)
    if stores is None and may_see_of(key, region) and region in door.peers.regions:
        leave(door, key, region)
    if stores is None:
        raise _no_such_glass()
    try:
        return stores, await stores.glass.get(glass_id)
    except Missing:
        raise _no_such_glass() from None


async def _expect_seen(door: Door, key: ApiKey, glass: Glass) -> None:
    """Refuse a request of others, unless the key may agree to it and sees its ticket."""
    try:
        await find(door, key, glass.ticket_id)
    except Problem:
        raise _no_such_glass() from None
    if key.role not in MAY_AGREE:
        raise _no_such_glass()


def _expect_going_on(door: Door, glass: Glass) -> None:
    if glass.state(door.clock.now()) in OVER:
        raise Problem(410, "glass_over", "This request is over; ask anew if it is still needed.")


def _person(key: ApiKey) -> Person:
    return Person(key.id, key.role, key.agent, key.via or key.region)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:26]


def _no_such_glass() -> Problem:
    return Problem(404, "no_such_glass", "There is no such request; check its id.")
