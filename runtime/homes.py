"""Which region something belongs to, as every door works it out: in memory alone."""

import hmac
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from rulebook.facts import Desk
from rulebook.home import Home, home_of
from rulebook.phones import country_of_phone
from runtime.installation import ServedRegion

TICKET_ID = re.compile(r"(?P<region>[a-z][a-z0-9]*)-[0-9A-Za-z]{1,40}")


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
