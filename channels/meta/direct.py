"""What Messenger and Instagram post: messages of the page or account, and what became of ours.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks and
https://developers.facebook.com/documentation/instagram-platform/webhooks/examples
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from channels.meta import direct_messages
from channels.payload import (
    Members,
    Odd,
    document,
    everything,
    identifier,
    instant,
    member,
    number,
    recent,
    set_aside,
    words,
)
from domain.arrivals import Sender
from domain.channels import (
    Deleted,
    Edited,
    Item,
    Reported,
    Request,
    Unreadable,
    Written,
)
from domain.vocabulary import DeliveryState

# Events that say nothing of a conversation: https://developers.facebook.com/documentation/
# business-messaging/messenger-platform/webhooks#events. Somebody who clicks a link or ticks a box
# has not written yet.
_PASSED_OVER: Final = frozenset(
    {
        *("optin", "referral", "account_linking", "app_roles", "take_thread_control"),
        *("pass_thread_control", "request_thread_control", "game_play", "payment"),
        *("checkout_update", "pre_checkout", "messaging_feedback", "response_feedback"),
        *("thread_setting", "business_login"),
    }
)

_FIELDS: Final = frozenset(
    {
        *("messages", "message_edit", "message_edits", "message_reactions", "message_echoes"),
        *("message_reads", "message_deliveries", "messaging_postbacks", "messaging_seen"),
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a delivery, and when that came."""

    members: Members
    came: datetime
    own: str  # the id of our page or account

    @property
    def sender(self) -> str:
        """Whose it is; raises Odd (`no_sender`)."""
        found = identifier(member(self.members, "sender").get("id"))
        if not found:
            raise Odd("no_sender")
        return found

    @property
    def at(self) -> datetime:
        """When it happened, as far as Meta says."""
        return instant(self.members.get("timestamp"), self.came)


def read_direct(request: Request, kind: str, own: str) -> list[Item]:
    """All that a delivery tells of one page or account; that of others is passed over.

    `kind` is `page` or `instagram`.
    """
    whole = document(request.body)
    if whole is None:
        return [Unreadable("not_json", request.body)]
    if whole.get("object") != kind:
        return (
            [] if isinstance(whole.get("object"), str) else [Unreadable("no_object", request.body)]
        )
    if not isinstance(whole.get("entry"), list):
        return [Unreadable("no_entries", request.body)]
    read: list[Item] = []
    for entry in everything(whole, "entry"):
        read += _of_entry(entry, request, kind, own)
    return read


def _of_entry(entry: object, request: Request, kind: str, own: str) -> list[Item]:
    if not isinstance(entry, Mapping):
        return [set_aside("odd_entry", {"object": kind, "entry": [entry]}, request.body)]
    if identifier(entry.get("id")) != own:
        return []
    read: list[Item] = []
    for part, event in _events(entry):
        try:
            read += _items(event, request.at, own)
        except Odd as odd:
            alone = {"object": kind, "entry": [{"id": own, **part}]}
            read.append(set_aside(odd.reason, alone, request.body))
    return read


def _events(entry: Members) -> Iterator[tuple[Members, object]]:
    """Each event, beside what its entry would be without the others.

    What another app answers comes under `standby`: it is passed over. The app dashboard, and some
    fields of Instagram, use the form of `changes`.
    """
    for one in everything(entry, "messaging"):
        yield {"messaging": [one]}, one
    for one in everything(entry, "changes"):
        if isinstance(one, Mapping) and words(one.get("field")) in _FIELDS:
            yield {"changes": [one]}, one.get("value")


def _items(members: object, came: datetime, own: str) -> Sequence[Item]:
    if not isinstance(members, Mapping):
        raise Odd("odd_event")
    event = Event(members, came, own)
    for name, read in _READERS.items():
        if isinstance(members.get(name), Mapping):
            return read(event, member(members, name))
    if _PASSED_OVER.intersection(members):
        return []
    raise Odd("unknown_event")


def _message(event: Event, message: Members) -> Sequence[Item]:
    mid = _mid(message)
    if message.get("is_echo") is True:
        key = identifier(message.get("metadata"))
        return [Reported(DeliveryState.SENT, event.at, (mid,), (key,) if key else ())]
    if event.sender == event.own:
        return []
    at = recent(event.members.get("timestamp"), event.came)
    if message.get("is_deleted") is True:
        return [Deleted(mid, event.sender, at)]
    said = direct_messages.said(message)
    return [
        Written(
            message_id=mid,
            sender=Sender(event.sender),
            text=said.text,
            sent_at=at,
            in_reply_to=identifier(member(message, "reply_to").get("mid")) or None,
            remote=said.remote,
            extra=said.extra,
        )
    ]


def _postback(event: Event, postback: Members) -> Sequence[Item]:
    """A button that was pressed says what stands on it. Older versions give it no id."""
    at = recent(event.members.get("timestamp"), event.came)
    own_id = f"postback:{event.sender}:{number(event.members.get('timestamp')) or 0}"
    said = direct_messages.pressed(postback)
    message_id = identifier(postback.get("mid")) or own_id
    return [Written(message_id, Sender(event.sender), said.text, at, extra=said.extra)]


def _edit(event: Event, edit: Members) -> Sequence[Item]:
    """Words written anew. Instagram tells of new messages as of an edit 0 too, without the words
    and at times without the sender: the message itself comes by its own event.
    """
    which = number(edit.get("num_edit"))
    if which == 0 or not isinstance(edit.get("text"), str):
        return []
    mid, at = _mid(edit), recent(event.members.get("timestamp"), event.came)
    edit_id = f"{mid}:{at.isoformat() if which is None else which}"
    if event.sender == event.own:
        return []
    return [Edited(mid, edit_id, event.sender, words(edit.get("text")), at)]


def _delivery(event: Event, delivery: Members) -> Sequence[Item]:
    """Both the messages that are named and those up to the watermark: clocks differ."""
    mids = tuple(one for one in map(identifier, everything(delivery, "mids")) if one)
    named = [Reported(DeliveryState.DELIVERED, event.at, mids)] if mids else []
    return [*named, *_up_to(event, delivery.get("watermark"), DeliveryState.DELIVERED)]


def _read(event: Event, read: Members) -> Sequence[Item]:
    """Messenger says up to when, Instagram which message was the newest: those before are read."""
    mid = identifier(read.get("mid"))
    if mid:
        named = Reported(DeliveryState.READ, event.at, (mid,))
        return [named, *_up_to(event, event.members.get("timestamp"), DeliveryState.READ)]
    return _up_to(event, read.get("watermark"), DeliveryState.READ)


def _up_to(event: Event, watermark: object, state: DeliveryState) -> Sequence[Item]:
    if number(watermark) is None:
        return []
    until = instant(watermark, event.came)
    return [Reported(state, event.at, recipient=event.sender, until=until)]


def _reaction(event: Event, reaction: Members) -> Sequence[Item]:
    """A face at a message of ours is no message, but whoever puts it there has read ours."""
    mid = identifier(reaction.get("mid"))
    if not mid or reaction.get("action") == "unreact" or event.sender == event.own:
        return []
    return [Reported(DeliveryState.READ, event.at, (mid,))]


def _mid(of: Members) -> str:
    mid = identifier(of.get("mid"))
    if not mid:
        raise Odd("no_message_id")
    return mid


_READERS: Final[Mapping[str, Callable[[Event, Members], Sequence[Item]]]] = MappingProxyType(
    {
        "message": _message,
        "postback": _postback,
        "message_edit": _edit,
        "message_edits": _edit,
        "delivery": _delivery,
        "read": _read,
        "reaction": _reaction,
    }
)
