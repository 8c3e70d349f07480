"""What was set aside, step by step: found, read again or destroyed, and noted on the trail."""

from dataclasses import replace
from typing import Final

from api.door import Door, UnknownAccount
from api.elsewhere import leave
from api.hearing import receiver_of
from api.problems import Problem
from api.set_aside_shapes import SetAsideShape, set_aside_shape
from domain.access import ApiKey
from domain.audit import Action, Deed
from domain.channels import Channel
from domain.set_aside import Raw, SetAside, Settled
from domain.stores import Missing, RegionStores
from runtime.arriving import Address
from runtime.homes import region_of
from runtime.raw_requests import read_back
from runtime.received import Outcome

NO_ACCOUNT: Final = "no_such_account"
ELSEWHERE: Final = "other_region"
DEEDS: Final = {
    Settled.READ: Action.SET_ASIDE_READ,
    Settled.DISCARDED: Action.SET_ASIDE_DISCARDED,
}


async def read_again(door: Door, key: ApiKey, set_aside_id: str) -> SetAsideShape:
    """It is read and settled. Raises a Problem where it is not there, or still unreadable."""
    stores = _stores(door, key, set_aside_id)
    raw = await _standing(stores, set_aside_id)
    reason = await _fault(door, raw)
    if reason is None:
        return await _settled(door, key, stores, raw.one, Settled.READ)
    deed = _deed(door, key, raw.one, Action.SET_ASIDE_TRIED, reason)
    try:
        await stores.channels.set_asides.tried(raw.one.id, reason, deed)
    except Missing:
        raise _no_such_one() from None
    raise Problem(
        409,
        "still_unreadable",
        "It still cannot be read, and stays; `reason` says why. Discard what nobody needs.",
        facts={"reason": reason},
    )


async def discarded(door: Door, key: ApiKey, set_aside_id: str) -> SetAsideShape:
    """It is destroyed. Raises a Problem where it is not there, or settled already."""
    stores = _stores(door, key, set_aside_id)
    raw = await _standing(stores, set_aside_id)
    return await _settled(door, key, stores, raw.one, Settled.DISCARDED)


async def _fault(door: Door, raw: Raw) -> str | None:
    """Why it cannot be taken in; None where all of it was."""
    found = _channel(door, raw.one)
    if found is None:
        return NO_ACCOUNT
    channel, address = found
    received = await receiver_of(door).receive(channel, address, read_back(raw.content))
    if received.outcomes.get(Outcome.ELSEWHERE):
        return ELSEWHERE
    return received.unreadable.get(raw.one.id)


def _channel(door: Door, one: SetAside) -> tuple[Channel, Address] | None:
    """The account's channel as it is today; None where the desk has it no more."""
    try:
        known = door.account(one.channel, one.account)
    except UnknownAccount:
        return None
    channel = door.ears.of(one.channel, one.account)
    if channel is None:
        return None
    return channel, Address(one.channel, known.name, known.region)


async def _settled(
    door: Door, key: ApiKey, stores: RegionStores, one: SetAside, how: Settled
) -> SetAsideShape:
    deed = _deed(door, key, one, DEEDS[how], one.reason)
    try:
        await stores.channels.set_asides.settle(one.id, how, deed)
    except Missing:
        raise _no_such_one() from None
    return set_aside_shape(stores.region, replace(one, settled=how.value))


def _stores(door: Door, key: ApiKey, set_aside_id: str) -> RegionStores:
    """The stores of the region that it lies in. Raises a Problem."""
    region = region_of(set_aside_id)
    if not key.reaches(region):
        raise _no_such_one()
    stores = door.regions.get(region)
    if stores is None and region in door.peers.regions:
        leave(door, key, region)
    if stores is None:
        raise _no_such_one()
    return stores


async def _standing(stores: RegionStores, set_aside_id: str) -> Raw:
    try:
        return await stores.channels.set_asides.get(set_aside_id)
    except Missing:
        raise _no_such_one() from None


def _deed(door: Door, key: ApiKey, one: SetAside, action: Action, reason: str) -> Deed:
    facts = {"channel": one.channel, "account": one.account, "size": one.size}
    return Deed(door.clock.now(), action, key.actor_id, key.role, one.id, reason, facts)


def _no_such_one() -> Problem:
    return Problem(404, "no_such_set_aside", "There is nothing of that id that waits to be read.")
