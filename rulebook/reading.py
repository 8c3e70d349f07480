"""Reads all files of a desk's folder into their shapes, gathering every complaint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from rulebook.files import DeskError, Document, read_document
from rulebook.notification_schemas import NotificationsFile
from rulebook.policy_schemas import PolicyFile
from rulebook.replies import Replies
from rulebook.roster_schemas import RosterFile
from rulebook.schemas import (
    CalendarFile,
    ChannelsFile,
    RegionsFile,
    RoutingFile,
    TeamsFile,
)
from rulebook.shapes import fit

_FILES: Final = ("regions.yaml", "teams.yaml", "routing.yaml", "channels.yaml")
_MAY_BE_LEFT_OUT: Final = ("notifications.yaml",)
_FOLDERS: Final = ("calendars", "policies", "rosters")
_OTHERS: Final = ("replies",)

Shape = TypeVar("Shape", bound=BaseModel)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Written(Generic[Shape]):
    """One file: what it says, and the document that knows its lines."""

    says: Shape
    document: Document


@dataclass(frozen=True, slots=True)
class Sources:
    """All files of a desk, each in its shape, none yet compared with another."""

    regions: Written[RegionsFile]
    teams: Written[TeamsFile]
    routing: Written[RoutingFile]
    channels: Written[ChannelsFile]
    calendars: Sequence[Written[CalendarFile]]
    policies: Sequence[Written[PolicyFile]]
    rosters: Sequence[Written[RosterFile]]
    notifications: Written[NotificationsFile]  # empty where the desk has no such file
    replies: Replies


@dataclass(frozen=True, slots=True)
class _Gatherer:
    folder: Path
    complaints: list[str] = field(default_factory=list)

    def tried(self, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except DeskError as error:
            self.complaints.extend(error.sentences)
            return None

    def file(self, name: str, shape: type[Shape]) -> Written[Shape] | None:
        def read() -> Written[Shape]:
            document = read_document(self.folder, name)
            return Written(fit(document, shape), document)

        return self.tried(read)

    def file_if_there(self, name: str, shape: type[Shape]) -> Written[Shape] | None:
        if (self.folder / name).exists():
            return self.file(name, shape)
        return Written(shape(), Document(name, {}))

    def folder_of(
        self, name: str, shape: type[Shape], *, may_be_empty: bool = False
    ) -> list[Written[Shape]]:
        paths = sorted((self.folder / name).glob("*.yaml"))
        if not paths and not may_be_empty:
            self.complaints.append(f"{name}/: there is no file here; at least one is wanted")
        found = [self.file(f"{name}/{path.name}", shape) for path in paths]
        return [each for each in found if each is not None]


def read_sources(folder: Path) -> Sources:
    """Read every file. Raises DeskError with all that is wrong inside single files."""
    gatherer = _Gatherer(folder)
    gatherer.complaints.extend(_unread(folder))
    regions = gatherer.file("regions.yaml", RegionsFile)
    teams = gatherer.file("teams.yaml", TeamsFile)
    routing = gatherer.file("routing.yaml", RoutingFile)
    channels = gatherer.file("channels.yaml", ChannelsFile)
    calendars = gatherer.folder_of("calendars", CalendarFile)
    policies = gatherer.folder_of("policies", PolicyFile)
    # A team without a roster is on while its calendar is open.
    rosters = gatherer.folder_of("rosters", RosterFile, may_be_empty=True)
    notifications = gatherer.file_if_there("notifications.yaml", NotificationsFile)
    replies = gatherer.tried(lambda: Replies(folder))
    if gatherer.complaints:
        raise DeskError(gatherer.complaints)
    assert regions is not None
    assert teams is not None
    assert routing is not None
    assert channels is not None
    assert notifications is not None
    assert replies is not None
    return Sources(
        regions,
        teams,
        routing,
        channels,
        calendars,
        policies,
        rosters,
        notifications,
        replies,
    )


def _unread(folder: Path) -> list[str]:
    """Files that nobody would read: a slip in a name must not look like a setting."""
    here = [path for path in sorted(folder.glob("*")) if not _may_stay(path.name)]
    read = (*_FILES, *_MAY_BE_LEFT_OUT, *_FOLDERS, *_OTHERS)
    here = [path for path in here if path.name not in read]
    for name in _FOLDERS:
        inside = sorted((folder / name).glob("*"))
        here += [path for path in inside if path.suffix != ".yaml" and not _may_stay(path.name)]
    files = ", ".join((*_FILES, *_MAY_BE_LEFT_OUT))
    wanted = f"{files}, and files ending in .yaml in {', '.join(_FOLDERS)}"
    return [
        f"{path.relative_to(folder).as_posix()}: nothing reads this; a desk has {wanted}"
        for path in here
    ]


def _may_stay(name: str) -> bool:
    return name.startswith(".") or name.endswith(".md")
