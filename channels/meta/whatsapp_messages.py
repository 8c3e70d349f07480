"""What a message of WhatsApp says, by its type: words, files, a place, people, an order.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from channels.meta.errors import fault_of
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
_MEDIA: Final = ("image", "audio", "video", "document", "sticker")


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the desk keeps it."""

    text: str = field(repr=False)
    remote: tuple[RemoteFile, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)


def said(message: Members) -> Said:
    """What a message says; a type that is not known is kept as one that is not supported."""
    kind = words(message.get("type"))
    read = _READERS.get(kind, _unsupported)
    found = read(message)
    context, referral = member(message, "context"), member(message, "referral")
    names = ("source_url", "source_id", "source_type", "headline", "body")
    extra = {
        **found.extra,
        "forwarded": bool(context.get("forwarded") or context.get("frequently_forwarded")) or None,
        "referral": without_nothing({name: words(referral.get(name)) for name in names}),
    }
    return Said(found.text, found.remote, without_nothing(extra))


def _text(message: Members) -> Said:
    body = words(member(message, "text").get("body"))
    return Said(body) if body else _unsupported(message)


def _media(message: Members) -> Said:
    kind = words(message.get("type"))
    media = member(message, kind)
    media_id = identifier(media.get("id"))
    if not media_id:
        return _unsupported(message)
    media_type = words(media.get("mime_type")).partition(";")[0].strip()
    file = RemoteFile(
        reference=media_id,
        name=words(media.get("filename")),
        media_type=media_type,
        size=number(media.get("file_size")),
    )
    kind = "voice" if media.get("voice") is True else kind
    return Said(words(media.get("caption")), (file,), {"kind": kind})


def _location(message: Members) -> Said:
    location = member(message, "location")
    latitude = coordinate(location.get("latitude"))
    longitude = coordinate(location.get("longitude"))
    named = [words(location.get(name)) for name in ("name", "address")]
    shown = [*named, f"{latitude}, {longitude}" if latitude is not None else ""]
    place = without_nothing(
        {"latitude": latitude, "longitude": longitude, "name": named[0], "address": named[1]}
    )
    return Said("\n".join(one for one in shown if one), extra={"kind": "location", "place": place})


def _contacts(message: Members) -> Said:
    lines = []
    for person in several(message, "contacts"):
        name = words(member(person, "name").get("formatted_name"))
        phones = [words(one.get("phone")) for one in several(person, "phones")]
        emails = [words(one.get("email")) for one in several(person, "emails")]
        lines.append(" ".join(one for one in (name, *phones, *emails) if one))
    return Said("\n".join(line for line in lines if line), extra={"kind": "contacts"})


def _interactive(message: Members) -> Said:
    interactive = member(message, "interactive")
    for kind in ("button_reply", "list_reply"):
        reply = member(interactive, kind)
        if reply:
            shown = (words(reply.get(name)) for name in ("title", "description"))
            chosen = {"kind": "choice", "choice": identifier(reply.get("id"))}
            return Said("\n".join(one for one in shown if one), extra=chosen)
    form = member(interactive, "nfm_reply")
    if form:
        answers = words(form.get("response_json"))
        return Said(words(form.get("body")), extra={"kind": "form", "form": answers})
    return _unsupported(message)


def _button(message: Members) -> Said:
    button = member(message, "button")
    chosen = {"kind": "choice", "choice": words(button.get("payload"))}
    return Said(words(button.get("text")), extra=chosen)


def _order(message: Members) -> Said:
    order = member(message, "order")
    lines = [words(order.get("text")), *map(_ordered, several(order, "product_items"))]
    extra = {"kind": "order", "catalogue": identifier(order.get("catalog_id"))}
    return Said("\n".join(line for line in lines if line), extra=extra)


def _ordered(item: Members) -> str:
    """One line of an order: `2 × A-7 (35 EUR)`."""
    shown = f"{_price(item.get('item_price'))} {words(item.get('currency'))}".strip()
    line = f"{number(item.get('quantity')) or 1} × {identifier(item.get('product_retailer_id'))}"
    return f"{line} ({shown})" if shown else line


def _price(told: object) -> str:
    """A price with all of its digits, also where it is in the millions."""
    if not isinstance(told, int | float) or isinstance(told, bool):
        return words(told)
    return f"{Decimal(str(told)).normalize():f}" if math.isfinite(told) else ""


def _unsupported(message: Members) -> Said:
    """Kept, and shown as what it is: a message that this platform, or we, cannot read."""
    kind = words(member(message, "unsupported").get("type")) or words(message.get("type"))
    faults = [fault for fault in map(fault_of, several(message, "errors")) if fault is not None]
    extra = {"kind": UNSUPPORTED, "type": kind or "unknown"}
    if faults:
        extra["reason"] = str(faults[0].code)
    return Said("", extra=extra)


_READERS: Final[Mapping[str, Callable[[Members], Said]]] = MappingProxyType(
    {
        **dict.fromkeys(_MEDIA, _media),
        "text": _text,
        "location": _location,
        "contacts": _contacts,
        "interactive": _interactive,
        "button": _button,
        "order": _order,
    }
)
