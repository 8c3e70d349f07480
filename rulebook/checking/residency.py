"""Who reads what elsewhere: rules name what there is, show no more than a group may, and decide."""

from collections.abc import Iterator
from itertools import permutations

from domain.residency import WITH_A_SHAPE, Piece, Residency, ResidencyRule, Show
from rulebook.checking.doubles import doubles
from rulebook.checking.known import Known
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.names import unknown
from rulebook.reading.sources import Sources
from rulebook.residency import residency_of
from rulebook.schemas.residency import PlacesPart

Pairs = list[tuple[str, str]]  # of a home and of where its customers are read


def residency(sources: Sources, known: Known) -> Iterator[Finding]:
    """What is wrong with the rules of residency.yaml, alone and against regions.yaml."""
    named = [*_places(sources, known)]
    yield from named
    yield from _names(sources)
    yield from _reasons(sources)
    if not named and sources.residency.is_whole() and sources.regions.is_whole("regions"):
        yield from _decisions(sources)


def _places(sources: Sources, known: Known) -> Iterator[Finding]:
    for index, rule in enumerate(sources.residency.says.rules):
        for key, part in (("of", rule.of), ("read_in", rule.read_in)):
            if part is not None:
                yield from _unknown(sources, known, index, key, part)


def _unknown(
    sources: Sources, known: Known, index: int, key: str, part: PlacesPart
) -> Iterator[Finding]:
    file, regions = sources.residency, sources.regions
    groups = {one.residency for one in regions.says.regions.values()}
    for what, names, there in (
        ("region", part.region, known.regions),
        ("group", part.group, sorted(groups) if regions.is_whole("regions") else None),
    ):
        yield from doubles(file, ("rules", index, key, what), names)
        for number, name in enumerate(names):
            said = unknown(what, name, there)
            if said:
                yield file.finding(("rules", index, key, what, number), said)


def _names(sources: Sources) -> Iterator[Finding]:
    file, seen = sources.residency, set[str]()
    for index, rule in enumerate(file.says.rules):
        if rule.name in seen:
            said = f"the rule '{rule.name}' is there twice; give this one another name"
            yield file.finding(("rules", index, "name"), said)
        seen.add(rule.name)


def _reasons(sources: Sources) -> Iterator[Finding]:
    file = sources.residency
    if file.says.reasons or not file.is_whole("reasons"):
        return
    for index, rule in enumerate(file.says.rules):
        if rule.reason:
            said = "there is no reason that anybody could give; write some under reasons"
            yield file.finding(("rules", index, "reason"), said)


def _decisions(sources: Sources) -> Iterator[Finding]:
    """What each rule comes to, between the regions that it decides for."""
    decided, file = residency_of(sources), sources.residency
    pairs = [*permutations(decided.groups, 2)]
    for index, rule in enumerate(decided.rules):
        mine = [pair for pair in pairs if decided.rule_for(*pair) is rule]
        if not mine:
            said = "this rule decides nothing; leave it out, or write it above those that do"
            yield file.finding(("rules", index), said, Severity.WARNING)
        apart = [pair for pair in mine if not decided.share(*pair)]
        if apart:
            yield from _wider_than_the_group(sources, decided, index, apart)


def _wider_than_the_group(
    sources: Sources, decided: Residency, index: int, apart: Pairs
) -> Iterator[Finding]:
    """What must not leave a residency group, and would."""
    file, rule, (home, region) = sources.residency, decided.rules[index], apart[0]
    where = f"{region}, which is of another residency group than {home}"
    for piece in Piece:
        if rule.shows[piece] is Show.CLEAR:
            said = f"{piece} would be clear in {where}; write masked or hidden"
            yield file.finding(("rules", index, piece), said)
    left = ", ".join(_left_readable(rule))
    if left:
        said = f"{left} can be read in {where}; add it to masks, unless that is meant"
        yield file.finding(("rules", index, "masks"), said, Severity.WARNING)


def _left_readable(rule: ResidencyRule) -> list[str]:
    if Show.MASKED not in rule.shows.values():
        return []
    return [kind for kind in WITH_A_SHAPE if kind not in rule.masks]
