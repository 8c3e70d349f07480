"""What is known of a send's parts, and what keeps a part from going out now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Final, Protocol

from domain.attachments import AttachedFile
from domain.channels import Limits, TokenRefused
from domain.facts import Via
from domain.vocabulary import DeliveryState

# What the desk says by itself, at most: per thread, and per address where machines answer.
MOST_IN_A_THREAD: Final = 5
MOST_TO_AN_ADDRESS: Final = 1
A_WHILE: Final = timedelta(hours=1)
TOO_MANY: Final = "too_many"
CREDENTIALS_REFUSED: Final = TokenRefused().reason
OUT: Final = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)


class Splitter(Protocol):
    """Cuts a text into parts that a platform takes, the same ones whenever it is asked."""

    def __call__(self, text: str, limits: Limits) -> Sequence[str]:
        """At least one part; nothing but white space is lost between them."""
        ...


def whole(text: str, limits: Limits) -> Sequence[str]:
    """The port `Splitter` of who sends nothing that is too long."""
    return (text,)


@dataclass(frozen=True, slots=True)
class Part:
    """What one call hands over: words, files, or both."""

    text: str = field(repr=False)
    files: tuple[AttachedFile, ...] = ()


def parts_of(
    text: str, files: Sequence[AttachedFile], limits: Limits, splitter: Splitter
) -> tuple[Part, ...]:
    """A message as a platform takes it, the same parts whenever it is asked; at least one.

    Where a file is a message of its own, it is a part of its own: what became of one message of the
    platform says nothing of the next.
    """
    texts = splitter(text, limits)
    if limits.caption is None or not files:
        return (*(Part(one) for one in texts[:-1]), Part(texts[-1], tuple(files)))
    if _goes_below(text, files, limits, splitter):
        return (Part(text, tuple(files)),)
    words = [Part(one) for one in texts if one.strip()]
    return (*words, *(Part("", (one,)) for one in files))


def _goes_below(
    text: str, files: Sequence[AttachedFile], limits: Limits, splitter: Splitter
) -> bool:
    """Whether the text is the caption of the only file."""
    if len(files) > 1 or not limits.caption:
        return False
    takes_words = any(fnmatchcase(files[0].media_type, one) for one in limits.captioned)
    return takes_words and len(splitter(text, replace(limits, longest=limits.caption))) == 1


@dataclass(frozen=True, slots=True)
class PartSoFar:
    """One part of a send, and how far it has come. `in_call`: nothing was heard of an attempt."""

    sequence: int
    part: int
    message_id: str
    via: Via
    state: DeliveryState
    attempts: int
    in_call: bool
    provider_id: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of all sends of one ticket, in the order in which they went out."""

    parts: tuple[PartSoFar, ...] = ()

    def begun_by(self, sequence: int) -> Via | None:
        """The account that a send goes on by: something of it is out, or may be."""
        own = (one for one in self.parts if one.sequence == sequence)
        return next((one.via for one in own if one.state in OUT or one.in_call), None)

    def has_out(self, sequence: int) -> bool:
        """Whether a part of a send is known to be out."""
        return any(one.sequence == sequence and one.state in OUT for one in self.parts)

    def out(self, message_id: str, via: Via) -> Mapping[int, PartSoFar]:
        """The parts of a message that are out by an account: they do not go again."""
        return {
            one.part: one
            for one in self.parts
            if (one.message_id, one.via) == (message_id, via) and one.state in OUT
        }

    def said(self, via: Via, most: int = 20) -> tuple[str, ...]:
        """The platform's ids of what the ticket said by an account, the newest last."""
        names = [one.provider_id for one in self.parts if one.via == via and one.state in OUT]
        return tuple(dict.fromkeys(name for name in names if name))[-most:]


@dataclass(frozen=True, slots=True)
class Calling:
    """A call that is about to be made. `rate`: so many messages in so long to one person.

    `machines_answer`: as the platform's `Limits` say.
    """

    recipient: str = field(repr=False)
    at: datetime
    automatic: bool = False  # the desk says it by itself
    rate: tuple[int, timedelta] | None = None
    machines_answer: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whether the call may be made.

    `in_doubt`: an earlier one was never heard of. `wait`: the person gets too much at once; the
    call must not be made before. `refused`: it must not be made at all, as a short code.
    """

    in_doubt: bool = False
    wait: timedelta | None = None
    refused: str = ""

    @property
    def may_call(self) -> bool:
        """Whether it is noted as being made."""
        return self.wait is None and not self.refused


def pause(sent: Sequence[datetime], rate: tuple[int, timedelta] | None, now: datetime) -> timedelta:
    """How long to wait before one more message, given when the last ones went out; never below 0.

    `sent` holds the instants in any order.
    """
    if rate is None:
        return timedelta()
    most, period = rate
    lately = sorted(at for at in sent if now - period < at)
    if len(lately) < most:
        return timedelta()
    return max(lately[-most] + period - now, timedelta())
