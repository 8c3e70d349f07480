"""What the files say of who reads what of whose customers, as the domain decides by it."""

from types import MappingProxyType

from domain.residency import Residency
from rulebook.reading.sources import Sources


def residency_of(sources: Sources) -> Residency:
    """The rules of `residency.yaml` over the groups of `regions.yaml`."""
    says = sources.residency.says
    groups = {name: part.residency for name, part in sources.regions.says.regions.items()}
    return Residency(
        groups=MappingProxyType(groups),
        rules=tuple(rule.as_rule() for rule in says.rules),
        reasons=MappingProxyType(dict(says.reasons)),
        briefs=says.briefs,
        glass=None if says.break_glass is None else says.break_glass.as_rule(),
    )
