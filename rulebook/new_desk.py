"""A new desk out of one that is there: all of it, or what one of its regions needs.

Files are cut by their lines and never written anew, so that comments stay where they are.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from domain.desks import Files
from rulebook.reading.files import Place, parse_document
from rulebook.schemas.steps import TEAM_VERBS
from rulebook.schemas.values import ANY_REGION

_FOLDERS: Final = ("calendars", "rosters", "policies")
# People travel, and write from there.
_WORLDWIDE: Final = ("replies/", "glossary/", "culture/", "concepts/", "moods/")
_AS_THEY_ARE: Final = ("notifications.yaml", "translation.yaml")
_POINTER: Final = re.compile(r" What each line means stands in (\S+)\.yaml\.")
# What a verb that goes takes with it, where no other of these verbs is left.
_SPOKEN: Final = ("notify", "page_until_claimed")
_PACE: Final = ("every", "at_most")
_DEEDS: Final = (*TEAM_VERBS, "raise_priority_to", "reply_with", "tag", "take_back")


class NoSuchRegion(Exception):
    """The desk that is copied has no region of that name; the sentence says which it has."""


def reduced(files: Files, region: str) -> Files:
    """A desk of one region, which is then every country's home, out of a desk of several.

    It has the region's teams with their rosters, the rules and policies that may fit there, and
    the calendars that all of these need. A policy's step that names a team of elsewhere loses what
    it does with that team. Raises NoSuchRegion, and DeskError for files that cannot be read.
    """
    regions = _data(files, "regions.yaml")["regions"]
    if region not in regions:
        raise NoSuchRegion(f"there is no region {region}: write one of {', '.join(regions)}")
    teams = {
        name: team
        for name, team in _data(files, "teams.yaml")["teams"].items()
        if team["region"] == region
    }
    kept = {
        **{name: text for name, text in files.items() if name.startswith(_WORLDWIDE)},
        "regions.yaml": _regions(files["regions.yaml"], region),
        "teams.yaml": _only(files["teams.yaml"], ("teams",), teams),
        "routing.yaml": _matching(files["routing.yaml"], "rules", region),
        "channels.yaml": _matching(files["channels.yaml"], "accounts", region),
        **{name: files[name] for name in _AS_THEY_ARE if name in files},
        **dict(_laws(files, region)),
        **{f"rosters/{one}.yaml": files[f"rosters/{one}.yaml"] for one in _rosters(files, teams)},
        **dict(_policies(files, region, teams)),
    }
    calendars = {regions[region]["calendar"], *(team.get("calendar") for team in teams.values())}
    calendars |= {_data(kept, name).get("calendar") for name in _inside(kept, "policies")}
    for name in _inside(files, "calendars"):
        if _data(files, name)["calendar"] in calendars:
            kept[name] = files[name]
    return dict(sorted(_explained(files, kept).items()))


@dataclass(frozen=True, slots=True)
class _Cut:
    """A file as lines, and what stands in which of them."""

    lines: Sequence[str]
    places: Mapping[Place, int]

    def entry(self, place: Place) -> range:
        """The lines of a key or an item: with the comments right above it, and what is in it."""
        start = self.places[place] - 1
        depth = _depth(self.lines[start])
        end = start + 1
        while end < len(self.lines) and _belongs(self.lines[end], depth):
            end += 1
        while start and _is_comment(self.lines[start - 1], depth):
            start -= 1
        return range(start, end)

    def without(self, entries: Sequence[Place]) -> str:
        """The text without these entries."""
        gone = {line for place in entries for line in self.entry(place)}
        kept = [text for line, text in enumerate(self.lines) if line not in gone]
        return "\n".join(kept).rstrip("\n") + "\n"


def _cut(text: str) -> _Cut:
    return _Cut(text.splitlines(), parse_document("", text).lines)


def _data(files: Files, name: str) -> dict[str, Any]:
    data = parse_document(name, files[name]).data
    return data if isinstance(data, dict) else {}


def _inside(files: Files, folder: str) -> list[str]:
    return sorted(name for name in files if name.startswith(f"{folder}/"))


def _laws(files: Files, region: str) -> Iterator[tuple[str, str]]:
    """The laws and times of the region alone, and all purposes."""
    if "privacy.yaml" in files:
        says = _data(files, "privacy.yaml")
        laws = says.get("laws") or {}
        of_region = [name for name, law in laws.items() if law["regions"] == [region]]
        text = _only(files["privacy.yaml"], ("laws",), of_region)
        own_times = (says.get("retention") or {}).get("regions")
        if own_times is not None and region in own_times:
            text = _only(text, ("retention", "regions"), (region,))
        elif own_times is not None:
            text = _cut(text).without([("retention", "regions")])
        yield "privacy.yaml", text


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _belongs(line: str, depth: int) -> bool:
    """Whether a line is part of an entry that began at that depth."""
    return not line.strip() or _depth(line) > depth


def _is_comment(line: str, depth: int) -> bool:
    return line.lstrip(" ").startswith("#") and _depth(line) == depth > 0


def _only(text: str, place: Place, names: Collection[str]) -> str:
    """A map with these of its keys."""
    cut = _cut(text)
    below = [one for one in cut.places if one[:-1] == place and one != place]
    return cut.without([one for one in below if one[-1] not in names])


def _matching(text: str, key: str, region: str) -> str:
    """A list with those of its items that may be about the region."""
    items = parse_document("", text).data
    assert isinstance(items, dict)
    listed = (one.get("when", one).get("region") for one in items[key])
    strange = [
        (key, index)
        for index, named in enumerate(listed)
        if named is not None and region not in named and named != ANY_REGION
    ]
    return _cut(text).without(strange)


def _regions(text: str, region: str) -> str:
    """One region with the countries of all of them, and no neighbours."""
    data = parse_document("", text).data
    assert isinstance(data, dict)
    cut = _cut(text)
    others = [name for name in data["regions"] if name != region]
    lines = list(cut.lines)
    last = _countries(cut, data, region)[-1]
    moved = [lines[each] for name in others for each in _countries(cut, data, name)]
    lines[last] = f"{lines[last].rstrip().removesuffix(',')},"
    lines[last + 1 : last + 1] = moved
    default = cut.places[("default",)] - 1
    lines[default] = re.sub(r"^default: \S+", f"default: {region}", lines[default])
    gone: list[Place] = [("regions", name) for name in others]
    if "neighbours" in data["regions"][region]:
        gone.append(("regions", region, "neighbours"))
    return _cut("\n".join(lines)).without(gone)


def _countries(cut: _Cut, data: dict[str, Any], region: str) -> range:
    """The lines in which a region's countries stand, with the comments above the first."""
    place: Place = ("regions", region, "countries")
    first = cut.places[(*place, 0)] - 1
    last = cut.places[(*place, len(data["regions"][region]["countries"]) - 1)] - 1
    while cut.lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return range(first, last + 1)


