"""For how long each region keeps what, as the domain goes by it."""

from collections.abc import Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.privacy import LegalDays
from domain.retention import Retention, RetentionKind
from rulebook.reading.sources import Sources


def retention_of(sources: Sources) -> Mapping[str, Retention]:
    """The times of `privacy.yaml` for every region, counted on the wall of its calendar."""
    says = sources.privacy.says.retention
    zones = {file.says.calendar: file.says.zone for file in sources.calendars}
    found = {}
    for name, region in sources.regions.says.regions.items():
        told = says.of(name)
        terms = {kind: term for kind in RetentionKind if (term := told.get(kind.value))}
        days = LegalDays(ZoneInfo(zones[region.calendar]))
        found[name] = Retention(days, MappingProxyType(terms))
    return MappingProxyType(found)
