"""Which policy a ticket gets: for every combination of facts exactly one must fit best."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Final

from domain.vocabulary import Priority, Tier
from rulebook.checking.known import Known
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding
from rulebook.reading.names import unknown
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.policies import PolicyFile

_PLACE: Final[Place] = ("applies_to",)
Facts = tuple[str, ...]  # a value for each fact, in their order
_Claim = tuple[Written[PolicyFile], Mapping[str, tuple[str, ...]]]


def claims(sources: Sources, known: Known) -> Iterator[Finding]:
    """Facts that nobody knows, policies that fit equally well, and tickets that none is for."""
    for file in sources.policies:
        yield from _names(file, known)
    if not (sources.regions.is_read and sources.channels.is_read):
        return
    facts = {
        "region": [*sources.regions.says.regions],
        "tier": [*Tier],
        "priority": [*Priority],
        "channel": sorted({account.channel for account in sources.channels.says.accounts}),
    }
    clear = [_claim(file) for file in sources.policies if _is_clear(file, known)]
    best = {each: _best(clear, dict(zip(facts, each, strict=True))) for each in _all(facts)}
    yield from _rivals(best, facts)
    if clear and sources.all_read("policies") and len(clear) == len(sources.policies):
        yield from _unclaimed([each for each in best if not best[each]], facts)


def _names(file: Written[PolicyFile], known: Known) -> Iterator[Finding]:
    applies = file.says.applies_to
    for fact, names, there in (
        ("region", applies.region, known.regions),
        ("channel", applies.channel, known.channels),
    ):
        for index, name in enumerate(names or ()):
            said = unknown(fact, name, there)
            if said:
                yield file.finding((*_PLACE, fact, index), said)


def _is_clear(file: Written[PolicyFile], known: Known) -> bool:
    """Whether one can tell what the policy is for."""
    return file.has_all_keys() and file.is_whole(*_PLACE) and not any(_names(file, known))


def _claim(file: Written[PolicyFile]) -> _Claim:
    return file, file.says.applies_to.named()


def _all(facts: Mapping[str, Sequence[str]]) -> Iterator[Facts]:
    return product(*facts.values())


def _best(clear: Sequence[_Claim], facts: Mapping[str, str]) -> tuple[Written[PolicyFile], ...]:
    """Those that fit and name the most facts."""
    fitting = [
        (file, wanted)
        for file, wanted in clear
        if all(facts[fact] in values for fact, values in wanted.items())
    ]
    most = max((len(wanted) for _, wanted in fitting), default=0)
    return tuple(file for file, wanted in fitting if len(wanted) == most)


def _rivals(
    best: Mapping[Facts, tuple[Written[PolicyFile], ...]], facts: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    """Policies with an equal claim, each group once, in the file of the last of them."""
    seen: set[tuple[str, ...]] = set()
    for each, files in best.items():
        names = tuple(file.says.policy for file in files)
        is_one = len(set(names)) < len(names)  # of which there are two: that is said already
        if len(files) > 1 and names not in seen and not is_one:
            seen.add(names)
            both = " and ".join(f"'{name}'" for name in names)
            example = ", ".join(map(" ".join, zip(facts, each, strict=True)))
            said = f"{both} fit equally well, for example for {example}"
            yield files[-1].finding(_PLACE, f"{said}; let one name more facts")


def _unclaimed(missing: Sequence[Facts], facts: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Where no policy fits: the combination of facts, or one of several such."""
    if not missing:
        return
    values = [list(dict.fromkeys(column)) for column in zip(*missing, strict=True)]
    is_all = prod(map(len, values)) == len(missing)  # then their facts can be said one by one
    shown = values if is_all else [[value] for value in missing[0]]
    named = [
        f"{fact} {' or '.join(some)}"
        for fact, some in zip(facts, shown, strict=True)
        if not is_all or len(some) < len(facts[fact])
    ]
    which = f"with {', '.join(named)}" if named else "at all"
    others = "" if is_all else f" (and {len(missing) - 1} other combinations)"
    said = f"no policy fits tickets {which}{others}"
    yield Finding("policies/", None, f"{said}; let one apply to everything")