def _rosters(files: Files, teams: Collection[str]) -> Iterator[str]:
    for name in _inside(files, "rosters"):
        if _data(files, name)["team"] in teams:
            yield name.removeprefix("rosters/").removesuffix(".yaml")


def _policies(files: Files, region: str, teams: Collection[str]) -> Iterator[tuple[str, str]]:
    """Those that may fit in the region, with what their steps do with its teams."""
    for name in _inside(files, "policies"):
        policy = _data(files, name)
        wanted = (policy.get("applies_to") or {}).get("region", [region])
        if region in wanted:
            gone = list(_of_strangers(policy.get("steps", []), teams))
            yield name, _cut(files[name]).without(gone)


def _of_strangers(steps: Sequence[dict[str, Any]], teams: Collection[str]) -> Iterator[Place]:
    """What steps do with teams that are not there; whole steps that do nothing else."""
    for index, step in enumerate(steps):
        strange: list[str] = [
            verb for verb in TEAM_VERBS if verb in step and step[verb] not in teams
        ]
        left = step.keys() - set(strange)
        if strange and not left & set(_DEEDS):
            yield ("steps", index)
            continue
        if strange and not left & set(_SPOKEN):
            strange += [key for key in ("text",) if key in step]
        if "page_until_claimed" in strange:
            strange += [key for key in _PACE if key in step]
        yield from (("steps", index, key) for key in strange)


def _explained(files: Files, kept: Files) -> Files:
    """What the lines mean stands in a file that is kept, and the others say in which."""
    explained = dict(kept)
    for folder in _FOLDERS:
        pointing = [name for name in _inside(kept, folder) if _POINTER.search(kept[name])]
        if not pointing:
            continue
        heir = pointing[0]
        pointer = _POINTER.search(kept[heir])
        assert pointer is not None
        source = f"{folder}/{pointer[1]}.yaml"
        if source in kept:
            continue
        explained[heir] = _with_words(kept[heir], _words(files[source]))
        for name in pointing[1:]:
            mine = heir.removeprefix(f"{folder}/")
            explained[name] = kept[name].replace(f"{pointer[1]}.yaml.", f"{mine}.")
    return explained


def _words(text: str) -> list[str]:
    """The comment at the head of a file, from its first paragraph's end on."""
    head = _head(text.splitlines())
    return head[head.index("#") :] if "#" in head else []


def _with_words(text: str, words: Sequence[str]) -> str:
    lines = _POINTER.sub("", text, count=1).splitlines()
    place = len(_head(lines))
    return "\n".join([*lines[:place], *words, *lines[place:]]) + "\n"


def _head(lines: Sequence[str]) -> list[str]:
    end = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return list(lines[:end])
