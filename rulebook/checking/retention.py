"""Times for which things are kept: none below what has to be kept, or above what may be."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from domain.privacy import Term
from domain.retention import PROVES, never_shorter, spoken
from rulebook.checking.known import Known
from rulebook.reading.findings import Finding
from rulebook.reading.names import unknown
from rulebook.reading.sources import Sources
from rulebook.schemas.retention import RetentionTimesPart

WHERE: Final = "retention"
NOTHING_OWN: Final = RetentionTimesPart()
FLOORS: Final = MappingProxyType(
    dict.fromkeys((kind.value for kind in PROVES), "records_at_least")
    | {"requests": "requests_at_least"}
)
# What is kept longer than another thing, which would otherwise be left without it; and why.
LONGER: Final = (
    ("records", "texts", "the records of a ticket would go before its texts"),
    ("histories", "texts", "the histories of a ticket would go before its texts"),
    ("records", "histories", "a history says nothing without the ledger that it is compared with"),
    ("people", "texts", "people are erased once no text of theirs is left"),
)


Times = Mapping[str, Term | None]


def retention(sources: Sources, known: Known) -> Iterator[Finding]:
    """Regions that are none, and times that contradict a limit or one another, by region."""
    file = sources.privacy
    if not file.is_whole(WHERE):
        return
    says = file.says.retention
    for name in says.regions:
        said = unknown("region", name, known.regions)
        if said:
            yield file.finding((WHERE, "regions", name), said)
    said_of_all: set[tuple[str, str]] = set()
    for region in sources.regions.says.regions:
        own = says.regions.get(region, NOTHING_OWN).named()
        for key, said in _wrong(says.of(region)):
            if key in own:
                yield file.finding((WHERE, "regions", region, key), f"{region}: {said}")
            elif (key, said) not in said_of_all:
                said_of_all.add((key, said))
                yield file.finding((WHERE, key), said)


def _wrong(times: Times) -> Iterator[tuple[str, str]]:
    """What is wrong with the times of one region: at which key, and the sentence."""
    for kind, limit in FLOORS.items():
        time, floor = times.get(kind), times.get(limit)
        if time is not None and floor is not None and not never_shorter(time, floor):
            said = f"{kind} are kept for {spoken(time)}, less than {limit}, {spoken(floor)}"
            yield kind, said
    most = times.get("texts_at_most")
    if most is not None:
        yield from _above(times.get("texts"), most)
    for longer, shorter, why in LONGER:
        time, other = times.get(longer), times.get(shorter)
        go_with_records = shorter == "histories" and shorter not in times
        if time is None or go_with_records or (other and never_shorter(time, other)):
            continue
        kept = "for ever" if other is None else f"for {spoken(other)}"
        yield longer, f"{longer} are kept for {spoken(time)}, and {shorter} {kept}: {why}"


def _above(time: Term | None, most: Term) -> Iterator[tuple[str, str]]:
    if time is None:
        yield "texts_at_most", f"texts are kept for ever; give them a time up to {spoken(most)}"
    elif not never_shorter(most, time):
        said = f"texts are kept for {spoken(time)}, more than texts_at_most, {spoken(most)}"
        yield "texts", said
