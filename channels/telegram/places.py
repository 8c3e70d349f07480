"""Where a message is or goes: chats, topics of forums, direct messages to channels, and chats of a
connected business account.

The numbers of messages are those of one chat alone (https://core.telegram.org/bots/api#message),
so a message is known by its place and its number: `-100123:7`, `b1:42:7`. The numbers of a business
account's chats are its own, and its connection stands before them.
"""

import re
from dataclasses import dataclass
from typing import Final

from channels.payload import Members, Odd, identifier, member, number
from domain.ports import Outbound

_CONNECTION: Final = r"(?:(?P<connection>[A-Za-z0-9_-]{1,128}):)?"
_CHAT: Final = r"(?P<chat>-?[0-9]{1,19})"
_WITHIN: Final = r"(?:#(?P<topic>[0-9]{1,18})|@(?P<direct>[0-9]{1,18}))?"
_PLACE: Final = re.compile(rf"{_CONNECTION}{_CHAT}{_WITHIN}")
_MESSAGE: Final = re.compile(rf"{_CONNECTION}{_CHAT}:(?P<number>[0-9]{{1,18}})")
_MOST: Final = 10**18  # the numbers of messages have 32 bits; more than 64 nobody keeps


@dataclass(frozen=True, slots=True)
class Place:
    """A chat. `connection` is the business account's, `topic` a forum's.

    `direct` is one person's part of a channel's direct messages, which are one chat for all.
    """

    chat: int
    connection: str = ""
    topic: int = 0
    direct: int = 0

    @property
    def thread(self) -> str | None:
        """What the conversation is called; None where somebody is alone with the bot."""
        if self.chat > 0 and not self.connection and not self.topic:
            return None
        topic = f"#{self.topic}" if self.topic else ""
        direct = f"@{self.direct}" if self.direct else ""
        return f"{self._before}{self.chat}{direct or topic}"

    def message(self, its_number: int) -> str:
        """What a message of it is called."""
        return f"{self._before}{self.chat}:{its_number}"

    @property
    def _before(self) -> str:
        return f"{self.connection}:" if self.connection else ""


def place_of(message: Members) -> Place:
    """Where a message was written; raises Odd (`no_chat`)."""
    connection = identifier(message.get("business_connection_id"))
    topic = message.get("message_thread_id") if message.get("is_topic_message") is True else None
    direct = number(member(message, "direct_messages_topic").get("topic_id"))
    return chat_of(message, connection, number(topic) or 0, direct or 0)


def chat_of(members: Members, connection: str = "", topic: int = 0, direct: int = 0) -> Place:
    """The chat that something is about; raises Odd (`no_chat`)."""
    chat = number(member(members, "chat").get("id"))
    place = Place(chat or 0, connection, topic, direct)
    if not chat or _PLACE.fullmatch(place.thread or str(chat)) is None:
        raise Odd("no_chat")
    return place


def number_of(message: Members) -> int:
    """The number of a message; raises Odd (`no_message_id`)."""
    found = number(message.get("message_id"))
    if found is None or not 0 < found < _MOST:
        raise Odd("no_message_id")
    return found


def destination(message: Outbound) -> Place | None:
    """Where an answer goes: where it was written to us, else to the person; None for nowhere.

    A conversation on another platform has a name of another form.
    """
    shared = place_named(message.conversation_id)
    if shared is not None and shared.thread is not None:
        return shared
    return place_named(message.recipient or message.conversation_id)


def place_named(written: str) -> Place | None:
    """The place that a conversation or a person is called by; None for what is none."""
    found = _PLACE.fullmatch(written)
    if found is None or not int(found["chat"]):
        return None
    within = (int(found[name] or 0) for name in ("topic", "direct"))
    return Place(int(found["chat"]), found["connection"] or "", *within)


def answered(message: Outbound, place: Place) -> int | None:
    """The number of the message that is answered, where it is in the same chat."""
    found = _MESSAGE.fullmatch(message.in_reply_to or "")
    if found is None:
        return None
    same = (found["connection"] or "", int(found["chat"])) == (place.connection, place.chat)
    return int(found["number"]) if same else None
