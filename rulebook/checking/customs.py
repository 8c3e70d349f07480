"""Cultures: every country is one that there is, and no two files contradict each other about it."""

from collections.abc import Iterator

from rulebook.checking.concepts import hiding_nothing, said_twice
from rulebook.countries import ALSO_COUNTRIES, iso_countries
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.names import unknown
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.culture import CultureFile

Saying = tuple[Place, object]  # where something is said of a country, and what


def customs(sources: Sources) -> Iterator[Finding]:
    """What is wrong between the files of culture/ and concepts/."""
    yield from _countries(sources)
    yield from _concepts(sources)
    yield from _contradictions(sources)
    yield from _circles(sources)
    for concept in sources.concepts:
        yield from said_twice(concept)
        yield from hiding_nothing(concept)
    yield from _unused(sources)


def _countries(sources: Sources) -> Iterator[Finding]:
    there = iso_countries() | ALSO_COUNTRIES
    for file in sources.cultures:
        for index, country in enumerate(file.says.countries):
            place: Place = ("countries", index)
            if country not in there:
                said = f"'{country}' is no country of ISO 3166-1; write its two letters, like IE"
                yield file.finding(place, said)
            elif country in file.says.countries[:index]:
                yield file.finding(place, f"{country} is written twice; keep one of them")


def _concepts(sources: Sources) -> Iterator[Finding]:
    known = [file.says.concept for file in sources.concepts] + [*sources.unread["concepts"]]
    for file in sources.cultures:
        for concept in file.says.avoid:
            said = unknown("concept", concept, known)
            if said:
                yield file.finding(("avoid", concept), said)


def _contradictions(sources: Sources) -> Iterator[Finding]:
    """Two sayings about one thing of one country or faith, told in the file of the later."""
    seen: dict[tuple[str, Place], tuple[object, str]] = {}
    told: set[tuple[str, Place, str]] = set()
    for file in sources.cultures:
        for about in _about(file.says):
            for place, value in _sayings(file.says):
                earlier, name = seen.setdefault((about, place), (value, file.document.name))
                if earlier != value and (file.document.name, place, name) not in told:
                    told.add((file.document.name, place, name))
                    yield _contradiction(file, about, place, name)


def _about(file: CultureFile) -> Iterator[str]:
    yield from dict.fromkeys(file.countries)
    if file.faith is not None:
        yield str(file.faith)


def _sayings(file: CultureFile) -> Iterator[Saying]:
    """Everything of which a country has one."""
    yield from (((name,), value) for name in ("hint", "names") if (value := getattr(file, name)))
    yield from ((("usual", name), value) for name, value in file.usual if value)
    yield from ((("register", language), part) for language, part in file.registers.items())
    yield from ((("avoid", concept), part) for concept, part in file.avoid.items())
    for language, words in file.wording.items():
        yield from ((("wording", language, word), here) for word, here in words.items())


def _contradiction(file: Written[CultureFile], about: str, place: Place, other: str) -> Finding:
    what = " ".join(map(str, place))
    said = f"{about} has another {what} in {other}; keep one of them, or write the same in both"
    return file.finding(place, said)


def _circles(sources: Sources) -> Iterator[Finding]:
    """Words that one file suggests for a country and another, or the same, replaces there."""
    replaced = {
        (country, language, word.casefold()): file.document.name
        for file in sources.cultures
        for country in file.says.countries
        for language, words in file.says.wording.items()
        for word in words
    }
    for file in sources.cultures:
        for language, words in file.says.wording.items():
            for word, here in words.items():
                keys = ((one, language, here.casefold()) for one in file.says.countries)
                other = next((replaced[key] for key in keys if key in replaced), None)
                if other is not None:
                    said = f"'{here}' is suggested for '{word}', and {other} replaces '{here}'"
                    yield file.finding(("wording", language, word), f"{said}; keep one of them")


def _unused(sources: Sources) -> Iterator[Finding]:
    if not sources.all_read("culture"):
        return
    used = {concept for file in sources.cultures for concept in file.says.avoid}
    for file in sources.concepts:
        if file.says.concept not in used:
            said = f"no culture avoids '{file.says.concept}'; let one, or delete the file"
            yield file.finding(("concept",), said, Severity.WARNING)
