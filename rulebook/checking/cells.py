"""Which rules several others take everything from, though none of them does so alone.

All tickets that rules can tell apart are laid out as cells, one for each combination of facts, and
a set of cells is the bits of one number: so a thousand rules are compared in milliseconds.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Final

from domain.routing import MOST_CONTACTS
from domain.vocabulary import Priority, Tier

Wanted = Mapping[str, frozenset[str]]  # fact -> the values that it may have
MOST_CELLS: Final = 50_000
_ANY_OTHER: Final = ""  # what no rule names: no topic, another language


def taken_together(
    rules: Sequence[Wanted], regions: Iterable[str], topics: Iterable[str]
) -> frozenset[int]:
    """The positions of rules of which those before them take everything.

    Nothing where the rules tell more kinds of tickets apart than can be looked at, or where no
    region is known.
    """
    languages = (one for rule in rules for one in rule.get("language", ()))
    values = {
        "region": [*regions],
        "topic": [*topics, _ANY_OTHER],
        "language": [*languages, _ANY_OTHER],
        "tier": [*Tier],
        "priority": [*Priority],
        "contacts_before": [str(count) for count in range(MOST_CONTACTS + 1)],
    }
    kinds = {fact: _kinds(fact, dict.fromkeys(values[fact]), rules) for fact in values}
    if not 0 < prod(len(each) for each in kinds.values()) <= MOST_CELLS:
        return frozenset()
    cells, found, covered = _Cells(kinds), set[int](), 0
    for position, rule in enumerate(rules):
        mine = cells.of(rule)
        if mine and not mine & ~covered:
            found.add(position)
        elif rule.keys() <= values.keys():  # a message may match any of the patterns, or none
            covered |= mine
    return frozenset(found)


def _kinds(
    fact: str, values: Iterable[str], rules: Iterable[Wanted]
) -> list[tuple[frozenset[str], ...]]:
    """The values of a fact that no rule tells apart: each kind by the sets that it stands in."""
    wanted = dict.fromkeys(rule[fact] for rule in rules if fact in rule)
    return list(dict.fromkeys(tuple(one for one in wanted if each in one) for each in values))


class _Cells:
    def __init__(self, kinds: Mapping[str, Sequence[tuple[frozenset[str], ...]]]) -> None:
        self._of: dict[tuple[str, frozenset[str]], int] = {}  # the cells of a fact and its values
        self._facts = kinds.keys()
        total = prod(len(each) for each in kinds.values())
        self._all = (1 << total) - 1
        width = 1
        for fact, each in kinds.items():
            period = width * len(each)
            every = self._all // ((1 << period) - 1)  # a bit at the beginning of each period
            for number, wanted in enumerate(each):
                mine = (((1 << width) - 1) << (number * width)) * every
                for values in wanted:
                    self._of[fact, values] = self._of.get((fact, values), 0) | mine
            width = period

    def of(self, rule: Wanted) -> int:
        """The cells that fit a rule, by those of its facts that are laid out."""
        found = self._all
        for fact in rule.keys() & self._facts:
            found &= self._of.get((fact, rule[fact]), 0)
        return found
