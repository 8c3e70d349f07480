"""What is known of a send's parts, and what keeps a part from going out now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

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
