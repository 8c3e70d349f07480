"""What a message of LINE says: its words, its file, what it is where it is neither."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from channels.payload import (
    Members,
    coordinate,
    identifier,
    member,
    number,
    without_nothing,
    words,
)
from domain.channels import RemoteFile

CONTENT: Final = "content/"  # before the id of a message, whose content LINE keeps for a while
ELSEWHERE: Final = "elsewhere/"  # before the address of a file that LINE does not keep
UNSUPPORTED: Final = "unsupported"
_LONGEST_TYPE: Final = 64
_LARGEST: Final = 2**53  # bytes of a file, and places in an album


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the desk keeps it."""

    text: str = field(default="", repr=False)
    remote: tuple[RemoteFile, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    order: int = 0


def said(message: Members) -> Said:
    """The words and the file of a message."""
    kind = message.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        what = words(kind)[:_LONGEST_TYPE] or "unknown"
        return Said(extra={"kind": UNSUPPORTED, "type": what})
    return reader(message)


def _text(message: Members) -> Said:
    if not isinstance(message.get("text"), str):
        return Said(extra={"kind": UNSUPPORTED, "type": "text"})
    return Said(words(message["text"]))


def _media(message: Members) -> Said:
    """A picture, film or sound. Several that were sent at once are numbered from 1."""
    provider = member(message, "contentProvider")
    url = words(provider.get("originalContentUrl"))
    elsewhere = provider.get("type") == "external" and url.startswith("https://")
    reference = f"{ELSEWHERE}{url}" if elsewhere else _content(message)
    place = _count(member(message, "imageSet").get("index")) or 0
    extra = {"kind": message.get("type"), "milliseconds": _count(message.get("duration"))}
    return Said("", (RemoteFile(reference),), without_nothing(extra), place)


def _file(message: Members) -> Said:
    size = _count(message.get("fileSize"))
    remote = RemoteFile(_content(message), words(message.get("fileName")), size=size)
    return Said("", (remote,), {"kind": "file"})


def _place(message: Members) -> Said:
    title, address = words(message.get("title")), words(message.get("address"))
    place = {
        "latitude": coordinate(message.get("latitude")),
        "longitude": coordinate(message.get("longitude")),
        "title": title,
        "address": address,
    }
    shown = [title, address]
    if not any(shown) and place["latitude"] is not None:
        shown = [f"{place['latitude']}, {place['longitude']}"]
    extra = {"kind": "location", "place": without_nothing(place)}
    return Said("\n".join(one for one in shown if one), extra=extra)


def _sticker(message: Members) -> Said:
    """A sticker says what stands on it; the words that LINE files it under describe it."""
    keywords = message.get("keywords")
    described = [words(one) for one in keywords[:15]] if isinstance(keywords, list) else []
    sticker = {
        "package": identifier(message.get("packageId")),
        "id": identifier(message.get("stickerId")),
        "keywords": [one for one in described if one],
    }
    extra = {"kind": "sticker", "sticker": without_nothing(sticker)}
    return Said(words(message.get("text")), extra=extra)


def _content(message: Members) -> str:
    return f"{CONTENT}{identifier(message.get('id'))}"


def _count(value: object) -> int | None:
    found = number(value)
    return found if found is not None and 0 <= found < _LARGEST else None


_READERS: Final[Mapping[str, Callable[[Members], Said]]] = MappingProxyType(
    {
        "text": _text,
        **dict.fromkeys(("image", "video", "audio"), _media),
        "file": _file,
        "location": _place,
        "sticker": _sticker,
    }
)
