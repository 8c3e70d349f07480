"""What a message of Messenger or Instagram says: its words, its files, what it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote, urlsplit

from channels.payload import (
    Members,
    coordinate,
    identifier,
    member,
    several,
    without_nothing,
    words,
)
from domain.channels import RemoteFile

UNSUPPORTED: Final = "unsupported"
# Of these the address is the thing itself; of the others it is a page somewhere, or there is none.
_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"image": "image/*", "audio": "audio/*", "video": "video/*", "file": "", "sticker": ""},
        **{"share": "", "story_mention": "", "ig_story": "", "ig_post": "", "ephemeral": ""},
        **{"reel": "video/*", "ig_reel": "video/*"},
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the desk keeps it."""

    text: str = field(repr=False)
    remote: tuple[RemoteFile, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)


def said(message: Members) -> Said:
    """The words and files of a message; what it is instead, where it has neither."""
    attachments = several(message, "attachments")
    story = member(message, "reply_to", "story")
    remote = [_file(one) for one in attachments]
    remote.append(_link("story", words(story.get("url")), "image/*"))
    files = tuple(one for one in remote if one is not None)
    lines = [words(message.get("text")), *(_described(one) for one in attachments)]
    text = "\n".join(line for line in lines if line)
    extra = {
        "kind": _kind(message, attachments, has_something=bool(text or files)),
        "type": _type(message, attachments),
        "choice": words(member(message, "quick_reply").get("payload")),
        "story": identifier(story.get("id")),
        "referral": _referral(member(message, "referral")),
        "place": _place(attachments),
    }
    if extra["kind"] != UNSUPPORTED:
        del extra["type"]
    return Said(text, files, without_nothing(extra))


def pressed(postback: Members) -> Said:
    """What stands on a button, and what our side gave it to carry."""
    payload = words(postback.get("payload"))
    extra = {
        "kind": "choice",
        "choice": payload,
        "referral": _referral(member(postback, "referral")),
    }
    return Said(words(postback.get("title")) or payload, extra=without_nothing(extra))


def _kind(message: Members, attachments: list[Members], *, has_something: bool) -> str:
    if member(message, "quick_reply"):
        return "choice"
    if message.get("is_unsupported") is True or not has_something:
        return UNSUPPORTED
    types = {words(one.get("type")) for one in attachments}
    if types and not message.get("text"):
        return types.pop() if len(types) == 1 else "files"
    return ""


def _type(message: Members, attachments: list[Members]) -> str:
    """What a message is that we cannot show."""
    if attachments:
        return words(attachments[0].get("type")) or "attachment"
    known = ("mid", "text", "seq", "is_unsupported", "nlp")
    return next((words(name) for name in message if name not in known), "unknown")


def _file(attachment: Members) -> RemoteFile | None:
    kind = words(attachment.get("type"))
    if kind not in _FILES:
        return None
    return _link(kind, words(member(attachment, "payload").get("url")), _FILES[kind])


def _link(kind: str, url: str, media_type: str) -> RemoteFile | None:
    if not url.startswith(("https://", "http://")):
        return None
    name = ""
    if kind == "file":
        try:
            name = unquote(urlsplit(url).path, errors="replace").rpartition("/")[2]
        except ValueError:
            name = ""
    return RemoteFile(url, words(name), media_type)


def _described(attachment: Members) -> str:
    """What an attachment says that is no file: a page that was shared, a place."""
    kind = words(attachment.get("type"))
    if kind in _FILES:
        return ""
    payload = member(attachment, "payload")
    place = _coordinates(attachment)
    title = words(payload.get("title")) or words(attachment.get("title"))
    url = words(attachment.get("url")) or words(payload.get("url"))
    shown = [title, url]
    if kind == "location" and place:
        shown.append(f"{place['latitude']}, {place['longitude']}")
    return " ".join(one for one in shown if one)


def _place(attachments: list[Members]) -> Mapping[str, object]:
    return next((found for found in map(_coordinates, attachments) if found), {})


def _coordinates(attachment: Members) -> Mapping[str, object]:
    at = member(attachment, "payload", "coordinates")
    latitude, longitude = coordinate(at.get("lat")), coordinate(at.get("long"))
    if latitude is None or longitude is None:
        return {}
    return {"latitude": latitude, "longitude": longitude}


def _referral(referral: Members) -> Mapping[str, object]:
    """From which link or advertisement somebody came."""
    names = ("ref", "source", "type", "ad_id")
    return without_nothing({name: identifier(referral.get(name)) for name in names})
