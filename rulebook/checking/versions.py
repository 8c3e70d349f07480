"""A policy's version names one content, for ever: tickets say by it what they were promised."""

from collections.abc import Iterator

from rulebook.reading.findings import Finding, in_order
from rulebook.reading.folders import Source, folder_of
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources, read_sources
from rulebook.schemas.policies import PolicyFile


def changed_without_version(before: Source, after: Source) -> tuple[Finding, ...]:
    """The policies of `after` that say something else than in `before`, under the same version.

    Ask once for each desk that was ever published, and no version will mean two things. What cannot
    be read is passed over. Raises DeskError where there is no folder at all.
    """
    old, _ = read_sources(folder_of(before))
    new, _ = read_sources(folder_of(after))
    return in_order(changed_between(old, new))


def changed_between(before: Sources, after: Sources) -> Iterator[Finding]:
    """The same of files that are read."""
    promised = {
        (file.says.policy, file.says.version): file for file in before.policies if file.is_whole()
    }
    latest = {file.says.policy: 0 for file in before.policies}
    for file in before.policies:
        latest[file.says.policy] = max(latest[file.says.policy], file.says.version)
    for file in after.policies:
        says = file.says
        earlier = promised.get((says.policy, says.version))
        if earlier is not None and file.is_whole():
            changed = _changed(earlier, file)
            if changed:
                said = f"{says.policy} has another {' and '.join(changed)} than the one in force"
                write = f"write version: {latest[says.policy] + 1}"
                words = f"{said}, and is still version {says.version}; {write}"
                yield file.finding(("version",), words)


def _changed(one: Written[PolicyFile], other: Written[PolicyFile]) -> list[str]:
    before, after = one.says.model_dump(), other.says.model_dump()
    return [key for key in after if after[key] != before[key]]
