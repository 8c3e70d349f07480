"""What Telegram posts: one update a request (https://core.telegram.org/bots/api#update)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from channels.hints import language_tag
from channels.payload import (
    Members,
    Odd,
    document,
    everything,
    identifier,
    instant,
    member,
    number,
    several,
    without_nothing,
    words,
)
from channels.telegram.messages import Said, new_words, said
from channels.telegram.places import Place, chat_of, number_of, place_of
from domain.arrivals import NOTHING_VERIFIED, Sender, Verified
from domain.channels import (
    Deleted,
    Edited,
    Item,
    Reachable,
    Request,
    Unreadable,
    Written,
)

_LONGEST_CALLBACK: Final = 200
_MOST_DELETED: Final = 1000


@dataclass(frozen=True, slots=True)
class Update:
    """One update, when it came, and the country that the account is for."""

    members: Members
    came: datetime
    country: str | None

    def person(self, of: Members) -> Sender:
        """Somebody as Telegram names them; raises Odd (`no_sender`)."""
        names = (words(of.get("first_name")), words(of.get("last_name")))
        name = " ".join(one for one in names if one) or words(of.get("username"))
        found = number(of.get("id"))
        if not found:
            raise Odd("no_sender")
        locale = language_tag(of.get("language_code"))
        return Sender(str(found), name or None, locale=locale, country=self.country)


def read_update(request: Request, country: str | None) -> list[Item]:
    """All that an update tells; nothing for one that is no matter of a desk."""
    whole = document(request.body)
    if whole is None:
        return [Unreadable("not_json", request.body)]
    if number(whole.get("update_id")) is None:
        return [Unreadable("no_update", request.body)]
    if not _KINDS.intersection(whole) and len(whole) > 1:
        return [Unreadable("unknown_event", request.body)]
    try:
        return [
            item
            for name, read in _READERS.items()
            if name in whole
            for item in read(Update(whole, request.at, country), _an_object(whole, name))
        ]
    except Odd as odd:
        return [Unreadable(odd.reason, request.body)]


def answer_to_button(body: bytes) -> str:
    """The call by which Telegram stops showing that a button is at work; empty where none was.

    https://core.telegram.org/bots/api#making-requests-when-getting-updates
    """
    query = member(document(body) or {}, "callback_query")
    found = identifier(query.get("id"))
    if not found or len(found) > _LONGEST_CALLBACK:
        return ""
    return json.dumps({"method": "answerCallbackQuery", "callback_query_id": found})


def _an_object(whole: Members, name: str) -> Members:
    found = whole.get(name)
    if not isinstance(found, Mapping):
        raise Odd("no_object")
    return found


def _message(update: Update, message: Members) -> Sequence[Item]:
    place, its_number = place_of(message), number_of(message)
    if _is_ours(message, place):
        return []
    sender = _sender(update, message)
    if place.thread is None and _starts(message):
        return [Reachable(sender.id, True, instant(message.get("date"), update.came))]
    what = said(message)
    if what is None:
        return []
    return [
        Written(
            message_id=place.message(its_number),
            sender=_with_phone(sender, what),
            text=what.text,
            sent_at=instant(message.get("date"), update.came),
            order=its_number,
            thread=place.thread,
            in_reply_to=_replied_to(message, place),
            remote=what.remote,
            automatic=_is_bot(message),
            verified=Verified(phone=True) if what.phone else NOTHING_VERIFIED,
            extra=what.extra,
        )
    ]


def _edited(update: Update, message: Members) -> Sequence[Item]:
    """Telegram tells of other changes as well, such as a place that moves: these are nothing."""
    place, its_number = place_of(message), number_of(message)
    text = new_words(message)
    if _is_ours(message, place) or text is None:
        return []
    sender = _sender(update, message)
    return [
        Edited(
            message_id=place.message(its_number),
            edit_id=str(number(update.members.get("update_id"))),
            sender_id=sender.id,
            text=text,
            at=instant(message.get("edit_date"), update.came),
            sender=sender,
        )
    ]


def _deleted(update: Update, told: Members) -> Sequence[Item]:
    place = chat_of(told, identifier(told.get("business_connection_id")))
    ids = [number(one) for one in everything(told, "message_ids")[:_MOST_DELETED]]
    found = [one for one in ids if one is not None and 0 < one < 10**18]
    sender = Sender(str(place.chat), country=update.country)
    return [Deleted(place.message(one), sender.id, update.came, sender) for one in found]


def _pressed(update: Update, query: Members) -> Sequence[Item]:
    """A button under a message of ours: what stands on it is what was said."""
    callback = identifier(query.get("id"))
    if not callback or len(callback) > _LONGEST_CALLBACK:
        raise Odd("no_callback_id")
    message = member(query, "message")
    data = words(query.get("data"))
    place = place_of(message) if message else None
    return [
        Written(
            message_id=f"callback:{callback}",
            sender=update.person(member(query, "from")),
            text=_label(message, data) or data,
            sent_at=update.came,  # Telegram does not say when
            thread=place.thread if place else None,
            in_reply_to=place.message(number_of(message)) if place else None,
            extra=without_nothing({"kind": "choice", "choice": data}),
        )
    ]


def _reachable(update: Update, told: Members) -> Sequence[Item]:
    """In a private chat: that somebody blocked the bot, or takes it back."""
    place = chat_of(told)
    status = member(told, "new_chat_member").get("status")
    if place.chat < 0 or status not in ("kicked", "member"):
        return []
    at = instant(told.get("date"), update.came)
    return [Reachable(str(place.chat), status == "member", at)]


def _sender(update: Update, message: Members) -> Sender:
    """Who wrote; in the name of a group or channel it may be that chat."""
    on_behalf = member(message, "sender_chat")
    if on_behalf:
        found = number(on_behalf.get("id"))
        if not found:
            raise Odd("no_sender")
        return Sender(str(found), words(on_behalf.get("title")) or None, country=update.country)
    return update.person(member(message, "from"))


def _is_ours(message: Members, place: Place) -> bool:
    """Whether a business account or a channel wrote it itself, or somebody in its name."""
    writer = number(member(message, "from").get("id"))
    if place.direct:
        customer = number(member(message, "direct_messages_topic", "user").get("id"))
        return "sender_chat" in message or writer not in (customer or place.direct, None)
    if not place.connection:
        return False
    return "sender_business_bot" in message or (place.chat > 0 and writer not in (place.chat, None))


def _is_bot(message: Members) -> bool:
    """Whether a machine wrote it: a bot, an account that is away, a channel's post passed on."""
    is_bot = member(message, "from").get("is_bot") is True and "sender_chat" not in message
    return is_bot or "is_from_offline" in message or "is_automatic_forward" in message


