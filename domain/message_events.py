"""What can happen to a message after it was received: a further part of the events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts import MessageReference, Via
from domain.happening import Happened
from domain.vocabulary import DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReported(Happened):
    """What became of a message to the customer."""

    kind: Literal["delivery_reported"] = "delivery_reported"
    message_id: str
    state: DeliveryState
    reason: str = ""
    language: str = ""  # the language in which it went out
    engine: str = ""  # who translated it, where it is not in the author's language
    flags: tuple[str, ...] = ()
    again_at: datetime | None = None  # it is held back until then
    via: Via | None = None  # by which it went, where that is not the ticket's own channel


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Happened):
    """The customer wrote a message anew: `words` is what stands there now, under an id of its own.

    What stood there before stays, and can be looked at.
    """

    kind: Literal["message_edited"] = "message_edited"
    message_id: str
    words: MessageReference


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted(Happened):
    """The customer took a message back: its words and files are gone, that it was there is not."""

    kind: Literal["message_deleted"] = "message_deleted"
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesFetched(Happened):
    """Files of a message were fetched from the platform, or cannot be had any more."""

    kind: Literal["files_fetched"] = "files_fetched"
    message_id: str
    fetched: int
    failed: tuple[str, ...] = ()  # a short code for each that is not here


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherSendAsked(Happened):
    """A person wants a message to go out again that did not get through, or may not have."""

    kind: Literal["another_send_asked"] = "another_send_asked"
    message_id: str
    author: str  # who said it at first, and when
    author_id: str
    sent_at: datetime
    language: str
    in_reply_to: str | None = None
    via: Via | None = None


def words_id(message_id: str, edit: str) -> str:
    """Under which id the vault has what a customer wrote in place of a message; `edit` is hex."""
    return f"{message_id}~{edit[:16]}"


def is_of(text_id: str, message_id: str) -> bool:
    """Whether a text is a message's, as it was first written or was written later."""
    return text_id.partition("~")[0] == message_id
