"""Reads all files of a desk into their shapes, as far as each can be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from domain.terms import Glossary, Slang
from rulebook.glossary.compiled import read_glossary, read_slang
from rulebook.reading.files import DeskError, Document, parse_partly
from rulebook.reading.findings import Finding
from rulebook.reading.folders import Folder
from rulebook.reading.names import nearest
from rulebook.reading.salvage import Written, salvaged
from rulebook.replies.compiled import Replies, read_replies
from rulebook.schemas.calendars import CalendarFile
from rulebook.schemas.channels import ChannelsFile
from rulebook.schemas.culture import ConceptFile, CultureFile
from rulebook.schemas.moods import MoodsFile
from rulebook.schemas.notifications import NotificationsFile
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.privacy import PrivacyFile
from rulebook.schemas.regions import RegionsFile
from rulebook.schemas.residency import ResidencyFile
from rulebook.schemas.rosters import RosterFile
from rulebook.schemas.routing import RoutingFile
from rulebook.schemas.teams import TeamsFile
from rulebook.schemas.translation import TranslationFile

_FILES: Final = ("regions.yaml", "teams.yaml", "routing.yaml", "channels.yaml")
_MAY_BE_LEFT_OUT: Final = (
    *("notifications.yaml", "translation.yaml", "residency.yaml", "privacy.yaml"),
)
_FOLDERS: Final = ("calendars", "policies", "rosters", "culture", "concepts", "moods")
_OTHERS: Final = ("replies", "glossary")
_FILES_KEPT: Final = 256  # some desk's, and others that differ from it in a few
# Each file of a folder says by one key what it is about.
_NAMED_BY: Final = MappingProxyType(
    {
        "calendars": "calendar",
        "policies": "policy",
        "rosters": "team",
        "culture": "culture",
        "concepts": "concept",
        "moods": "language",
    }
)

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Sources:
    """All files of a desk, each in its shape, none yet compared with another.

    A file that cannot be used is empty here; of a folder it is left out, and `unread` holds, by
    folder, what it would be about.
    """

    regions: Written[RegionsFile]
    teams: Written[TeamsFile]
    routing: Written[RoutingFile]
    channels: Written[ChannelsFile]
    notifications: Written[NotificationsFile]  # empty, too, where the desk has no such file
    translation: Written[TranslationFile]  # likewise
    residency: Written[ResidencyFile]  # likewise
    privacy: Written[PrivacyFile]  # likewise
    calendars: Sequence[Written[CalendarFile]]
    policies: Sequence[Written[PolicyFile]]
    rosters: Sequence[Written[RosterFile]]
    cultures: Sequence[Written[CultureFile]]
    concepts: Sequence[Written[ConceptFile]]
    moods: Sequence[Written[MoodsFile]]
    replies: Replies
    glossary: Glossary
    slang: Slang
    unread: Mapping[str, tuple[str, ...]]

    def all_read(self, folder: str) -> bool:
        """Whether each file of a folder could be used."""
        return not self.unread[folder]


def read_sources(folder: Folder) -> tuple[Sources, tuple[Finding, ...]]:
    """Every file as far as it can be read, and all that is wrong inside single files."""
    reader = _Reader(folder, [*_unread(folder)])
    replies, findings = read_replies(folder)
    reader.findings.extend(findings)
    glossary, slang = reader.words()
    sources = Sources(
        regions=reader.file("regions.yaml", RegionsFile, default="", regions={}),
        teams=reader.file("teams.yaml", TeamsFile, teams={}),
        routing=reader.file("routing.yaml", RoutingFile, topics={}, rules=()),
        channels=reader.file("channels.yaml", ChannelsFile, accounts=()),
        notifications=reader.file_if_there("notifications.yaml", NotificationsFile),
        translation=reader.file_if_there("translation.yaml", TranslationFile),
        residency=reader.file_if_there("residency.yaml", ResidencyFile),
        privacy=reader.file_if_there("privacy.yaml", PrivacyFile),
        calendars=reader.folder_of("calendars", CalendarFile),
        policies=reader.folder_of("policies", PolicyFile),
        # A team without a roster is on while its calendar is open.
        rosters=reader.folder_of("rosters", RosterFile, may_be_empty=True),
        cultures=reader.folder_of("culture", CultureFile, may_be_empty=True),
        concepts=reader.folder_of("concepts", ConceptFile, may_be_empty=True),
        moods=reader.folder_of("moods", MoodsFile, may_be_empty=True),
        replies=replies,
        glossary=glossary,
        slang=slang,
        unread=MappingProxyType({name: tuple(reader.unread.get(name, ())) for name in _FOLDERS}),
    )
    return sources, tuple(reader.findings)


@dataclass(frozen=True, slots=True)
class _Reader:
    folder: Folder
    findings: list[Finding]
    unread: dict[str, list[str]] = field(default_factory=dict)

    def words(self) -> tuple[Glossary, Slang]:
        glossary, of_terms = read_glossary(self.folder)
        slang, of_slang = read_slang(self.folder)
        self.findings.extend((*of_terms, *of_slang))
        return glossary, slang

    def file(self, name: str, shape: type[Shape], **empty: Any) -> Written[Shape]:
        """The file, or `empty` where nothing of it can be used."""
        found, data = self._read(name, shape)
        if found is not None:
            return found
        return Written(shape.model_construct(**empty), Document(name, data), data, is_read=False)

    def file_if_there(self, name: str, shape: type[Shape]) -> Written[Shape]:
        if name in self.folder.inside():
            return self.file(name, shape)
        return Written(shape(), Document(name, {}), {})

    def folder_of(
        self, folder: str, shape: type[Shape], *, may_be_empty: bool = False
    ) -> list[Written[Shape]]:
        names = [name for name in self.folder.inside(folder) if name.endswith(".yaml")]
        if not names and not may_be_empty:
            said = "there is no file here; at least one is wanted"
            self.findings.append(Finding(f"{folder}/", None, said))
        return [each for name in names for each in self._one_of(folder, name, shape)]

    def _one_of(self, folder: str, name: str, shape: type[Shape]) -> Iterator[Written[Shape]]:
        found, data = self._read(f"{folder}/{name}", shape)
        if found is not None:
            yield found
        else:
            self.unread.setdefault(folder, []).append(self._about(folder, name, data))

    def _read(self, name: str, shape: type[Shape]) -> tuple[Written[Shape] | None, object]:
        try:
            found, data, findings = _read_once(name, self.folder.text(name), shape)
        except DeskError as error:
            found, data, findings = None, None, error.findings
        self.findings.extend(findings)
        return found, data

    def _about(self, folder: str, name: str, data: object) -> str:
        """What a file that cannot be used is about, as well as one can tell."""
        key = _NAMED_BY[folder]
        if isinstance(data, dict) and isinstance(data.get(key), str):
            return str(data[key])
        try:
            text = self.folder.text(f"{folder}/{name}")
        except DeskError:
            text = ""
        line = re.search(rf"^{key}:[ \t]*([a-z0-9][a-z0-9._-]*)", text, re.MULTILINE)
        return line[1] if line else name.removesuffix(".yaml")


@lru_cache(maxsize=_FILES_KEPT)  # a desk is read again and again, and few of its files change
def _read_once(
    name: str, text: str, shape: type[BaseModel]
) -> tuple[Written[Any] | None, object, tuple[Finding, ...]]:
    """What a file says as far as it can be read, all that stands in it, and what is wrong there."""
    document, findings = parse_partly(name, text)
    if document is None:
        return None, None, findings
    found, misfits = salvaged(document, shape)
    return found, document.data, (*findings, *misfits)


def _unread(folder: Folder) -> Iterator[Finding]:
    """Files that nobody would read: a slip in a name must not look like a setting."""
    read = (*_FILES, *_MAY_BE_LEFT_OUT, *_FOLDERS, *_OTHERS)
    files = ", ".join((*_FILES, *_MAY_BE_LEFT_OUT))
    wanted = f"a desk has {files}, and files ending in .yaml in {', '.join(_FOLDERS)}"
    for name in folder.inside():
        if name not in read and not _may_stay(name):
            yield Finding(name, None, f"nothing reads this; {nearest(name, read) or wanted}")
    for name in (*_FOLDERS, *_OTHERS):
        if name in folder.inside() and _is_a_file(folder, name):
            yield Finding(name, None, "this is a file; write a folder of this name instead")
    for parent in _FOLDERS:
        for name in folder.inside(parent):
            if not name.endswith(".yaml") and not _may_stay(name):
                stem, _, ending = name.rpartition(".")
                meant = f"did you mean '{stem}.yaml'?" if ending == "yml" else wanted
                yield Finding(f"{parent}/{name}", None, f"nothing reads this; {meant}")


def _is_a_file(folder: Folder, name: str) -> bool:
    try:
        folder.text(name)
    except DeskError:
        return False
    return True


def _may_stay(name: str) -> bool:
    return name.startswith(".") or name.endswith(".md")
