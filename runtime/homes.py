"""Which region something belongs to, as every door works it out.

Who never wrote belongs where what they tell says, which is worked out in memory alone; who wrote
before stays at home, so that one person never lives in two regions for a word told otherwise.
"""

import asyncio
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

import structlog

from domain.stores import RegionStores, Unavailable
from rulebook.facts import Desk
from rulebook.home import Home, home_of
from rulebook.phones import country_of_phone
from runtime.installation import ServedRegion

KNOWN: Final = "known customer"
TICKET_ID = re.compile(r"(?P<region>[a-z][a-z0-9]*)-[0-9A-Za-z]{1,40}")


log = structlog.get_logger("homes")


class HomeOf(Protocol):
    """Works out the region in which a customer's data lives."""

    def __call__(
        self,
        *,
        country: str | None,
        phone: str | None,
        account_region: str | None,
        locale: str | None,
    ) -> Home:
        """As `rulebook.home.home_of`, for one desk."""
        ...


def home_by(desk: Callable[[], Desk]) -> HomeOf:
    """By whichever desk there is when it is asked."""

    def home(
        *, country: str | None, phone: str | None, account_region: str | None, locale: str | None
    ) -> Home:
        return home_of(
            desk(), country=country, phone=phone, account_region=account_region, locale=locale
        )

    return home


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as an account of ours knows them."""

    channel: str
    account: str
    sender_id: str = field(repr=False)


async def settled(home: Home, who: Who, regions: Mapping[str, RegionStores]) -> Home:
    """Where somebody lives: of `regions` the one in which they wrote before, else `home`.

    A region whose database does not answer is passed over: it keeps no message of others waiting.
    """
    if home.region in regions and await _knows(regions[home.region], who):
        return home
    others = [stores for name, stores in regions.items() if name != home.region]
    known = await asyncio.gather(*(_knows(stores, who) for stores in others))
    found = [stores.region for stores, is_known in zip(others, known, strict=True) if is_known]
    return Home(found[0], KNOWN) if found else home


async def _knows(stores: RegionStores, who: Who) -> bool:
    try:
        return await stores.profiles.knows(who.channel, who.account, who.sender_id)
    except Unavailable:
        log.warning("a region could not be asked who it knows", region=stores.region)
        return False


def fingerprints_of(regions: Mapping[str, ServedRegion]) -> Callable[[str, bytes], str]:
    """The keyed hash of what is sent to a region: the same in every process that serves it."""
    return partial(
        _fingerprint, {name: region.key.derived("fingerprints") for name, region in regions.items()}
    )


def _fingerprint(keys: Mapping[str, bytes], region: str, body: bytes) -> str:
    return hmac.new(keys[region], body, "sha256").hexdigest()


def region_of(ticket_id: str) -> str:
    """The region that the id names; "" for what is no id."""
    written = TICKET_ID.fullmatch(ticket_id)
    return written["region"] if written else ""


def country_of(country: str | None, phone: str | None) -> str | None:
    """Where somebody is at home, which tells what they may speak; None where nothing tells it."""
    if country:
        return country.upper()
    return country_of_phone(phone) if phone else None
