"""What WhatsApp's Cloud API posts: messages to a number, and what became of those from it.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from channels.meta import whatsapp_messages
from channels.meta.errors import fault_of
from channels.meta.whatsapp_people import Person, contact_of, person_of
from channels.payload import (
    NOTHING,
    Members,
    Odd,
    document,
    everything,
    identifier,
    instant,
    member,
    recent,
    set_aside,
    several,
    words,
)
from domain.arrivals import Verified
from domain.channels import (
    Deleted,
    Edited,
    Item,
    Reachable,
    Reported,
    Request,
    Unreadable,
    Written,
)
from domain.vocabulary import DeliveryState

OBJECT: Final = "whatsapp_business_account"
GROUP: Final = "group:"  # before the id of a group, where it names a thread
_STATES: Final[Mapping[str, DeliveryState]] = MappingProxyType(
    {
        "sent": DeliveryState.SENT,
        "delivered": DeliveryState.DELIVERED,
        "read": DeliveryState.READ,
        "played": DeliveryState.READ,
        "failed": DeliveryState.FAILED,
    }
)
# `customer_…` is how versions before the user ids call it; there `customer` is the one before.
_NUMBER_CHANGED: Final = ("user_changed_number", "user_changed_user_id", "customer_changed_number")


@dataclass(frozen=True, slots=True)
class _Change:
    """One `value` of a delivery, which tells of our number."""

    value: Members
    request: Request

    def alone(self, name: str, event: object) -> Members:
        """The delivery as it would be with this event, and with its sender, only."""
        around = {one: self.value[one] for one in _AROUND if one in self.value}
        sent = event if isinstance(event, Mapping) else NOTHING
        sender = contact_of(sent, several(self.value, "contacts"))
        contacts = {"contacts": [sender]} if sender else {}
        change = {"field": "messages", "value": {**around, **contacts, name: [event]}}
        return {"object": OBJECT, "entry": [{"changes": [change]}]}


_AROUND: Final = ("messaging_product", "metadata")


def read_whatsapp(request: Request, number_id: str) -> list[Item]:
    """All that a delivery tells of one number of ours; that of others is passed over."""
    whole = document(request.body)
    if whole is None:
        return [Unreadable("not_json", request.body)]
    if whole.get("object") != OBJECT:
        named = isinstance(whole.get("object"), str)
        return [] if named else [Unreadable("no_object", request.body)]
    if not isinstance(whole.get("entry"), list):
        return [Unreadable("no_entries", request.body)]
    read: list[Item] = []
    for entry in everything(whole, "entry"):
        read += _of_entry(entry, request, number_id)
    return read


def _of_entry(entry: object, request: Request, number_id: str) -> list[Item]:
    if not isinstance(entry, Mapping):
        return [set_aside("odd_entry", {"object": OBJECT, "entry": [entry]}, request.body)]
    read: list[Item] = []
    for change in everything(entry, "changes"):
        told = change if isinstance(change, Mapping) else {}
        if told and told.get("field", "messages") != "messages":
            continue  # of templates, of the account, what the phone's own app sent, and so on
        value = told.get("value")
        if not isinstance(value, Mapping) or not member(value, "metadata"):
            alone = {"object": OBJECT, "entry": [{"changes": [change]}]}
            read.append(set_aside("odd_change", alone, request.body))
        elif identifier(member(value, "metadata").get("phone_number_id")) == number_id:
            read += _of_change(_Change(value, request))
    return read


def _of_change(change: _Change) -> Iterator[Item]:
    for name, read in (("messages", _message), ("statuses", _status), ("errors", _error)):
        for event in everything(change.value, name):
            try:
                if not isinstance(event, Mapping):
                    raise Odd("odd_event")
                yield from read(change, event)
            except Odd as odd:
                yield set_aside(odd.reason, change.alone(name, event), change.request.body)


def _message(change: _Change, message: Members) -> Sequence[Item]:
    kind = words(message.get("type"))
    if kind == "system":
        return _system(change, message)
    person = person_of(message, several(change.value, "contacts"))
    message_id = identifier(message.get("id"))
    if not message_id:
        raise Odd("no_message_id")
    at = recent(message.get("timestamp"), change.request.at)
    match kind:
        case "reaction":
            return _reaction(message, change)
        case "revoke":
            return [Deleted(_original(message, kind), person.sender.id, at, person.sender)]
        case "edit":
            return [_edited(message, person, change)]
        case _:
            return [_written(message, person, change)]


def _edited(message: Members, person: Person, change: _Change) -> Edited:
    anew = whatsapp_messages.said(member(message, "edit", "message"))
    if anew.extra.get("kind") == whatsapp_messages.UNSUPPORTED:
        raise Odd("unsupported_edit")
    return Edited(
        message_id=_original(message, "edit"),
        edit_id=identifier(message.get("id")),
        sender_id=person.sender.id,
        text=anew.text,
        at=recent(message.get("timestamp"), change.request.at),
        sender=person.sender,
    )


def _written(message: Members, person: Person, change: _Change) -> Written:
    said = whatsapp_messages.said(message)
    group = identifier(message.get("group_id"))
    return Written(
        message_id=identifier(message.get("id")),
        sender=person.sender,
        text=said.text,
        sent_at=recent(message.get("timestamp"), change.request.at),
        thread=f"{GROUP}{group}" if group else None,
        in_reply_to=identifier(member(message, "context").get("id")) or None,
        remote=said.remote,
        verified=Verified(phone=person.sender.phone is not None),
        extra={**said.extra, **person.extra},
    )


def _original(message: Members, kind: str) -> str:
    original = identifier(member(message, kind).get("original_message_id"))
    if not original:
        raise Odd("no_original")
    return original


def _reaction(message: Members, change: _Change) -> Sequence[Item]:
    """A face at a message of ours is no message, but whoever puts it there has read ours."""
    reaction = member(message, "reaction")
    about = identifier(reaction.get("message_id"))
    if not about or not reaction.get("emoji"):
        return []
    at = instant(message.get("timestamp"), change.request.at)
    return [Reported(DeliveryState.READ, at, (about,))]


def _system(change: _Change, message: Members) -> Sequence[Item]:
    """Who has another number has another id too: the one before reaches nobody any more."""
    system = member(message, "system")
    if words(system.get("type")) not in _NUMBER_CHANGED:
        return []
    at = recent(message.get("timestamp"), change.request.at)
    named = (system.get("previous_user_id"), message.get("from"), system.get("customer"))
    anew = {identifier(system.get(name)) for name in ("wa_id", "new_wa_id", "user_id")}
    gone = dict.fromkeys(one for one in map(identifier, named) if one and one not in anew)
    return [Reachable(one, reachable=False, at=at) for one in gone]


def _status(change: _Change, status: Members) -> Sequence[Item]:
    message_id = identifier(status.get("id"))
    if not message_id:
        raise Odd("no_message_id")
    state = _STATES.get(words(status.get("status")))
    if state is None:
        return []
    key = identifier(status.get("biz_opaque_callback_data"))
    at = instant(status.get("timestamp"), change.request.at)
    failed = state is DeliveryState.FAILED
    reason = _reason(several(status, "errors")) if failed else ""
    return [Reported(state, at, (message_id,), (key,) if key else (), reason=reason)]


def _reason(errors: list[Members]) -> str:
    faults = [fault for fault in map(fault_of, errors) if fault is not None]
    return faults[0].word if faults else "failed"


def _error(_change: _Change, error: Members) -> Sequence[Item]:
    """Something is wrong with our number or app: it is set aside, where people see it."""
    fault = fault_of(error)
    raise Odd(f"platform_error_{fault.code}" if fault else "platform_error")
