"""A desk together with the files that say it, and the address that its content has."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path, PurePosixPath
from typing import Final

from domain.desks import Files
from domain.parting import sent_by
from domain.vocabulary import Priority, Tier
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.freeze import freeze
from rulebook.reading.files import LARGEST_FILE, DeskError
from rulebook.reading.findings import Finding
from rulebook.reading.folders import MISSING, TOO_LARGE, text_in

MOST_FILES: Final = 2_000
MOST_BYTES: Final = 8_000_000  # of all files together
DEEPEST: Final = 4  # names in a path: replies/acknowledgement/pt-BR.j2 has three
LONGEST_NAME: Final = 120  # characters


@dataclass(frozen=True, slots=True)
class Edition:
    """One content of the desk: its files, the address that follows from them, and what they say."""

    files: Files = field(repr=False)
    address: str
    desk: Desk = field(repr=False)


def edition_of(files: Files) -> Edition:
    """The desk that files say. Raises DeskError with all that is wrong with them."""
    complaints = list(_unkeepable(files))
    if complaints:
        raise DeskError(complaints)
    return Edition(files, content_address(files), read_desk(files))


def edition_in(folder: Path) -> Edition:
    """The desk in a folder. Raises DeskError with all that is wrong with it."""
    try:
        files = files_of(folder)
    except DeskError:
        read_desk(folder)  # says the same of these files, and what is wrong with others
        raise
    return edition_of(files)


def content_address(files: Files) -> str:
    """SHA-256, in hex, over the sorted paths and the bytes of their texts, each with its length."""
    digest = hashlib.sha256()
    for path, text in sorted(files.items()):
        for part in (path.encode(), text.encode()):
            digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()


def files_of(folder: Path) -> Files:
    """All files of a desk's folder, as they stand; hidden ones and .md files are nobody's.

    Raises DeskError for a folder that is not there, and for what cannot be kept as text.
    """
    if not folder.is_dir():
        said = "there is no folder here; name the one that holds the desk's regions.yaml"
        raise DeskError([Finding(str(folder), None, said)])
    if not (folder / "regions.yaml").exists():  # and who knows how much else
        raise DeskError([Finding("regions.yaml", None, MISSING)])
    found: dict[str, str] = {}
    complaints: list[Finding] = []
    for path in _paths(folder, DEEPEST):
        name = path.relative_to(folder).as_posix()
        if len(found) == MOST_FILES:
            said = f"there are more than {MOST_FILES} files here; name the desk's own folder"
            raise DeskError([Finding(str(folder), None, said)])
        try:
            found[name] = text_in(folder, name)
        except DeskError as error:
            complaints += error.findings
    complaints += _unkeepable(found)
    if complaints:
        raise DeskError(complaints)
    return found


def stranded(before: Desk, after: Desk, region: str, at: datetime) -> Iterator[Finding]:
    """What a region that goes by `before` has under way and `after` could not serve."""
    if region not in after.regions:
        yield not_of(region)
        return
    steps = (step for rule in before.policies for step in rule.steps)
    sent = {action.template for step in steps for action in step.actions if action.template}
    sent |= {name for rule in before.policies for name in sent_by(rule.relay)}
    for template in sorted(sent.difference(after.replies.templates)):
        said = "it is gone, and open tickets may have a step that sends it; keep it until they"
        yield Finding(
            f"replies/{template}", None, f"{said} are closed, and take the step out first"
        )
    channels = {one.channel for one in before.accounts} - {one.channel for one in after.accounts}
    for channel in sorted(channels):
        if not _is_decided(after, region, channel, at):
            said = f"channel {channel} is gone, and messages of it that wait would have no policy"
            yield Finding("policies/", None, f"{said}; let one apply to everything")


def not_of(region: str) -> Finding:
    """A desk is published in a region that it does not have."""
    said = f"region {region} is missing, whose tickets are here; keep it"
    return Finding("regions.yaml", None, said)


def _is_decided(desk: Desk, region: str, channel: str, at: datetime) -> bool:
    try:
        for tier, priority in product(Tier, Priority):
            freeze(desk, region=region, tier=tier, priority=priority, channel=channel, at=at)
    except IndexError:  # no policy fits
        return False
    return True


def _paths(folder: Path, depth: int) -> Iterator[Path]:
    """Files below a folder, each folder's in the order of their names."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix == ".md":
            continue
        if path.is_dir() and depth > 1:
            yield from _paths(path, depth - 1)
        elif not path.is_dir():
            yield path


def _unkeepable(files: Files) -> Iterator[Finding]:
    """What may come from elsewhere than a folder, and would lead out of one or past a limit."""
    if len(files) > MOST_FILES:
        yield Finding("", None, f"the desk has {len(files)} files; it may have {MOST_FILES}")
        return
    if sum(len(text.encode()) for text in files.values()) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        yield Finding("", None, f"the desk's files are larger than {most} MB together")
    folders = {str(one) for path in files for one in PurePosixPath(path).parents}
    for path, text in files.items():
        said = _unkeepable_file(path, text, is_a_folder=path in folders)
        if said:
            yield Finding(_shown(path), None, said)


def _unkeepable_file(path: str, text: str, *, is_a_folder: bool) -> str:
    if not _is_a_path(path):
        return "this names no file of a desk; write a name such as policies/standard.yaml"
    if is_a_folder:
        return "this is a file and a folder; keep one of them"
    if len(text.encode()) > LARGEST_FILE:
        return TOO_LARGE
    if "\x00" in text:
        return "there is a character that no text holds; save the file as UTF-8"
    return ""


def _shown(path: str) -> str:
    return path if _is_a_path(path) else ascii(path)[:LONGEST_NAME]


def _is_a_path(path: str) -> bool:
    names = path.split("/")
    fits = len(names) <= DEEPEST and not path.endswith(".md")  # those are nobody's
    return fits and all(map(_is_a_name, names))


def _is_a_name(name: str) -> bool:
    fits = 0 < len(name) <= LONGEST_NAME and name.isprintable() and "\\" not in name
    return fits and not name.startswith(".")  # hidden, or the folder above
