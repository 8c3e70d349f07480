"""Routing rules: what they name is there, each can be reached, and every ticket finds one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulebook.checking.cells import Wanted, taken_together
from rulebook.checking.known import Known, Names
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding
from rulebook.reading.names import unknown
from rulebook.reading.sources import Sources
from rulebook.schemas.routing import RulePart


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule, and where it stands."""

    index: int
    name: str
    when: Wanted

    def takes_all_of(self, other: "_Rule") -> bool:
        """Whether every ticket that fits the other rule fits this one."""
        return all(
            fact in other.when and other.when[fact] <= values for fact, values in self.when.items()
        )


def routes(sources: Sources, known: Known) -> Iterator[Finding]:
    """What is wrong with the routing rules."""
    for index, part in enumerate(sources.routing.says.rules):
        yield from _names(sources, known, index, part)
    yield from _double_names(sources)
    yield from _hidden(sources)
    yield from _coverage(sources, known)


def _names(sources: Sources, known: Known, index: int, part: RulePart) -> Iterator[Finding]:
    named: list[tuple[Place, str, Sequence[str], Names]] = [
        (("teams",), "team", part.teams, known.teams),
        (("when", "topic"), "topic", part.when.topic or (), known.topics),
        (("when", "region"), "region", part.when.region or (), known.regions),
    ]
    for place, what, names, there in named:
        for position, name in enumerate(names):
            said = unknown(what, name, there)
            if said is None and what == "team" and name in names[:position]:
                said = f"{name} is named twice; keep one of them"
            if said:
                yield sources.routing.finding(("rules", index, *place, position), said)


def _double_names(sources: Sources) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, rule in enumerate(sources.routing.says.rules):
        if first.setdefault(rule.name, index) != index:
            said = f"two rules are called '{rule.name}'; rename one"
            yield sources.routing.finding(("rules", index, "name"), said)


def _hidden(sources: Sources) -> Iterator[Finding]:
    """Rules that are never reached."""
    said, rules = sources.routing.says, list(_clear_rules(sources))
    whens = [rule.when for rule in rules]
    together = taken_together(whens, sources.regions.says.regions, said.topics)
    for position, rule in enumerate(rules):
        hiding = next((one for one in rules[:position] if one.takes_all_of(rule)), None)
        if hiding is not None or position in together:
            words = f"{_why(rule, hiding)}; write it higher up, or leave it out"
            yield sources.routing.finding(("rules", rule.index), words)


def _why(rule: _Rule, hiding: _Rule | None) -> str:
    never = f"'{rule.name}' is never reached"
    if hiding is None:
        return f"{never}: those before it together take all that it could"
    if rule.takes_all_of(hiding):
        return f"{never}: it wants the same as '{hiding.name}', which stands before it"
    return f"{never}: '{hiding.name}' before it always fits first"


def _clear_rules(sources: Sources) -> Iterator[_Rule]:
    """Rules of which one can tell what they want."""
    file = sources.routing
    for index, part in enumerate(file.says.rules):
        if file.has_all_keys("rules", index) and file.is_whole("rules", index, "when"):
            when = {fact: frozenset(values) for fact, values in part.when.named().items()}
            if "language" in when:  # pt stands for every Portuguese, and pt-BR too
                when["language"] = frozenset(one.partition("-")[0] for one in when["language"])
            yield _Rule(index, part.name, when)


def _coverage(sources: Sources, known: Known) -> Iterator[Finding]:
    """Each region needs a rule that fits whatever the matter is."""
    file = sources.routing
    rules = list(_clear_rules(sources))
    named = {region for rule in rules for region in rule.when.get("region", ())}
    is_clear = file.has_all_keys("rules") and len(rules) == len(file.says.rules)
    if not is_clear or any(unknown("region", name, known.regions) for name in named):
        return
    for name in sources.regions.says.regions:
        if not any(_always_fits(rule, name) for rule in rules):
            said = f"no rule always fits in {name}"
            write = f"end with one whose when is {{region: [{name}]}}"
            yield file.finding(("rules",), f"{said}; {write}")


def _always_fits(rule: _Rule, region: str) -> bool:
    return rule.when.keys() <= {"region"} and region in rule.when.get("region", {region})
