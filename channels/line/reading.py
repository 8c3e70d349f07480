"""What LINE posts: the webhook's events, as https://github.com/line/line-openapi describes them.

Its `webhook.yml` requires much that older and other senders leave out; here only what cannot be
done without is asked for: an id, and somebody who did it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from channels.line.messages import said
from channels.payload import (
    Members,
    Odd,
    document,
    identifier,
    instant,
    member,
    set_aside,
    without_nothing,
    words,
)
from domain.arrivals import Sender
from domain.channels import (
    Deleted,
    Edited,
    Item,
    Reachable,
    Request,
    Unreadable,
    Written,
)

_LONGEST_ID: Final = 256


@dataclass(frozen=True, slots=True)
class Event:
    """One event, when its delivery came, and the country that the account is for."""

    members: Members
    came: datetime
    country: str | None

    @property
    def at(self) -> datetime:
        """When it happened, also where it is delivered again."""
        return instant(self.members.get("timestamp"), self.came)

    @property
    def id(self) -> str:
        """The same wherever the event is delivered again; raises Odd (`no_event_id`)."""
        return an_id(self.members.get("webhookEventId"), "no_event_id")

    @property
    def thread(self) -> str | None:
        """The group or room; None where somebody is alone with us."""
        source = member(self.members, "source")
        for name in ("groupId", "roomId"):
            if source.get("type") == name.removesuffix("Id"):
                return an_id(source.get(name), "no_thread")
        return None

    @property
    def sender_id(self) -> str:
        """Who did it; in a group that does not tell, the group. Raises Odd (`no_sender`)."""
        user = member(self.members, "source").get("userId")
        return an_id(user, "no_sender") if user is not None else self.thread or _nobody()

    @property
    def sender(self) -> Sender:
        """Who did it. LINE tells neither name nor language here: `profile` asks for them."""
        return Sender(self.sender_id, country=self.country)


def read_events(request: Request, country: str | None) -> list[Item]:
    """All that a delivery tells, in its order; an empty one is how LINE tries an address."""
    whole = document(request.body)
    if whole is None:
        return [Unreadable("not_json", request.body)]
    events = whole.get("events")
    if not isinstance(events, list):
        return [Unreadable("no_events", request.body)]
    read: list[Item] = []
    for one in events:
        try:
            read += _items(one, request.at, country)
        except Odd as odd:
            # Whether it is delivered again is not the event's: it would be kept once more.
            event = {**one} if isinstance(one, Mapping) else one
            if isinstance(event, dict):
                event.pop("deliveryContext", None)
            alone = {"destination": whole.get("destination"), "events": [event]}
            read.append(set_aside(odd.reason, alone, request.body))
    return read


def an_id(value: object, otherwise: str) -> str:
    """An id that can be a key; raises Odd with the reason for what is none."""
    found = identifier(value)
    if not found or len(found) > _LONGEST_ID:
        raise Odd(otherwise)
    return found


def _items(members: object, came: datetime, country: str | None) -> Sequence[Item]:
    if not isinstance(members, Mapping):
        raise Odd("no_event")
    kind = members.get("type")
    if not isinstance(kind, str):
        raise Odd("no_type")
    # On standby another of the account's channels answers this person.
    if members.get("mode") == "standby" or kind in _NO_MATTER:
        return []
    if kind not in _READERS:
        raise Odd("unknown_event")
    return _READERS[kind](Event(members, came, country))


def _message(event: Event) -> Sequence[Item]:
    message = member(event.members, "message")
    what = said(message)
    quoted = message.get("quotedMessageId")
    return [
        Written(
            message_id=an_id(message.get("id"), "no_message_id"),
            sender=event.sender,
            text=what.text,
            sent_at=event.at,
            order=what.order,
            thread=event.thread,
            in_reply_to=an_id(quoted, "no_quoted_id") if quoted is not None else None,
            remote=what.remote,
            extra=what.extra,
        )
    ]


def _edited(event: Event) -> Sequence[Item]:
    """Only texts can be edited; the latest `timestamp` is how the message stands."""
    message = member(event.members, "message")
    if not isinstance(message.get("text"), str):
        raise Odd("no_text")
    return [
        Edited(
            message_id=an_id(message.get("id"), "no_message_id"),
            edit_id=event.id,
            sender_id=event.sender_id,
            text=words(message["text"]),
            at=event.at,
            sender=event.sender,
        )
    ]


def _unsent(event: Event) -> Sequence[Item]:
    message_id = member(event.members, "unsend").get("messageId")
    own = an_id(message_id, "no_message_id")
    return [Deleted(own, event.sender_id, event.at, event.sender)]


def _followed(event: Event) -> Sequence[Item]:
    return [Reachable(event.sender_id, True, event.at)]


def _unfollowed(event: Event) -> Sequence[Item]:
    return [Reachable(event.sender_id, False, event.at)]


def _pressed(event: Event) -> Sequence[Item]:
    """A button of ours was pressed: what it carries is ours, a date that was chosen is theirs."""
    postback = member(event.members, "postback")
    params = member(postback, "params")
    if "newRichMenuAliasId" in params:  # another page of the menu: nothing was said
        return []
    data = words(postback.get("data"))
    chosen = [words(params.get(name)) for name in ("date", "time", "datetime")]
    text = " ".join(one for one in (data, *chosen) if one)
    extra = without_nothing({"kind": "choice", "choice": data})
    return [
        Written(event.id, event.sender, text, event.at, thread=event.thread, extra=extra),
    ]


def _nobody() -> str:
    raise Odd("no_sender")


# No message of a customer. What LINE has yet to think of is in neither.
_NO_MATTER: Final = frozenset(
    {
        *("join", "leave", "memberJoined", "memberLeft", "beacon", "videoPlayComplete"),
        *("accountLink", "membership", "module", "activated", "deactivated", "botSuspended"),
        *("botResumed", "delivery", "things"),
    }
)
_READERS: Final[Mapping[str, Callable[[Event], Sequence[Item]]]] = MappingProxyType(
    {
        "message": _message,
        "messageEdited": _edited,
        "unsend": _unsent,
        "follow": _followed,
        "unfollow": _unfollowed,
        "postback": _pressed,
    }
)
