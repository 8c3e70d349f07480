"""Which policy a ticket gets: for every combination of facts exactly one must fit best."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, reduce
from itertools import product
from math import prod
from operator import and_
from typing import Final

from domain.vocabulary import Priority, Tier
from rulebook.checking.known import Known
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding
from rulebook.reading.names import unknown
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.policies import PolicyFile

MOST_NAMED: Final = 4  # policies in one sentence
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
    best = _best_of_all(clear, facts)
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


def _best_of_all(
    clear: Sequence[_Claim], facts: Mapping[str, Sequence[str]]
) -> dict[Facts, tuple[Written[PolicyFile], ...]]:
    """For every combination of facts the policies that fit and name the most of them.

    A set of policies is the bits of one number, so that many thousand combinations take no time.
    """
    fitting = [
        {value: sum(1 << bit for bit in _open_to(clear, fact, value)) for value in values}
        for fact, values in facts.items()
    ]

    @cache
    def best(bits: int) -> tuple[Written[PolicyFile], ...]:
        fit = [claim for bit, claim in enumerate(clear) if bits >> bit & 1]
        most = max((len(wanted) for _, wanted in fit), default=0)
        return tuple(file for file, wanted in fit if len(wanted) == most)

    return {
        each: best(reduce(and_, (by[value] for by, value in zip(fitting, each, strict=True))))
        for each in product(*facts.values())
    }


def _open_to(clear: Sequence[_Claim], fact: str, value: str) -> Iterator[int]:
    """Which claims a value of a fact fits."""
    for number, (_, wanted) in enumerate(clear):
        if value in wanted.get(fact, (value,)):
            yield number


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
            both = _listed(names)
            example = ", ".join(map(" ".join, zip(facts, each, strict=True)))
            said = f"{both} fit equally well, for example for {example}"
            yield files[-1].finding(_PLACE, f"{said}; let one name more facts")


def _listed(names: Sequence[str]) -> str:
    """Some of them, if there are many."""
    shown = [f"'{name}'" for name in names[:MOST_NAMED]]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return " and ".join([*shown, *more])


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
