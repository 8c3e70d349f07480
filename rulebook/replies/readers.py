"""Whom a reply speaks to: what they are called, whose forms they use, by which clock they live."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import get_global

from domain.arrivals import Sender
from domain.cultures import NameOrder, Recipient
from rulebook.phones import country_of_phone, zones_of_phone
from rulebook.recipients import recipient_of

Orders = Mapping[str, NameOrder]  # by country, ISO 3166-1 alpha-2
# By whose clock nearly everybody lives where a country has several: Unicode's `primaryZones`
# (UTS #35, part 4), which babel leaves out. For others of several clocks a phone number may tell.
_DOMINANT: Final = MappingProxyType(
    {
        "CL": "America/Santiago",
        "CN": "Asia/Shanghai",
        "EC": "America/Guayaquil",
        "ES": "Europe/Madrid",
        "NZ": "Pacific/Auckland",
        "PT": "Europe/Lisbon",
    }
)
_OF_A_COUNTRY: Final = 2  # letters; +800 is of the region 001, which is the world
# What stands behind a comma and is no given name.
_SUFFIXES: Final = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "md", "phd", "dr", "inc", "ltd", "llc"}
)


@dataclass(frozen=True, slots=True)
class Reader:
    """What of a customer makes a reply look otherwise; all is empty where they told nothing.

    `clocks` are groups of IANA zones: they live by the first group that agrees on the time.
    """

    name: str = ""  # in the order of their culture
    territory: str | None = None  # whose dates and amounts they are used to
    clocks: tuple[tuple[str, ...], ...] = ()

    def zone(self, at: datetime) -> ZoneInfo | None:
        """By which clock they live at an instant; None where that cannot be told."""
        for group in self.clocks:
            zones = [ZoneInfo(name) for name in group]
            if len({at.astimezone(zone).utcoffset() for zone in zones}) == 1:
                return zones[0]
        return None


NOBODY: Final = Reader()


def reader_of(profiles: Sequence[Sender], language: str, orders: Orders) -> Reader:
    """The reader of a reply in a language, from all that they told of themselves.

    A locale tells whose forms they use, but not where they live.
    """
    recipient = recipient_of(profiles, language)
    home = recipient_of([replace(one, locale=None) for one in profiles], language).country
    name = next((one.name for one in profiles if one.name), "")
    return Reader(
        name=called(name, orders.get(_culture(recipient) or "")),
        territory=recipient.variant,
        clocks=tuple(_clocks(profiles, home)),
    )


def called(name: str, order: NameOrder | None) -> str:
    """A name as people say it: only "Sato, Hanako" tells which is the family name.

    It becomes "Sato Hanako" where the family name comes first, else "Hanako Sato". Any other name
    stays as its owner wrote it.
    """
    family, comma, given = (part.strip() for part in name.partition(","))
    plain = family and given and "," not in given
    if not (comma and plain) or given.rstrip(".").replace(".", "").casefold() in _SUFFIXES:
        return name
    return f"{family} {given}" if order is NameOrder.FAMILY_FIRST else f"{given} {family}"


def _culture(recipient: Recipient) -> str | None:
    """The country that a reader's names are ordered by; by the language where none was told."""
    if recipient.country is not None:
        return recipient.country
    likely = get_global("likely_subtags").get(recipient.language.partition("-")[0])
    return likely.rpartition("_")[2] if likely else None


def _clocks(profiles: Sequence[Sender], home: str | None) -> Iterator[tuple[str, ...]]:
    if home is None or len(home) != _OF_A_COUNTRY:
        return
    yield from (group for group in [tuple(get_global("territory_zones").get(home, ()))] if group)
    phones = (one.phone for one in profiles if one.phone and country_of_phone(one.phone) == home)
    yield from (group for group in map(zones_of_phone, phones) if group)
    if home in _DOMINANT:
        yield (_DOMINANT[home],)
