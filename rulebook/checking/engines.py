"""What translation engines need, and what the files say of them."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from rulebook.reading.findings import Finding
from rulebook.reading.sources import Sources
from rulebook.schemas.translation import EnginePart

# What only some engines have, and what an engine cannot do without.
_ONLY: Final = MappingProxyType(
    {
        "key": ("deepl", "microsoft", "libre"),
        "location": ("microsoft",),
        "formality": ("deepl",),
        "email": ("mymemory",),
    }
)
_NEEDS: Final = MappingProxyType({"deepl": "key", "microsoft": "key", "libre": "url"})


def engines(sources: Sources) -> Iterator[Finding]:
    """Keys that an engine does not have, and engines that a region names without what they need."""
    file = sources.translation
    for name, part in file.says.engines.items():
        for key, having in _ONLY.items():
            if getattr(part, key) is not None and name not in having:
                said = f"{name} has no {key}; it is for {' and '.join(having)}"
                yield file.finding(("engines", name, key), said)
    if file.is_read and file.is_whole("engines"):
        yield from _without_their_needs(sources)


def _without_their_needs(sources: Sources) -> Iterator[Finding]:
    regions, known = sources.regions, sources.translation.says.engines
    for region, part in regions.says.regions.items():
        for index, name in enumerate(part.translation_engines):
            need = _NEEDS.get(name)
            if need is not None and getattr(known.get(name, EnginePart()), need) is None:
                said = f"{name} needs a {need}: write it in translation.yaml, under engines: {name}"
                yield regions.finding(("regions", region, "translation_engines", index), said)
