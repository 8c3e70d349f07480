"""What a desk's files say of countries and faiths, put together for each of them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from domain.cultures import (
    UNKNOWN,
    Concept,
    Culture,
    Customs,
    DraftRule,
    NameOrder,
    Register,
)
from rulebook.reading.sources import Sources
from rulebook.schemas.culture import ConceptFile, CultureFile


def culture_of(sources: Sources) -> Culture:
    """All of it, from files that do not contradict each other."""
    files = [file.says for file in sources.cultures]
    countries = sorted({country for file in files for country in file.countries})
    faiths = sorted({file.faith for file in files if file.faith is not None})
    return Culture(
        countries=MappingProxyType(
            {one: _together(file for file in files if one in file.countries) for one in countries}
        ),
        faiths=MappingProxyType(
            {one: _together(file for file in files if file.faith is one) for one in faiths}
        ),
        concepts=MappingProxyType(
            {file.says.concept: _concept(file.says) for file in sources.concepts}
        ),
    )


def name_orders(sources: Sources) -> Mapping[str, NameOrder]:
    """In which order people are called, by country, where it was written down."""
    files = (file.says for file in sources.cultures)
    return MappingProxyType(
        {country: file.names for file in files if file.names for country in file.countries}
    )


def _together(files: Iterable[CultureFile]) -> Customs:
    """Of several files about one country, each says its part."""
    whole = UNKNOWN
    for part in map(_customs, files):
        whole = Customs(
            rules=tuple(dict.fromkeys((*whole.rules, *part.rules))),
            hint=whole.hint or part.hint,
            registers={**whole.registers, **part.registers},
            wording={
                language: {**whole.wording.get(language, {}), **part.wording.get(language, {})}
                for language in (*whole.wording, *part.wording)
            },
            names=whole.names or part.names,
            payment=whole.payment or part.payment,
            contact=whole.contact or part.contact,
        )
    return whole


def _customs(file: CultureFile) -> Customs:
    return Customs(
        rules=tuple(
            DraftRule(concept, part.action, part.suggest) for concept, part in file.avoid.items()
        ),
        hint=file.hint or "",
        registers={
            language: Register(part.address, part.how or "")
            for language, part in file.registers.items()
        },
        wording=file.wording,
        names=file.names,
        payment=file.usual.payment or "",
        contact=file.usual.contact or "",
    )


def _concept(file: ConceptFile) -> Concept:
    words: Mapping[str, tuple[str, ...]] = MappingProxyType(dict(file.words))
    return Concept(file.concept, file.means, words, MappingProxyType(dict(file.harmless)))
