"""Which translation engines are good enough for which pair of languages."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PairRule:
    """The engines that are good enough for some pairs of languages, the best first.

    `sources` and `targets` are BCP 47 tags; none stand for any language, and `pt` for every
    Portuguese (RFC 4647, basic filtering).
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    engines: tuple[str, ...]

    def fits(self, source: str, target: str) -> bool:
        """Whether the rule is about this pair."""
        return _one_of(source, self.sources) and _one_of(target, self.targets)


def engines_for(
    rules: Sequence[PairRule], source: str, target: str, allowed: Sequence[str]
) -> tuple[str, ...]:
    """The engines to ask for a pair, in order: never one that is not `allowed`.

    The first rule that fits decides; where none does, all that are allowed, in their own order.
    """
    for rule in rules:
        if rule.fits(source, target):
            return tuple(engine for engine in rule.engines if engine in allowed)
    return tuple(allowed)


def _one_of(tag: str, ranges: tuple[str, ...]) -> bool:
    said = tag.replace("_", "-").lower()
    wanted = [each.lower() for each in ranges]
    return not wanted or any(said == each or said.startswith(f"{each}-") for each in wanted)
