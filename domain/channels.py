"""What a channel is: how customers reach us on a platform, and how we reach them there.

A channel verifies and reads what its platform sends, and hands messages over to it; all that is
the same for every platform stands around it once: api/webhooks.py inwards, activities/delivery.py
outwards. What a platform can beyond that, its channel says by being one of the Protocols of
domain/abilities.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.arrivals import NOTHING_VERIFIED, Joining, Sender, Verified
from domain.attachments import AttachedFile
from domain.ports import Outbound, Receipt, Refused
from domain.vocabulary import DeliveryState


@dataclass(frozen=True, slots=True)
class Request:
    """What a platform asked of us over HTTP, byte for byte. Names of headers are in lower case."""

    method: str  # GET or POST
    url: str  # under which the platform knows us, as far as that is known
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: datetime  # aware: when it came


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that is with the platform still. `reference` is what its channel finds it by."""

    reference: str = field(repr=False)
    name: str = ""
    media_type: str = ""  # as the platform says; what it is, its bytes tell
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A customer wrote. `message_id` is the platform's, unique on the account.

    `order` tells messages of one instant apart where the platform numbers them. `extra` is kept
    with the text: `subject`, `location`, `quoted`, `html`, `kind` where it is no text, and so on.
    """

    message_id: str
    sender: Sender
    text: str = field(repr=False)
    sent_at: datetime
    order: int = 0
    thread: str | None = None
    ticket: str | None = None  # that the message is an answer in, as a token of ours proves
    joining: Joining = Joining.ANYBODY
    in_reply_to: str | None = None  # the platform's id of the message that it answers
    remote: tuple[RemoteFile, ...] = ()
    attached: tuple[AttachedFile, ...] = ()
    automatic: bool = False  # a machine wrote it: it is never answered by one
    verified: Verified = NOTHING_VERIFIED  # what of the sender the platform vouches for
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Edited:
    """A customer wrote a message anew. `edit_id` tells a repeat from another edit.

    `sender` is all that is told of them, for what comes before its message waits where they live.
    """

    message_id: str
    edit_id: str
    sender_id: str
    text: str = field(repr=False)
    at: datetime
    sender: Sender | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Deleted:
    """A customer took a message back. `sender` as of an edit."""

    message_id: str
    sender_id: str
    at: datetime
    sender: Sender | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of messages of ours: of those named, or of all to somebody up to an instant.

    `state` is sent, delivered, read or failed; `reason` a short code where it failed. `by_key` are
    our own keys where the platform gives them back.
    """

    state: DeliveryState
    at: datetime
    provider_ids: tuple[str, ...] = ()
    by_key: tuple[str, ...] = ()
    recipient: str | None = None  # with `until`: whose messages
    until: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody can be written to from now on, or no more: they blocked us, or left."""

    sender_id: str
    reachable: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of what came that could not be read: it is set aside. `reason` is a short code.

    `alone`: the content is a delivery by itself, as it would have been without the other parts.
    """

    reason: str
    content: bytes = field(repr=False)
    alone: bool = False


Item = Written | Edited | Deleted | Reported | Reachable | Unreadable


class Unit(StrEnum):
    """What a platform counts when it says how long a text may be."""

    CHARACTERS = "characters"  # code points
    BYTES = "bytes"  # of UTF-8
    UTF16 = "utf16"  # code units


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows.

    `window`: for how long after the customer's last message we may write freely; None: always.
    `rate`: so many messages in so long to one person; None: no limit that is published.
    `files`: media types (`image/*`) that we may send; `largest` bytes of one file. `caption`: each
    file is a message of its own there, and a text of that length goes below an only one, if that is
    one of `captioned`; None: files go along with the text.
    `machines_answer`: programs answer there, too, so the desk says little to an address by itself.
    """

    longest: int
    unit: Unit = Unit.CHARACTERS
    window: timedelta | None = None
    rate: tuple[int, timedelta] | None = None
    files: tuple[str, ...] = ()
    largest: int = 0
    caption: int | None = None
    captioned: tuple[str, ...] = ("*/*",)
    machines_answer: bool = False


class WindowClosed(Refused):
    """The platform takes no free message now: its window is over."""

    def __init__(self, reason: str = "window_closed") -> None:
        super().__init__(reason)


class TokenRefused(Exception):
    """The platform does not take our credentials, a fresh one neither; nothing was sent."""

    def __init__(self, reason: str = "token_refused") -> None:
        super().__init__(reason)
        self.reason = reason


class CannotFetch(Exception):
    """A file cannot be had. `again` says whether it might later; `reason` is a short code."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again


class Mouth(Protocol):
    """One account of ours on one platform, as far as we speak there."""

    name: str  # of the channel: `line`
    folds_repeats: bool  # the receiving side recognises a key it has seen
    limits: Limits

    async def send(self, message: Outbound) -> Receipt:
        """Hand one part of a message over.

        Raises Refused (WindowClosed is one), NotNow, OutcomeUnknown or TokenRefused, and nothing
        else.
        """
        ...


class Channel(Mouth, Protocol):
    """One account of ours on one platform."""

    def accepts(self, request: Request) -> bool:
        """Whether the platform sent it, by its raw bytes, compared in constant time."""
        ...

    def read(self, request: Request) -> Sequence[Item]:
        """All that it tells of, in its order. Raises nothing: what cannot be read is Unreadable."""
        ...


class Mouths(Protocol):
    """The accounts of a desk, ready to speak through."""

    def of(self, channel: str, account: str) -> Mouth | None:
        """The channel of an account; None for an account that the desk does not have."""
        ...


class ByName:
    """The port `Mouths` where all accounts of a channel are reached the same way."""

    def __init__(self, mouths: Mapping[str, Mouth]) -> None:
        self._mouths = mouths

    def of(self, channel: str, account: str) -> Mouth | None:
        """As the Protocol says."""
        return self._mouths.get(channel)
