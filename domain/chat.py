"""The chat on web sites: what visitor and desk said to each other, in one gap-free order.

A visitor is whoever writes through one account: somebody unknown, or a customer whom the site named
and signed for. Their conversation outlives tickets. Texts stand in the vault and files with the
blobs; here is only in which order they were said, and how far they were read. Pure.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from domain.channels import Channel
from domain.ports import NotNow, Outbound
from domain.vocabulary import DeliveryState

CHANNEL: Final = "chat"
UNKNOWN: Final = "v-"  # how the ids of unknown visitors begin; no site signs for such a one
LONGEST_TEXT: Final = 20_000  # characters
LARGEST_FILE: Final = 10 * 1024 * 1024
MOST_FILES: Final = 5  # with one message
TYPES_FOR: Final = timedelta(seconds=10)
UPLOADS_WAIT: Final = timedelta(days=1)
MOST_UPLOADS: Final = 20  # of one visitor that wait for their messages
# They turn the reading direction of what stands after a name: UAX #9, §2.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class IdentityRefused(Exception):
    """What a site said of a visitor is not believed; the sentence says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Known:
    """A visitor whom the site knows: its own name for them, and what it vouches for."""

    external_id: str = field(repr=False)
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor of one account. `id` is how the account's channel names the person."""

    account: str
    id: str = field(repr=False)


class Direction(StrEnum):
    """Which way something was said."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said. `name` is the client's own for what came in, ours for what goes out.

    `text_id` is where its words stand as the visitor reads them; `message_id` as they were written.
    `fingerprint` tells a repeat of what came in from another message of that name.
    """

    position: int  # 1 for the first
    name: str
    direction: Direction
    ticket_id: str
    message_id: str
    text_id: str
    author_kind: str
    author_id: str
    at: datetime
    language: str
    part: int = 0
    parts: int = 1
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message of a visitor that stands in the inbox, by the name that it has there."""

    name: str
    message_id: str  # the client's, as the inbox knows it
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands."""

    customer_id: str
    position: int = 0  # of the last line; 0 for none
    delivered: int = 0  # up to where a device of the visitor has it
    read: int = 0
    ticket_id: str | None = None
    typing_until: datetime | None = None  # somebody at the desk writes
    goes_on: bool = False  # with whom they turned out to be: theirs is not who they were


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a visitor sent, and that no message has named yet."""

    id: str
    name: str = field(repr=False)
    content: bytes = field(repr=False)


class Speaking(Protocol):
    """How the desk speaks to visitors, wherever their conversations are kept."""

    async def say(self, message: Outbound) -> int:
        """Put one part of a message where its visitor reads it: its position.

        The same key again changes nothing. Raises stores.Missing for somebody unknown, Erased and
        Unavailable.
        """
        ...

    async def types(self, visitor: Visitor, until: datetime) -> None:
        """Show that somebody writes. Raises as `say`."""
        ...


class NobodyThere:
    """The port `Speaking` of a process that was given none."""

    async def say(self, message: Outbound) -> int:
        """As the Protocol says."""
        raise NotNow("no_chat_here")

    async def types(self, visitor: Visitor, until: datetime) -> None:
        """As the Protocol says."""
        raise NotNow("no_chat_here")


class Conversations(Speaking, Protocol):
    """The conversations of one region."""

    async def begin(self, visitor: Visitor, at: datetime) -> Standing:
        """The conversation, made now if there is none. Raises Erased."""
        ...

    async def standing(self, visitor: Visitor) -> Standing | None:
        """How it stands; None where nothing was ever said."""
        ...

    async def follow(self, visitor: Visitor, accepted: Accepted, at: datetime) -> Line:
        """Put a message of theirs into it that the inbox has. Again: the line that there is.

        Raises Missing where the inbox does not have it.
        """
        ...

    async def named(self, visitor: Visitor, name: str) -> Line | None:
        """The line of a message that came in under that name."""
        ...

    async def lines(self, visitor: Visitor, after: int, limit: int) -> Sequence[Line]:
        """What was said after a position, in order; at most `limit`."""
        ...

    async def marks(self, visitors: Collection[Visitor]) -> Mapping[Visitor, object]:
        """What is another once a conversation, or the ticket that it is in, is another.

        None of those in whose name nothing was ever said.
        """
        ...

    async def reached(self, visitor: Visitor, state: DeliveryState, position: int) -> None:
        """Note up to where the visitor has it, or has read it; never back."""
        ...

    async def join(self, unknown: Visitor, known: Visitor, at: datetime) -> tuple[str, str] | None:
        """Have what somebody unknown said go on with who they turn out to be.

        The two customers, of whom it is to be said that they are one; None where nothing was said.
        """
        ...

    async def keep(self, visitor: Visitor, upload: Upload, at: datetime) -> None:
        """Keep a file until a message names it, for a day, and no more than the last of them.

        Raises Erased.
        """
        ...

    async def uploads(self, visitor: Visitor, ids: Sequence[str]) -> Sequence[Upload]:
        """Those of the visitor's files that are still there, in the order that is asked for."""
        ...

    async def drop(self, visitor: Visitor, ids: Sequence[str]) -> None:
        """Take files out that their message has now."""
        ...

    async def ticket_of(self, visitor: Visitor, message_id: str) -> str | None:
        """The ticket of a message of the conversation; None for one that is not in it."""
        ...


@runtime_checkable
class Chatting(Channel, Protocol):
    """An account of the chat: a channel, and what it says of itself."""

    title: str
    sites: tuple[str, ...]  # origins whose pages may show it
    shows_names: bool  # first names of agents

    def known(self, identity: str, now: datetime) -> Known:
        """Whom a site's signed word names. Raises IdentityRefused."""
        ...


def plain_name(name: str | None) -> str | None:
    """A name without what turns the reading direction of its surroundings."""
    if name is None:
        return None
    return unicodedata.normalize("NFC", _TURNING.sub("", name))
