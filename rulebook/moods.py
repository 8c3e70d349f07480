"""What a desk's files say of moods, as the rules search messages for it."""

from collections.abc import Iterable

from domain.moods import MoodEntry, Moods
from rulebook.schemas.moods import MoodsFile


def moods_of(files: Iterable[MoodsFile]) -> Moods:
    """All of it, from files of different languages."""
    return Moods(
        MoodEntry(file.language, name, part.means, part.words, part.harmless)
        for file in files
        for name, part in file.entries.items()
    )
