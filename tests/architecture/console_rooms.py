"""A checker that the imports of the console go one way, as those of the packages do."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tests.architecture.tree import texts

SOURCE = PurePosixPath("console/source")
# From the top down: a room imports those below it, and none beside it. Chat stands low, for a
# visitor's page loads nothing of the agents'.
ROOMS = (
    ("main",),
    ("Console",),
    ("board", "notifications", "settings", "shell", "shift"),
    ("inbox",),
    ("person", "ticket", "tour"),
    ("chat", "strip"),
    ("parts",),
    ("router", "time"),
    ("session",),
    ("clock", "keys", "loader", "look"),
    ("api", "words"),
)
HEIGHT = {room: -place for place, rooms in enumerate(ROOMS) for room in rooms}
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']*)["']""")


def upward_imports(root: Path) -> list[str]:
    """Files of the console that import from above or beside, and rooms without a place."""
    return sorted({sentence for sentence in _faults(root)})


def _faults(root: Path) -> Iterator[str]:
    for place, text in texts(root, ".ts", ".tsx"):
        if not PurePosixPath(place).is_relative_to(SOURCE):
            continue
        own = _room(PurePosixPath(place))
        if own not in HEIGHT:
            yield f"{SOURCE / own} has no place among the rooms of the console"
            continue
        for other in _imported(PurePosixPath(place), text):
            if other != own and HEIGHT.get(other, 0) >= HEIGHT[own]:
                yield f"{place} imports from {other}, which is not below {own}"


def _imported(place: PurePosixPath, text: str) -> Iterator[str]:
    for target in IMPORT.findall(text):
        parts: list[str] = list(place.parent.parts)
        for step in PurePosixPath(target).parts:
            if step == "..":
                parts.pop()
            else:
                parts.append(step)
        yield _room(PurePosixPath(*parts))


def _room(place: PurePosixPath) -> str:
    """The first folder below the source, or the name of a file that stands there itself."""
    return PurePosixPath(place.relative_to(SOURCE).parts[0]).stem
