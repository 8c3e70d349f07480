"""What `read` and `accepts` promise of whatever comes: all that they give back is looked at."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from domain.arrivals import Sender
from domain.channels import (
    Channel,
    Deleted,
    Edited,
    Item,
    Reachable,
    RemoteFile,
    Reported,
    Request,
    Unreadable,
    Written,
)
from domain.vocabulary import DeliveryState

LONGEST_ID: Final = 512  # characters: they are keys of indexes
UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
_LARGEST: Final = 2**63  # what a database keeps of whole numbers, and of sizes
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_CODE: Final = re.compile("[a-z][a-z0-9_]{0,63}")
_REASON: Final = re.compile(r"[a-z][a-z0-9_]{0,63}(?:\.\d{1,3}){0,2}")  # `bounced_5.1.1`
_STATES: Final = frozenset(
    {DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED}
)
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {  # as the API asks them of every other client
    "locale": re.compile("(?=.{2,35}$)[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*"),
    "country": re.compile("[A-Z]{2}"),
    "email": re.compile(r"(?=.{3,254}$)[^@\s]+@[^@\s]+"),
    "phone": re.compile(r"\+?[0-9 ().\-/]{3,32}"),
}


class NotAsPromised(AssertionError):
    """What was read is not what a channel promises."""


def check_read(channel: Channel, request: Request) -> Sequence[Item]:
    """What the channel reads of a request, after all that it promises of it was looked at."""
    items = _read(channel, request)
    for number, item in enumerate(items):
        check_item(item, f"item {number}")
        _check_alone(channel, request, item, f"item {number}")
    if repr(items) != repr(_read(channel, request)):
        raise NotAsPromised("the same request is read otherwise the second time")
    return items


def _check_alone(channel: Channel, request: Request, item: Item, where: str) -> None:
    """What is kept as a delivery by itself has to be one, or nobody could read it again."""
    if isinstance(item, Unreadable) and item.alone:
        again = _read(channel, replace(request, body=item.content))
        told = [one.reason for one in again if isinstance(one, Unreadable)]
        _expect(told == [item.reason], where, f"is no delivery by itself: {told}")


def check_item(item: object, where: str = "item") -> None:
    """Look at one item by itself."""
    _check_fields(item, where)
    match item:
        case Written():
            _check_written(item, where)
        case Edited(message_id, edit_id, sender_id):
            _check_ids(where, message_id, edit_id, sender_id)
        case Deleted(message_id, sender_id):
            _check_ids(where, message_id, sender_id)
        case Reachable(sender_id):
            _check_ids(where, sender_id)
        case Reported():
            _check_report(item, where)
        case Unreadable(reason):
            _expect(_CODE.fullmatch(reason) is not None, where, "has a reason that is no code")
        case _:
            raise NotAsPromised(f"{where} is a {type(item).__name__}")


def check_accepts(channel: Channel, request: Request) -> bool:
    """Whether the channel accepts it, which it says without raising anything."""
    try:
        accepted = channel.accepts(request)
    except Exception as error:
        raise NotAsPromised(f"accepts raised {type(error).__name__}") from error
    _expect(type(accepted) is bool, "accepts", "is neither True nor False")
    return accepted


def _read(channel: Channel, request: Request) -> Sequence[Item]:
    try:
        items = channel.read(request)
    except Exception as error:
        raise NotAsPromised(f"read raised {type(error).__name__}") from error
    _expect(isinstance(items, list | tuple), "read", f"gave a {type(items).__name__}")
    return items


def _check_ids(where: str, *ids: str) -> None:
    for one in ids:
        _expect(0 < len(one) <= LONGEST_ID, where, f"has an id of {len(one)} characters")
        _expect(_CONTROL.search(one) is None, where, "has an id with a control character")


def _check_sender(sender: Sender, where: str) -> None:
    _check_ids(where, sender.id)
    for name, shape in _SHAPES.items():
        said = getattr(sender, name)
        if said is not None:
            _expect(shape.fullmatch(said) is not None, f"{where}.{name}", "has not its shape")


def _check_written(item: Written, where: str) -> None:
    _check_ids(where, item.message_id)
    _check_sender(item.sender, f"{where}.sender")
    _check_ids(where, *(one for one in _named(item) if one is not None))
    try:
        json.dumps(item.extra, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise NotAsPromised(f"{where}.extra cannot be written as JSON") from error
    for remote in item.remote:
        _check_file(remote, f"{where}.remote")


def _named(item: Written) -> tuple[str | None, ...]:
    return (item.thread, item.ticket, item.in_reply_to)


def _check_file(remote: RemoteFile, where: str) -> None:
    _expect(bool(remote.reference), where, "has no reference")
    _expect(remote.size is None or remote.size >= 0, where, "has a size below nothing")


def _check_report(item: Reported, where: str) -> None:
    _expect(item.state in _STATES, where, f"reports {item.state}")
    named = bool(item.provider_ids or item.by_key)
    everything = item.recipient is not None and item.until is not None
    _expect(named or everything, where, "reports of nothing")
    _check_ids(where, *item.provider_ids, *item.by_key)
    _expect(not item.reason or _REASON.fullmatch(item.reason) is not None, where, "has no code")


def _check_fields(value: Any, where: str) -> None:
    of: type = type(value)
    _expect(is_dataclass(of), where, f"is a {of.__name__}")
    for name, kind in _kinds(of).items():
        _check(getattr(value, name), kind, f"{where}.{name}")


@cache
def _kinds(of: type) -> Mapping[str, Any]:
    hints = get_type_hints(of)
    return {one.name: hints[one.name] for one in fields(of)}


def _check(value: Any, kind: Any, where: str) -> None:
    """Whether a value is what its field is declared to be, and can be kept."""
    if kind is object:
        _check_anything(value, where)
    elif get_origin(kind) in (UnionType, Union):
        kinds = [one for one in get_args(kind) if one is not NoneType]
        if value is not None:
            _check(value, kinds[0], where)
        else:
            _expect(NoneType in get_args(kind), where, "is None")
    elif get_origin(kind) is tuple:
        _expect(type(value) is tuple, where, f"is a {type(value).__name__}")
        for one in value:
            _check(one, get_args(kind)[0], where)
    elif get_origin(kind) is not None:
        _expect(isinstance(value, Mapping), where, f"is a {type(value).__name__}")
        _check_anything(value, where)
    else:
        _check_plain(value, kind, where)


def _check_plain(value: Any, kind: type, where: str) -> None:
    _expect(type(value) is kind, where, f"is a {type(value).__name__}, not a {kind.__name__}")
    if is_dataclass(kind):
        _check_fields(value, where)
    elif not issubclass(kind, Enum):
        _check_anything(value, where)


def _check_anything(value: Any, where: str) -> None:
    """Whether it can be kept, whatever it is; texts anywhere within it, too."""
    match value:
        case str():
            _expect(UNKEEPABLE.search(value) is None, where, "holds NUL or a lone surrogate")
        case datetime():
            _check_instant(value, where)
        case int():
            _expect(-_LARGEST <= value < _LARGEST, where, "is a number beyond 64 bits")
        case Mapping():
            for name, one in value.items():
                _expect(type(name) is str, where, "has a name that is no text")
                _check_anything(name, where)
                _check_anything(one, where)
        case list() | tuple():
            for one in value:
                _check_anything(one, where)
        case _:
            pass  # the shape that its field declares is all there is to say of it


def _check_instant(at: datetime, where: str) -> None:
    _expect(at.utcoffset() is not None, where, "is an instant without a zone")
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        raise NotAsPromised(f"{where} lies outside of the calendar") from None
    _expect(
        datetime(1970, 1, 1, tzinfo=UTC) <= utc < datetime(9000, 1, 1, tzinfo=UTC),
        where,
        "is no instant that anybody wrote at",
    )


def _expect(holds: bool, where: str, otherwise: str) -> None:
    if not holds:
        raise NotAsPromised(f"{where} {otherwise}".strip())
