"""The things that a desk's files speak of: each policy, team, calendar, rule, reply by its name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from domain.desks import Files
from rulebook.glossary.compiled import FOLDER, SLANG, cells_by_name
from rulebook.reading.files import parse_document

FILE: Final = "file"  # what stands in one beside things with a name
# A file of many things: under which keys they stand, what one is called, and what names it there.
_OF_MANY: Final[Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]]] = MappingProxyType(
    {
        "regions.yaml": (("regions", "region", ()),),
        "teams.yaml": (("teams", "team", ()),),
        "routing.yaml": (("topics", "topic", ()), ("rules", "rule", ("name",))),
        "channels.yaml": (
            ("accounts", "account", ("channel", "account")),
            ("defaults", "default account", ()),
        ),
        "notifications.yaml": (("webhooks", "webhook", ()),),
        "translation.yaml": (("engines", "engine", ()),),
        "residency.yaml": (("rules", "residency rule", ("name",)),),
        "privacy.yaml": (("laws", "law", ()), ("purposes", "purpose", ())),
    }
)
# A folder of things, a file each: what one is called, and which of its keys names it.
_OF_ONE: Final = MappingProxyType(
    {
        "calendars": ("calendar", "calendar"),
        "policies": ("policy", "policy"),
        "rosters": ("roster", "team"),
        "culture": ("culture", "culture"),
        "concepts": ("concept", "concept"),
        "moods": ("mood list", "language"),
    }
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing, and what its file says of it; `version` where it has one."""

    kind: str
    name: str
    path: str = field(compare=False)  # a file that is renamed changes nothing
    says: object
    version: str = ""

    @property
    def label(self) -> str:
        """As people call it: policy eu-vip."""
        return self.name if self.kind == FILE else f"{self.kind} {self.name}"


def things(files: Files) -> Mapping[str, Thing]:
    """Every thing by its label, in the order of the files. Raises DeskError for what is no YAML."""
    found = (thing for path in sorted(files) for thing in _of_file(path, files[path]))
    return {thing.label: thing for thing in found}


def _of_file(path: str, text: str) -> Iterator[Thing]:
    place = PurePosixPath(path)
    folder = place.parts[0]
    if folder == "replies":
        yield Thing("reply", f"{place.parent.name} in {place.stem}", path, text)
        return
    if folder == FOLDER and place.suffix == ".csv":
        yield from _in_table(place, text)
        return
    if place.suffix != ".yaml":
        yield Thing(FILE, path, path, text)
        return
    data = parse_document(path, text.removeprefix("\ufeff")).data
    if not isinstance(data, dict):
        yield Thing(FILE, path, path, data)
    elif folder in _OF_ONE:
        yield _alone(path, data, *_OF_ONE[folder])
    else:
        yield from _together(path, data)


def _in_table(place: PurePosixPath, text: str) -> Iterator[Thing]:
    """A term by its id; a word of slang by its form and the language that its file is about."""
    is_slang = place.parent.name == SLANG
    kind, where = ("slang word", f" in {place.stem}") if is_slang else ("term", "")
    rows = cells_by_name(text.removeprefix("\ufeff"), slang=is_slang)
    for name, cells in rows.items():
        yield Thing(kind, f"{name}{where}", str(place), dict(cells))


def _alone(path: str, data: dict[str, object], kind: str, key: str) -> Thing:
    rest = {name: value for name, value in data.items() if name not in (key, "version")}
    version = data.get("version", "")
    return Thing(kind, str(data.get(key, path)), path, rest, str(version))


def _together(path: str, data: dict[str, object]) -> Iterator[Thing]:
    rest = dict(data)
    for container, kind, named_by in _OF_MANY.get(path, ()):
        inside = rest.pop(container, None)
        if isinstance(inside, dict):
            yield from (Thing(kind, name, path, says) for name, says in inside.items())
        elif isinstance(inside, list):
            yield from (_named(path, kind, named_by, item) for item in inside)
    if rest:
        yield Thing(FILE, path, path, rest)


def _named(path: str, kind: str, named_by: tuple[str, ...], item: object) -> Thing:
    if not isinstance(item, dict):
        return Thing(kind, str(item), path, item)
    name = "/".join(str(item.get(key, "")) for key in named_by)
    return Thing(kind, name, path, {key: item[key] for key in item if key not in named_by})
