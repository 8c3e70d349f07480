"""What a message of Telegram says: its words, its file, what it is where it is neither."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from channels.hints import international_phone
from channels.payload import (
    Members,
    coordinate,
    identifier,
    member,
    number,
    several,
    without_nothing,
    words,
)
from domain.channels import RemoteFile

UNSUPPORTED: Final = "unsupported"
_LONGEST_TYPE: Final = 64
_LARGEST: Final = 2**53  # of sizes and seconds
# Of a message with several, the first of these: an animation has a document as well, a venue a
# location, a live photo a photo.
_FILES: Final = (
    *("animation", "live_photo", "audio", "document", "sticker", "video", "video_note", "voice"),
)
_CAPTIONED: Final = frozenset(_FILES) - {"sticker", "video_note"} | {"photo"}
# Service messages, in which nobody says anything to us.
_SERVICE: Final = frozenset(
    {
        *("new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed"),
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id"),
        *("message_auto_delete_timer_changed", "migrate_from_chat_id", "pinned_message"),
        *("successful_payment", "refunded_payment", "users_shared", "chat_shared"),
        *("gift_upgrade_sent", "connected_website", "write_access_allowed", "passport_data"),
        *("proximity_alert_triggered", "boost_added", "chat_background_set"),
        *("checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed"),
        *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
        *("giveaway_created", "giveaway_completed", "managed_bot_created", "web_app_data"),
        *("paid_message_price_changed", "poll_option_added", "poll_option_deleted"),
        *("suggested_post_approved", "suggested_post_approval_failed"),
        *("suggested_post_declined", "suggested_post_paid", "suggested_post_refunded"),
        *("video_chat_scheduled", "video_chat_started", "video_chat_ended"),
        *("video_chat_participants_invited", "community_chat_added", "community_chat_removed"),
    }
)
# What people send and we cannot show. What is in neither list is new, and `unknown`.
_KNOWN: Final = (
    *("poll", "dice", "game", "story", "paid_media", "checklist", "invoice", "gift"),
    *("unique_gift", "giveaway", "giveaway_winners", "rich_message"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the desk keeps it. `phone` is the sender's own, where they shared it."""

    text: str = field(default="", repr=False)
    remote: tuple[RemoteFile, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)
    phone: str | None = field(default=None, repr=False)


def said(message: Members) -> Said | None:
    """The words and the file of a message; None for one in which nobody says anything."""
    for name, read in _READERS.items():
        if name in message:
            return read(message)
    if isinstance(message.get("text"), str):
        return Said(words(message["text"]))
    if _SERVICE.intersection(message):
        return None
    what = next((name for name in _KNOWN if name in message), "unknown")
    return Said(words(message.get("caption")), extra={"kind": UNSUPPORTED, "type": what})


def new_words(message: Members) -> str | None:
    """What an edited message says now; None where something else about it changed.

    A file below which nothing stands says nothing any more.
    """
    for name in ("text", "caption"):
        if isinstance(message.get(name), str):
            return words(message[name])
    return "" if _CAPTIONED.intersection(message) else None


def _photo(message: Members) -> Said:
    """Of the sizes that there are, the largest."""
    sizes = [(_count(one.get("width")) or 0, one) for one in several(message, "photo")]
    largest = max(sizes, key=lambda one: one[0], default=(0, {}))[1]
    return _with(message, "photo", _file(largest, "image/jpeg"))


def _file_of(name: str) -> Callable[[Members], Said]:
    def read(message: Members) -> Said:
        return _with(message, name, _file(member(message, name)))

    return read


def _sticker(message: Members) -> Said:
    sticker = member(message, "sticker")
    found = _with(message, "sticker", _file(sticker))
    return Said(words(sticker.get("emoji")), found.remote, found.extra)


def _with(message: Members, kind: str, file: RemoteFile | None) -> Said:
    caption = words(message.get("caption"))
    if file is None:
        return Said(caption, extra={"kind": UNSUPPORTED, "type": kind})
    seconds = _count(member(message, kind).get("duration"))
    album = identifier(message.get("media_group_id"))
    extra = {"kind": kind, "seconds": seconds, "album": album}
    return Said(caption, (file,), without_nothing(extra))


def _file(members: Members, media_type: str = "") -> RemoteFile | None:
    reference = identifier(members.get("file_id"))
    if not reference:
        return None
    return RemoteFile(
        reference,
        words(members.get("file_name")),
        words(members.get("mime_type"))[:128] or media_type,
        _count(members.get("file_size")),
    )


def _place(message: Members) -> Said:
    venue = member(message, "venue")
    location = member(message, "location") or member(venue, "location")
    title, address = words(venue.get("title")), words(venue.get("address"))
    place = {
        "latitude": coordinate(location.get("latitude")),
        "longitude": coordinate(location.get("longitude")),
        "title": title,
        "address": address,
    }
    shown = [title, address]
    if not any(shown) and place["latitude"] is not None:
        shown = [f"{place['latitude']}, {place['longitude']}"]
    text = "\n".join(one for one in shown if one)
    return Said(text, extra={"kind": "location", "place": without_nothing(place)})


def _contact(message: Members) -> Said:
    """A card of somebody. Telegram itself says whose it is: their own number is theirs."""
    contact = member(message, "contact")
    names = (words(contact.get("first_name")), words(contact.get("last_name")))
    name = " ".join(one for one in names if one)
    told = words(contact.get("phone_number"))
    whose = identifier(contact.get("user_id"))
    is_own = whose != "" and whose == identifier(member(message, "from").get("id"))
    was_forwarded = "forward_origin" in message or "forward_date" in message
    phone = international_phone(told) if is_own and not was_forwarded else None
    extra = {"kind": "contact", "contact": without_nothing({"name": name, "phone": told})}
    return Said(" ".join(one for one in (name, told) if one), extra=extra, phone=phone)


def _count(value: object) -> int | None:
    found = number(value)
    return found if found is not None and 0 <= found < _LARGEST else None


_READERS: Final[Mapping[str, Callable[[Members], Said]]] = MappingProxyType(
    {
        "venue": _place,
        "location": _place,
        "contact": _contact,
        **{name: _file_of(name) for name in _FILES if name != "sticker"},
        "sticker": _sticker,
        "photo": _photo,
    }
)
