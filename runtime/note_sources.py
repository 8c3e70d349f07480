"""Signed notes from wherever somebody kept them: the desk's folder, or what an auditor brings."""

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from runtime.checkpoint_files import NoteFile, NoteFolder


class NoNote(Exception):
    """A file that was named as a signed note and is none."""


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note, not believed yet: where it was found, and of how many entries it says to be."""

    where: str
    size: int
    text: str


class OutsideNotes:
    """Notes of files, in the order of their sizes. What is read is one stretch at a time."""

    def __init__(self, files: Iterable[NoteFile] = ()) -> None:
        self._files = sorted(files, key=lambda file: file.size)

    def between(self, after: int, last: int) -> list[FoundNote]:
        """The notes of more than so many entries, up to so many. Raises OSError."""
        start, end = self._place(after), self._place(last)
        return [_found(file) for file in self._files[start:end]]

    def beyond(self, size: int) -> Iterator[FoundNote]:
        """The notes of more entries than that, the shortest first. Raises OSError."""
        return (_found(file) for file in self._files[self._place(size) :])

    def next_size(self, size: int) -> int | None:
        """Of how many entries the first note is that has at least so many."""
        place = self._place(size - 1)
        return self._files[place].size if place < len(self._files) else None

    def __len__(self) -> int:
        return len(self._files)

    def _place(self, size: int) -> int:
        return bisect.bisect_right(self._files, size, key=lambda file: file.size)


def notes_at(path: Path, region: str) -> list[NoteFile]:
    """The notes of a file, of a folder, or of the region's own folder in it.

    Raises NoNote for a file that is none, or for a place where there is nothing; and OSError.
    """
    if path.is_file():
        return [NoteFile(_size_of(path), path)]
    if not path.is_dir():
        raise NoNote(f"there is nothing at {path}")
    own = path / region
    return NoteFolder(own if own.is_dir() else path).in_order()


def _size_of(path: Path) -> int:
    """What its second line says; whether that is true comes later."""
    lines = NoteFile(0, path).read().split("\n", 2)
    if len(lines) < 3 or not lines[1].isdecimal() or not lines[1].isascii():
        raise NoNote(f"{path} is no signed note of a trail")
    return int(lines[1])


def _found(file: NoteFile) -> FoundNote:
    return FoundNote(str(file.path), file.size, file.read())
