"""Signed notes of a region's trail, kept in files: what a database that was rolled back lacks."""

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.checkpoints import Checkpoint, NoCheckpoint, read_checkpoint
from runtime.signed_notes import BadSignature, opened

DIGITS: Final = 12  # so that names stand in the order of sizes
NAME: Final = re.compile(rf"(?P<size>[0-9]{{{DIGITS}}})\.note")
LONGEST: Final = 1_000_000  # bytes of a note


class NoteDiffers(Exception):
    """Another note stands already where one was to be written."""


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A note by its name in the folder, which says of how many entries it is."""

    size: int
    path: Path

    def read(self) -> str:
        """What stands in it, whatever that is; what is no text is empty. Raises OSError."""
        with self.path.open("rb") as file, contextlib.suppress(UnicodeDecodeError):
            return file.read(LONGEST).decode()
        return ""


@dataclass(frozen=True, slots=True)
class NoteFolder:
    """One region's folder of notes."""

    folder: Path

    def newest(self) -> NoteFile | None:
        """The note of the most entries. Raises OSError."""
        return max(self._all(), key=lambda note: note.size, default=None)

    def in_order(self) -> list[NoteFile]:
        """All notes, that of the fewest entries first. Raises OSError."""
        return sorted(self._all(), key=lambda note: note.size)

    def write(self, size: int, note: str) -> None:
        """Write a note for good: it is there whole, on the disk, or not at all.

        The same again changes nothing. Raises NoteDiffers, and OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{size:0{DIGITS}}.note"
        waiting = self.folder / f".{path.name}.{os.getpid()}"
        with waiting.open("wb") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(waiting, path)  # a rename would replace what stands there
        except FileExistsError:
            if path.read_bytes() != note.encode():
                raise NoteDiffers(f"{path} holds another note than the one to be written") from None
        finally:
            waiting.unlink()
        _keep(self.folder)

    def _all(self) -> Iterator[NoteFile]:
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            for entry in entries:
                written = NAME.fullmatch(entry.name)
                if written is not None:
                    yield NoteFile(int(written["size"]), Path(entry.path))


def read_note(note: str, vkey: str, origin: str) -> Checkpoint:
    """The checkpoint of a note that one of the keys signed. Raises BadSignature."""
    try:
        checkpoint = read_checkpoint(opened(note, vkey))
    except NoCheckpoint as fault:
        raise BadSignature(str(fault)) from None
    if checkpoint.origin != origin:
        raise BadSignature(f"it is of another trail, {checkpoint.origin}")
    return checkpoint


def _keep(folder: Path) -> None:
    """Have the folder's own entry on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
