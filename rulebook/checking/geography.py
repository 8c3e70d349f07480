"""Regions: every country has exactly one home, and what a region names is there."""

from collections.abc import Iterator

from rulebook.checking.doubles import doubles
from rulebook.checking.known import Known
from rulebook.countries import ALSO_COUNTRIES, iso_countries
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding
from rulebook.reading.names import unknown
from rulebook.reading.sources import Sources
from rulebook.schemas.values import ANY_REGION


def geography(sources: Sources, known: Known) -> Iterator[Finding]:
    """What is wrong with the countries and the regions."""
    if sources.regions.is_read:
        yield from _homes(sources)
        yield from _homeless(sources)
        yield from _default(sources, known)
        yield from _regions(sources, known)


def _homes(sources: Sources) -> Iterator[Finding]:
    file, there = sources.regions, iso_countries() | ALSO_COUNTRIES
    homes: dict[str, str] = {}
    for name, region in file.says.regions.items():
        for index, country in enumerate(region.countries):
            place: Place = ("regions", name, "countries", index)
            if country not in there:
                said = f"'{country}' is no country of ISO 3166-1; write its two letters, like IE"
                yield file.finding(place, said)
            elif country in homes:
                yield file.finding(place, _two_homes(country, homes[country], name))
            homes.setdefault(country, name)


def _two_homes(country: str, first: str, second: str) -> str:
    if first == second:
        return f"{country} is written twice in {first}; keep one of them"
    return f"{country} has two homes, {first} and {second}; keep one"


def _homeless(sources: Sources) -> Iterator[Finding]:
    missing = sorted(iso_countries() - set(_written(sources.regions.raw)))
    if missing:
        said = f"countries without a home: {', '.join(missing)}; give each to one region"
        yield sources.regions.finding(("regions",), said)


def _written(raw: object) -> Iterator[str]:
    """Every country that somebody has written down, also where it does not fit."""
    regions = raw.get("regions") if isinstance(raw, dict) else None
    for region in regions.values() if isinstance(regions, dict) else ():
        countries = region.get("countries") if isinstance(region, dict) else None
        for country in countries if isinstance(countries, list) else ():
            yield str(country).upper()


def _default(sources: Sources, known: Known) -> Iterator[Finding]:
    said = unknown("region", sources.regions.says.default, known.regions)
    if said:
        yield sources.regions.finding(("default",), said)


def _regions(sources: Sources, known: Known) -> Iterator[Finding]:
    file = sources.regions
    for name, region in file.says.regions.items():
        place: Place = ("regions", name)
        if name == ANY_REGION:
            yield file.finding(place, "no region can be called 'any'; give it another name")
        said = unknown("calendar", region.calendar, known.calendars)
        if said:
            yield file.finding((*place, "calendar"), said)
        yield from doubles(file, (*place, "languages"), region.languages)
        for index, neighbour in enumerate(region.neighbours):
            said = unknown("region", neighbour, known.regions)
            if neighbour == name:
                said = f"{name} is no neighbour of itself; leave it out"
            elif neighbour in region.neighbours[:index]:
                said = f"{neighbour} is written twice; keep one of them"
            if said:
                yield file.finding((*place, "neighbours", index), said)