def _starts(message: Members) -> bool:
    """Whether Telegram's own button was pressed with which one begins to talk to a bot."""
    text = words(message.get("text"))
    return text == "/start" or (text.startswith("/start@") and " " not in text)


def _with_phone(sender: Sender, what: Said) -> Sender:
    if what.phone is None:
        return sender
    return Sender(
        sender.id, sender.name, phone=what.phone, locale=sender.locale, country=sender.country
    )


def _replied_to(message: Members, place: Place) -> str | None:
    replied = number(member(message, "reply_to_message").get("message_id"))
    return place.message(replied) if replied is not None and 0 < replied < 10**18 else None


def _label(message: Members, data: str) -> str:
    rows = everything(member(message, "reply_markup"), "inline_keyboard")
    for row in rows:
        for button in several({"row": row}, "row"):
            if data and words(button.get("callback_data")) == data:
                return words(button.get("text"))
    return ""


_READERS: Final[Mapping[str, Callable[[Update, Members], Sequence[Item]]]] = MappingProxyType(
    {
        "message": _message,
        "business_message": _message,
        "edited_message": _edited,
        "edited_business_message": _edited,
        "deleted_business_messages": _deleted,
        "callback_query": _pressed,
        "my_chat_member": _reachable,
    }
)
WANTED: Final = tuple(_READERS)  # `allowed_updates` of setWebhook
# What is no message to us: posts and statistics of channels, reactions, inline and payment queries,
# polls, boosts, members of groups. What Telegram has yet to think of is in neither.
_NO_MATTER: Final = frozenset(
    {
        *("channel_post", "edited_channel_post", "business_connection", "message_reaction"),
        *("message_reaction_count", "inline_query", "chosen_inline_result", "shipping_query"),
        *("pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "chat_member"),
        *("chat_join_request", "chat_boost", "removed_chat_boost"),
    }
)
_KINDS: Final = _NO_MATTER.union(_READERS)
