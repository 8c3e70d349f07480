"""Which of Meta's kinds of attachment a file of ours is, and how large such a one may be."""

from dataclasses import dataclass
from typing import Final

from domain.attachments import AttachedFile
from domain.ports import Refused

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of attachment: the media types that it takes (`image/*`), and bytes at most."""

    kind: str
    takes: tuple[str, ...]
    largest: int

    def fits(self, media_type: str) -> bool:
        """Whether a file of that type is one of these."""
        family = f"{media_type.partition('/')[0]}/*"
        return media_type in self.takes or family in self.takes


# https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/
# media/#supported-media-types
_OFFICE: Final = (
    *("application/pdf", "application/msword", "application/vnd.ms-excel"),
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)
WHATSAPP: Final = (
    Shelf("image", ("image/jpeg", "image/png"), 5 * MEGABYTE),
    Shelf(
        "audio",
        ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
        16 * MEGABYTE,
    ),
    Shelf("video", ("video/mp4", "video/3gpp"), 16 * MEGABYTE),
    Shelf("document", ("text/plain", *_OFFICE), 100 * MEGABYTE),
)
CAPTIONED: Final = ("image/*", "video/*", "text/*", "application/*")  # sounds have no words below
# https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/
# saving-assets: all of them 25 MB
MESSENGER: Final = (
    Shelf("image", ("image/jpeg", "image/png", "image/gif"), 25 * MEGABYTE),
    Shelf("audio", ("audio/*",), 25 * MEGABYTE),
    Shelf("video", ("video/*",), 25 * MEGABYTE),
    Shelf("file", ("image/*", "text/*", "application/*"), 25 * MEGABYTE),
)


def shelf_of(file: AttachedFile, shelves: tuple[Shelf, ...]) -> Shelf:
    """Where a file belongs. Raises Refused (`file_not_allowed`, `file_too_large`)."""
    fitting = [one for one in shelves if one.fits(file.media_type)]
    if not fitting:
        raise Refused("file_not_allowed")
    if len(file.content) > fitting[0].largest:
        raise Refused("file_too_large")
    return fitting[0]


def taken(shelves: tuple[Shelf, ...]) -> tuple[str, ...]:
    """All media types that are taken, for `Limits.files`."""
    return tuple(dict.fromkeys(one for shelf in shelves for one in shelf.takes))


def largest(shelves: tuple[Shelf, ...]) -> int:
    """The bytes of the largest file of any kind."""
    return max(one.largest for one in shelves)
