"""Where a desk's files stand: in a folder, or in memory as they were published."""

from pathlib import Path
from typing import Final, Protocol

from domain.desks import Files
from rulebook.reading.files import LARGEST_FILE, DeskError
from rulebook.reading.findings import Finding

Source = Path | Files  # a desk that can be read: a folder, or texts by their paths in one
_TOO_LARGE: Final = f"the file is larger than {LARGEST_FILE // 1024} kB"


class Folder(Protocol):
    """The files of one desk."""

    def inside(self, folder: str = "") -> tuple[str, ...]:
        """The names right inside a folder of the desk, in order; none where there is no such."""
        ...

    def text(self, name: str) -> str:
        """What a file says. Raises DeskError where it cannot be read, or not as text."""
        ...


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
        try:
            with (self._folder / name).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
            if len(content) <= LARGEST_FILE:
                return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _refused(name, "the file is not UTF-8 text; save it as UTF-8") from None
        except FileNotFoundError:
            raise _refused(name, "the file is missing") from None
        except OSError as error:
            raise _refused(name, f"the file cannot be read: {error.strerror}") from None
        raise _refused(name, _TOO_LARGE)


class _InMemory:
    def __init__(self, files: Files) -> None:
        self._files = files

    def inside(self, folder: str = "") -> tuple[str, ...]:
        begins = f"{folder}/" if folder else ""
        below = (path.removeprefix(begins) for path in self._files if path.startswith(begins))
        return tuple(sorted({path.partition("/")[0] for path in below}))

    def text(self, name: str) -> str:
        if name not in self._files:
            raise _refused(name, "the file is missing")
        text = self._files[name]
        if len(text.encode(errors="replace")) > LARGEST_FILE:
            raise _refused(name, _TOO_LARGE)
        return text.removeprefix("\ufeff")


def _refused(name: str, said: str) -> DeskError:
    return DeskError([Finding(name, None, said)])
