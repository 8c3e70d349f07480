"""Examines a desk: all that is wrong with its files, and what its people should look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from rulebook.checking.agreement import disagreements
from rulebook.checking.horizon import too_late
from rulebook.checking.rota import rota_gaps, spoken_by_nobody
from rulebook.checking.versions import changed_between
from rulebook.checking.workable import workable
from rulebook.desk import desk_of
from rulebook.facts import Desk
from rulebook.publishing.editions import files_of
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding, in_order
from rulebook.reading.folders import Source, folder_of
from rulebook.reading.sources import read_sources


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, by file and line, and the desk itself where it can be used."""

    findings: tuple[Finding, ...]
    desk: Desk | None
    # The languages of each region that nobody speaks who gets its tickets.
    translated: Mapping[str, tuple[str, ...]]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the desk from being used."""
        return tuple(one for one in self.findings if one.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What somebody should look at."""
        return tuple(one for one in self.findings if not one.is_error)


def examine(source: Source, now: datetime, against: Source | None = None) -> Examination:
    """Everything at once, of a folder or of texts by their paths in one; `now` is aware.

    `against` is the desk in force: a policy that differs from it needs another version. A slip in
    one file hides nothing in others, and nothing is found that only follows from a slip.
    Raises DeskError where a folder is not there at all.
    """
    sources, findings = read_sources(folder_of(source))
    able = workable(sources)
    found = [*findings, *disagreements(sources)]
    found += _unkept(source)
    found += [*rota_gaps(sources, able, now), *too_late(sources, able, now)]
    if against is not None:
        earlier, _ = read_sources(folder_of(against))
        found += changed_between(earlier, sources)
    desk = None if any(one.is_error for one in found) else desk_of(sources)
    translated = {region: spoken_by_nobody(able, region) for region in able.takers}
    return Examination(in_order(found), desk, MappingProxyType(translated))


def _unkept(source: Source) -> tuple[Finding, ...]:
    """What of a folder could not be published, such as a file whose name is too long."""
    if isinstance(source, Path):
        try:
            files_of(source)
        except DeskError as error:
            return error.findings
    return ()
