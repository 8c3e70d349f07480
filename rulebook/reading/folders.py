"""Where a desk's files stand: in a folder, or in memory as they were published."""

from pathlib import Path
from typing import Final, Protocol

from domain.desks import Files
from rulebook.reading.files import LARGEST_FILE, DeskError
from rulebook.reading.findings import Finding

MISSING: Final = "the file is missing; write it"
BYTE_ORDER_MARK: Final = "\ufeff"  # which some editors write before a text

Source = Path | Files  # a desk that can be read: a folder, or texts by their paths in one
TOO_LARGE: Final = f"the file is larger than {LARGEST_FILE // 1024} kB; shorten it"


class Folder(Protocol):
    """The files of one desk."""

    def inside(self, folder: str = "") -> tuple[str, ...]:
        """The names right inside a folder of the desk, in order; none where there is no such."""
        ...

    def text(self, name: str) -> str:
        """What a file says. Raises DeskError where it cannot be read, or not as text."""
        ...


def text_in(folder: Path, name: str) -> str:
    """What a file of a folder says, to the letter. Raises DeskError where it is not to be used."""
    path = folder / name
    try:
        if path.exists() and not path.is_file():  # a pipe would keep us waiting for ever
            raise _refused(name, "this is no file; write one of this name instead")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refused(name, MISSING) from None
    except OSError as error:
        raise _refused(name, f"the file cannot be read: {error.strerror}; mend that") from None
    if len(content) > LARGEST_FILE:
        raise _refused(name, TOO_LARGE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(name, "the file is not UTF-8 text; save it as UTF-8") from None


def folder_of(source: Source) -> Folder:
    """A source as the folder that it is. Raises DeskError where there is none."""
    if not isinstance(source, Path):
        return _InMemory(source)
    if not source.is_dir():
        said = "there is no folder here; name the one that holds the desk's regions.yaml"
        raise DeskError([Finding(str(source), None, said)])
    return _OnDisk(source)


class _OnDisk:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def inside(self, folder: str = "") -> tuple[str, ...]:
        place = self._folder / folder
        return tuple(sorted(path.name for path in place.iterdir())) if place.is_dir() else ()

    def text(self, name: str) -> str:
        return text_in(self._folder, name).removeprefix(BYTE_ORDER_MARK)


class _InMemory:
    def __init__(self, files: Files) -> None:
        self._files = files

    def inside(self, folder: str = "") -> tuple[str, ...]:
        begins = f"{folder}/" if folder else ""
        below = (path.removeprefix(begins) for path in self._files if path.startswith(begins))
        return tuple(sorted({path.partition("/")[0] for path in below}))

    def text(self, name: str) -> str:
        if name not in self._files:
            raise _refused(name, MISSING)
        text = self._files[name]
        if len(text.encode(errors="replace")) > LARGEST_FILE:
            raise _refused(name, TOO_LARGE)
        return text.removeprefix(BYTE_ORDER_MARK)


def _refused(name: str, said: str) -> DeskError:
    return DeskError([Finding(name, None, said)])
