"""Everything in which the files of a desk do not agree with each other."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from rulebook.checking.accounts import accounts
from rulebook.checking.claims import claims
from rulebook.checking.customs import customs
from rulebook.checking.engines import engines
from rulebook.checking.geography import geography
from rulebook.checking.known import known_in
from rulebook.checking.ladders import ladders
from rulebook.checking.moods import moods
from rulebook.checking.people import people
from rulebook.checking.privacy import privacy
from rulebook.checking.residency import residency
from rulebook.checking.retention import retention
from rulebook.checking.routes import routes
from rulebook.reading.findings import Finding
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources


def disagreements(sources: Sources) -> Iterator[Finding]:
    """All of it; what would need a file that cannot be read is passed over in silence."""
    known = known_in(sources)
    return chain(
        _double_names(sources),
        geography(sources, known),
        people(sources, known),
        routes(sources, known),
        claims(sources, known),
        ladders(sources, known),
        customs(sources),
        moods(sources),
        accounts(sources, known),
        engines(sources),
        residency(sources, known),
        privacy(sources, known),
        retention(sources, known),
    )


def _double_names(sources: Sources) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, key, file in _named(sources):
        if name in seen:
            said = f"the {name} stands in {seen[name]} already; give this one another name"
            yield file.finding((key,), said)
        seen.setdefault(name, file.document.name)


def _named(sources: Sources) -> Iterator[tuple[str, str, Written[Any]]]:
    for calendar in sources.calendars:
        yield f"calendar '{calendar.says.calendar}'", "calendar", calendar
    for policy in sources.policies:
        yield f"policy '{policy.says.policy}'", "policy", policy
    for roster in sources.rosters:
        yield f"roster of '{roster.says.team}'", "team", roster
    for culture in sources.cultures:
        yield f"culture '{culture.says.culture}'", "culture", culture
    for concept in sources.concepts:
        yield f"concept '{concept.says.concept}'", "concept", concept
    for file in sources.moods:
        yield f"list of moods in '{file.says.language}'", "language", file
