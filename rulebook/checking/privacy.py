"""Laws: each region has one at most, and every region should have one."""

from collections.abc import Iterator

from rulebook.checking.known import Known
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.names import unknown
from rulebook.reading.sources import Sources


def privacy(sources: Sources, known: Known) -> Iterator[Finding]:
    """Regions that are none or have two laws, and, as a warning, those that have none."""
    file = sources.privacy
    held: dict[str, str] = {}
    for name, law in file.says.laws.items():
        for index, region in enumerate(law.regions):
            place: Place = ("laws", name, "regions", index)
            said = unknown("region", region, known.regions)
            if region in held:
                said = f"{region} has a law already, {held[region]}; keep it in one of them"
            if said:
                yield file.finding(place, said)
            held.setdefault(region, name)
    if sources.regions.is_read and file.is_read and file.is_whole("laws"):
        yield from _lawless(sources, held)


def _lawless(sources: Sources, held: dict[str, str]) -> Iterator[Finding]:
    """A desk without the file has decided nothing about laws, which one line says."""
    regions = sources.regions.says.regions
    missing = [name for name in regions if name not in held]
    if missing:
        said = f"no law says by when requests from {', '.join(missing)} are answered"
        write = "name one under laws, with its regions and answer_within"
        yield sources.privacy.finding(("laws",), f"{said}; {write}", Severity.WARNING)
