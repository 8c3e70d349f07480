"""What a platform can beyond messages: a channel that can is one of these Protocols."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from domain.arrivals import Sender
from domain.channels import RemoteFile, Request
from domain.ports import Outbound, Receipt
from domain.vocabulary import DeliveryState


@runtime_checkable
class Greets(Protocol):
    """The platform asks us to prove that an address is ours before it sends anything to it."""

    def greeting(self, request: Request) -> str | None:
        """What to answer to a request that asks for it; None where it is none, or a wrong one."""
        ...


@runtime_checkable
class Answers(Protocol):
    """The platform wants a certain body in the answer to what it sends; others get an empty one."""

    def answer(self, request: Request) -> str:
        """The body for a request that was accepted."""
        ...


@runtime_checkable
class Files(Protocol):
    """Customers send files, which are fetched from the platform."""

    def fetch(
        self, file: RemoteFile, longest: int
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Its bytes, piece by piece. Raises CannotFetch, also from the pieces; nothing else."""
        ...


@dataclass(frozen=True, slots=True)
class Collected:
    """Something that was fetched, to be read as if it had been posted.

    `keep` is called once it is committed, `set_aside` where it could not be read: each has the
    platform remember that, and neither raises.
    """

    request: Request
    keep: Callable[[], Awaitable[None]]
    set_aside: Callable[[], Awaitable[None]]


@runtime_checkable
class Collects(Protocol):
    """What customers write is not brought to us: it has to be fetched, as mail is."""

    def collect(self) -> AsyncIterator[Collected]:
        """One after the other as they come, for ever: it connects again whenever it has to."""
        ...


@runtime_checkable
class SendsFiles(Protocol):
    """Messages of ours may carry files: those of `Outbound.files`, as `limits` allows them."""

    sends_files: bool


@runtime_checkable
class OnlyHears(Protocol):
    """Some accounts of the channel have nowhere to send to: what is said there reaches nobody."""

    only_hears: bool


@runtime_checkable
class Reports(Protocol):
    """The platform tells what became of messages of ours: these states, beside sent and failed."""

    reports: tuple[DeliveryState, ...]


@runtime_checkable
class Amends(Protocol):
    """Customers can write a message anew, or take it back, and the platform tells us."""

    amends: tuple[str, ...]  # of `edit` and `delete`


@runtime_checkable
class Typing(Protocol):
    """Customers can see that somebody is writing to them."""

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """Show it for as long as the platform does, where the answer is going to stand.

        `recipient` is the person, or the conversation that others take part in: what is written
        there is shown to nobody in private. Raises NotNow or Refused.
        """
        ...


# Why a text cannot be the value of a template: the second, where the platform has none in the
# language.
UNFIT_REASONS: Final = frozenset({"unfit_for_template", "no_template_language"})


@runtime_checkable
class Templates(Protocol):
    """Outside of its window the platform takes messages that it approved before."""

    async def send_template(self, message: Outbound, template: str) -> Receipt:
        """Hand over an approved template, with the message's text as its one value.

        Raises as `Channel.send` does; Refused for a text that cannot be one, as `unfit` says.
        """
        ...

    @staticmethod
    def unfit(text: str, language: str) -> str | None:
        """Which of `UNFIT_REASONS` a text is no such value for; None where it is. Asks nobody."""
        ...


@runtime_checkable
class Tells(Protocol):
    """The platform can be asked who somebody is."""

    async def profile(self, sender_id: str) -> Sender | None:
        """What it tells: name, language, country. None where it tells nothing; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `meridian channel check` looked at: `advice` says what to do, or to click."""

    what: str
    well: bool
    advice: str = ""


@runtime_checkable
class Checks(Protocol):
    """The platform can be asked whether credentials and webhook are set up."""

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """Look, and change nothing; never raises. `webhook_url` is where ours should be."""
        ...
