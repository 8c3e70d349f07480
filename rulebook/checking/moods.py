"""Lists of moods: words that are written twice, and harmless ones that hide nothing."""

from collections.abc import Iterator

from domain.moods import Mood, MoodEntry, Moods
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.moods import MoodsFile


def moods(sources: Sources) -> Iterator[Finding]:
    """What is wrong inside of each file of moods/."""
    for file in sources.moods:
        yield from _said_twice(file)
        yield from _hiding_nothing(file)


def _said_twice(file: Written[MoodsFile]) -> Iterator[Finding]:
    """Words that stand twice under one mood; capitals make no difference."""
    seen = set[tuple[Mood, str]]()
    for place, mood, phrase in _phrases(file):
        key = (mood, phrase.casefold())
        if key in seen:
            said = f"'{phrase}' is written twice for {mood}; keep one of them"
            yield file.finding(place, said)
        seen.add(key)


def _hiding_nothing(file: Written[MoodsFile]) -> Iterator[Finding]:
    """What is called harmless and holds none of the words of its mood."""
    if not file.is_whole("entries"):
        return
    language = file.says.language
    entries = file.says.entries.items()
    search = Moods(MoodEntry(language, name, part.means, part.words) for name, part in entries)
    for name, part in file.says.entries.items():
        for index, phrase in enumerate(part.harmless):
            found = search.found_in(phrase.strip("*"), language)
            if not any(one.startswith(f"{language}.{part.means}.") for one in found):
                said = f"'{phrase}' holds no word for {part.means}; leave it out"
                place: Place = ("entries", name, "harmless", index)
                yield file.finding(place, said, Severity.WARNING)


def _phrases(file: Written[MoodsFile]) -> Iterator[tuple[Place, Mood, str]]:
    for name, part in file.says.entries.items():
        for key in ("words", "harmless"):
            for index, phrase in enumerate(getattr(part, key)):
                yield ("entries", name, key, index), part.means, phrase
