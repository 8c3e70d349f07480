"""What an application posted to the generic webhook, as the items that a channel reads."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

from channels.web import webhook_shapes as told
from channels.web.signature import ID_HEADER
from domain.arrivals import NOTHING_VERIFIED, Sender, Verified
from domain.attachments import AttachedFile
from domain.channels import (
    Deleted,
    Edited,
    Item,
    RemoteFile,
    Reported,
    Request,
    Unreadable,
    Written,
)
from domain.vocabulary import DeliveryState

NO_BYTES: Final = "unreadable:"  # the reference of a file of which neither came: it fails to come
_OURS: Final = frozenset({"agent", "bot", "system"})  # kinds of author, as we write them ourselves
_SILENT: Final = ("ping", "typing.started", "typing.stopped")  # they say nothing of a message
_CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NO_CODE: Final = re.compile("[^a-z0-9_]+")
_STATES: Final = MappingProxyType(
    {
        "message.delivered": DeliveryState.DELIVERED,
        "message.read": DeliveryState.READ,
        "message.failed": DeliveryState.FAILED,
    }
)

Reading = Callable[[Request, Verified], Sequence[Item]]


def items_of(request: Request, verified: Verified = NOTHING_VERIFIED) -> Sequence[Item]:
    """What was posted; `verified` is what the application vouches for of all that it tells.

    It raises nothing: what cannot be read is Unreadable, its reason names the member that is to
    blame: `missing_message_sender_id`.
    """
    try:
        event = told.Named.model_validate_json(request.body).event
        if event in _SILENT:
            return ()
        return _reading_of(event)(request, verified)
    except ValidationError as fault:
        return (Unreadable(_blame(fault), request.body),)


def _reading_of(event: str) -> Reading:
    if event in _READINGS:
        return _READINGS[event]
    return _unsupported if event.startswith("message.") else _unknown


def _written(request: Request, verified: Verified) -> Sequence[Item]:
    message = told.Created.model_validate_json(request.body).message
    if message.sender.kind in _OURS:
        return ()  # what we sent ourselves, posted back to us
    if not message.text and not message.attachments:
        return (Unreadable("missing_message_text", request.body),)
    thread = message.conversation_id
    return (
        Written(
            message_id=message.id,
            sender=_sender(message.sender),
            text=message.text or "",
            sent_at=_instant(message.sent_at, request.at),
            order=message.order or 0,
            # Where nobody told us of a conversation, we call it by its customer.
            thread=None if thread == message.sender.id else thread,
            in_reply_to=message.reply_to,
            remote=tuple(_remote(one) for one in message.attachments if _bytes(one) is None),
            attached=tuple(_attached(message.attachments)),
            verified=verified,
            extra={} if message.subject is None else {"subject": message.subject},
        ),
    )


def _edited(request: Request, _: Verified) -> Sequence[Item]:
    message = told.Rewritten.model_validate_json(request.body).message
    # The one who repeats a request repeats its id, too.
    edit = message.edit_id or request.headers.get(ID_HEADER, "")[: told.LONGEST_ID] or "edit"
    at = _instant(message.edited_at, request.at)
    sender = _sender(message.sender)
    return (Edited(message.id, edit, sender.id, message.text, at, sender),)


def _deleted(request: Request, _: Verified) -> Sequence[Item]:
    message = told.TakenBack.model_validate_json(request.body).message
    sender, at = _sender(message.sender), _instant(message.deleted_at, request.at)
    return (Deleted(message.id, sender.id, at, sender),)


def _reported(request: Request, _: Verified) -> Sequence[Item]:
    receipt = told.Received.model_validate_json(request.body)
    state, message = _STATES[receipt.event], receipt.message
    reason = _code(message.reason or "failed") if state is DeliveryState.FAILED else ""
    at = _instant(message.at, request.at)
    return (Reported(state, at, by_key=(message.key,), reason=reason),)


def _unsupported(request: Request, verified: Verified) -> Sequence[Item]:
    """Something new that a customer did: people see that there was something."""
    other = told.Unsupported.model_validate_json(request.body)
    message = other.message
    if message.sender.kind in _OURS:
        return ()
    return (
        Written(
            message_id=message.id,
            sender=_sender(message.sender),
            text="",
            sent_at=_instant(message.sent_at, request.at),
            verified=verified,
            extra={"kind": "unsupported", "type": _code(other.event)},
        ),
    )


def _unknown(request: Request, _: Verified) -> Sequence[Item]:
    return (Unreadable("unknown_event", request.body),)


_READINGS: Final[Mapping[str, Reading]] = MappingProxyType(
    {
        "message.created": _written,
        "message.edited": _edited,
        "message.deleted": _deleted,
        **dict.fromkeys(_STATES, _reported),
    }
)


def _sender(person: told.PersonPart) -> Sender:
    return Sender(
        person.id,
        name=person.name,
        email=person.email,
        phone=person.phone,
        locale=person.locale,
        country=person.country,
    )


def _remote(file: told.FilePart) -> RemoteFile:
    return RemoteFile(file.url or NO_BYTES, file.name or "", file.mime or "", file.size)


def _attached(files: Sequence[told.FilePart]) -> Sequence[AttachedFile]:
    found = ((file, _bytes(file)) for file in files)
    return [
        AttachedFile(file.name or "", content) for file, content in found if content is not None
    ]


def _bytes(file: told.FilePart) -> bytes | None:
    """What came along; None where it has to be fetched, or cannot be had at all."""
    if file.content is None:
        return None
    try:
        return base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError):
        return None


def _instant(at: datetime | None, came: datetime) -> datetime:
    """When it was, as far as that can be; when it came, where nothing better is told."""
    if at is None or not _EARLIEST <= at <= came + _CLOCKS_DIFFER_BY:
        return came
    return at.astimezone(UTC)


def _blame(fault: ValidationError) -> str:
    """A code for the first thing that is wrong; it repeats no word of what was posted."""
    first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "not_json"
    place = [step for step in first["loc"] if isinstance(step, str)]
    return _code("_".join(["missing" if first["type"] == "missing" else "bad", *place]))


def _code(words: str) -> str:
    """Words as a short code."""
    found = _NO_CODE.sub("_", words.lower()).strip("_")[:60]
    return found if found[:1].isalpha() else "other"
