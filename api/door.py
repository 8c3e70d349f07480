"""Everything that the API is given. It builds nothing itself: whoever starts it hands this over."""

import secrets
from asyncio import Lock
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Protocol

from fastapi import Depends, Request

from activities.composing import Composed
from api.chat.opening import Opening
from api.chat.waking import Waking
from api.desk_work.latest import Latest
from api.live.listeners import Listeners
from api.on_behalf import Staff, nobody
from api.rates import Rates
from api.turns import Turns
from domain.access import AccessTokens, ApiKeys, IdempotencyKeys
from domain.channels import Channel
from domain.commands import Command
from domain.peers import NoPeers, Peers
from domain.persons import ErasureOrder
from domain.policy import StaffingView
from domain.ports import Clock
from domain.stores import RegionStores
from rulebook.facts import Desk
from rulebook.on_duty import TeamDuty
from rulebook.reading.findings import Finding
from runtime.auditing import RegionAudit
from runtime.homes import HomeOf
from runtime.live import LiveRegions
from runtime.previews import NoPreview, PreviewedDraft
from runtime.replays import Replays

if TYPE_CHECKING:
    from api.pages import Pages


class CommandRefused(Exception):
    """The ticket refuses the command: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class TicketIsClosed(Exception):
    """The ticket's life is over; commands come too late."""


class TicketIsUnknown(Exception):
    """Whoever carries commands out has never heard of the ticket."""


class TemporalAway(Exception):
    """No answer in time. The command may still be carried out: repeat it under the same id."""


class TooManyCommands(Exception):
    """The ticket has more commands waiting than it takes."""


class Commands(Protocol):
    """Carries commands to tickets."""

    async def send(self, ticket_id: str, command: Command, command_id: str) -> int:
        """The ticket's version once the command stands in the ledger; a repeat does nothing more.

        Raises CommandRefused, TicketIsClosed, TicketIsUnknown, TemporalAway or TooManyCommands.
        """
        ...


class ProofSender(Protocol):
    """Sends people the codes by which they prove who they are."""

    async def send(self, region: str, request_id: str, count: int) -> None:
        """Have the code of that number go to where the person is known; a repeat sends none.

        Raises TemporalAway.
        """
        ...


class Erasures(Protocol):
    """Erases people."""

    async def begin(self, region: str, order: ErasureOrder) -> None:
        """Have the erasure begin, or go on where it is under way. Raises TemporalAway."""
        ...


class NobodyErases:
    """The port `Erasures` of a door that was given none."""

    async def begin(self, region: str, order: ErasureOrder) -> None:
        """As the Protocol says."""
        raise TemporalAway


class NobodySends:
    """The port `ProofSender` of a door that was given none."""

    async def send(self, region: str, request_id: str, count: int) -> None:
        """As the Protocol says."""
        raise TemporalAway


class UnknownAccount(Exception):
    """The desk has no such channel or account: which field is wrong, and a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field)
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class ChannelAccount:
    """An account of a channel as the desk knows it. `region` None: worked out per customer."""

    name: str
    region: str | None = None


class Ears(Protocol):
    """The accounts of the desk, as far as their platforms bring to us what customers write."""

    def of(self, channel: str, account: str) -> Channel | None:
        """The channel of an account; None for an account that the desk does not have."""
        ...

    def largest(self, channel: str) -> int:
        """How many bytes one delivery of the channel may have."""
        ...


class NoEars:
    """The port `Ears` of a door that was given none."""

    def of(self, channel: str, account: str) -> Channel | None:
        """As the Protocol says."""
        return None

    def largest(self, channel: str) -> int:
        """As the Protocol says."""
        return 0


@dataclass(frozen=True, slots=True)
class PartHealth:
    """How one part does. `vital`: without it, no message can be accepted."""

    well: bool
    vital: bool
    detail: str = ""


class OnDuty(Protocol):
    """Knows the rosters of the desk."""

    async def __call__(self, at: datetime) -> Sequence[TeamDuty]:
        """Every team at an instant (aware, before the year 2100), with its week from then on."""
        ...


class Staffing(Protocol):
    """Knows who is on, and how much each team has."""

    async def __call__(self, region: str, at: datetime) -> StaffingView:
        """Every team of the desk at an instant (aware); their loads are those of the region."""
        ...


Previewing = Callable[[str, PreviewedDraft], Coroutine[None, None, Composed]]


async def _no_preview(region: str, _: PreviewedDraft) -> Composed:
    raise NoPreview(region)


def _no_desk(_: str) -> Desk:
    raise KeyError("this door was given no desk")


def _nothing_against(_: Desk) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True, slots=True)
class Door:
    """What the API asks, and whom."""

    regions: Mapping[str, RegionStores]  # those that this process serves
    api_keys: ApiKeys
    idempotency: IdempotencyKeys
    home_of: HomeOf
    account: Callable[[str, str | None], ChannelAccount]  # by channel and, if given, name
    commands: Commands
    nudge: Callable[[str], None]  # tells a region's dispatcher that something was accepted
    clock: Clock
    detect: Callable[[str, str | None], str]  # the language of a text, with a hint: BCP 47
    fingerprint: Callable[[str, bytes], str]  # keyed hash: region, bytes
    health: Callable[[], Awaitable[Mapping[str, PartHealth]]]
    new_id: Callable[[], str]  # a ULID
    on_duty: OnDuty
    staffing: Staffing
    ears: Ears = field(default_factory=NoEars)
    tokens: AccessTokens | None = None  # None: keys alone open this door
    rates: Rates = field(default_factory=Rates)
    turns: Turns = field(default_factory=Turns)
    peers: Peers = field(default_factory=NoPeers)
    staff: Staff = nobody
    desk: Callable[[str], Desk] = _no_desk  # what a region that is served goes by now
    unusable: Callable[[Desk], Iterable[Finding]] = _nothing_against  # where this installation is
    audits: Mapping[str, RegionAudit] = field(default_factory=dict)  # by region: its trail
    verifying: Lock = field(default_factory=Lock)  # one verification at a time: it takes long
    cursor_key: bytes = field(default_factory=partial(secrets.token_bytes, 32))
    chat_keys: Mapping[str, bytes] = field(default_factory=dict)  # by region: of visitors' tokens
    opening: Opening = field(default_factory=Opening)
    waking: Waking = field(default_factory=Waking)
    proofs: ProofSender = field(default_factory=NobodySends)
    erasures: Erasures = field(default_factory=NobodyErases)
    replays: Replays = field(default_factory=partial(Replays, {}))
    previews: Previewing = _no_preview  # by region: what a customer would read of a draft
    latest_drafts: Latest = field(default_factory=Latest)
    security_contact: str | None = None  # where weaknesses are reported: a URL (RFC 9116)
    live: LiveRegions = field(default_factory=lambda: LiveRegions({}))
    listeners: Listeners = field(default_factory=Listeners)
    pages: "Pages | None" = None  # the console's files; None: it was not built


def door_of(request: Request) -> Door:
    """The door that the application was made with."""
    door = request.app.state.door
    assert isinstance(door, Door)
    return door


TheDoor = Annotated[Door, Depends(door_of)]
