"""A process of the API: what it opens, in order, and closes again."""

import asyncio
import hashlib
import os
import socket
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime

import structlog
import uvicorn
from temporalio.client import Client
from ulid import ULID

from api.app import create_app
from api.desk import TemporalCommands
from api.door import ChannelAccount, Door, OnDuty, Previewing, Staffing, UnknownAccount
from api.ears_here import ears_here
from api.erasing import TemporalErasures
from api.pages import Pages
from api.parts_here import parts_here
from api.proving import TemporalProofs
from api.rates import RateLimits, Rates
from api.watching import Watch
from domain.access import AccessTokens
from domain.meter import Pulse
from domain.policy import StaffingView
from domain.ports import Hints
from language.detection import Detector
from rulebook.directory import staff_of
from rulebook.facts import Desk
from rulebook.on_duty import DutyBook, TeamDuty
from rulebook.publishing.current import Made
from rulebook.staffing import DeskStaffing
from runtime.access import DeskApiKeys, DeskIdempotencyKeys
from runtime.addresses import bound, is_loopback
from runtime.auditing import audits_of
from runtime.beginning import desks_of, edition_here
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher
from runtime.doors import CannotStart, ending_in_a_sentence
from runtime.examiner import Archive
from runtime.forwarding import peers_of
from runtime.homes import fingerprints_of, home_by
from runtime.installation import ServedRegion, dispatcher_of, open_regions, running
from runtime.live import LiveRegions
from runtime.logs import set_up_logs
from runtime.places import places_of
from runtime.previews import Previews
from runtime.replays import Replays
from runtime.sdk import sdk_tells
from runtime.secret_places import secrets_in
from runtime.settings import CONSOLE_BUILT, Settings, variable
from runtime.taking_over import PresentDesks
from runtime.temporal_client import connect
from runtime.tokens import oidc_tokens
from runtime.usable import unusable

GRACE_SECONDS = 10
LONGEST_HEAD = 65_536  # bytes of a request line and headers; more is answered 400

log = structlog.get_logger("api")


async def serve(settings: Settings) -> None:
    """Serve the API of the regions until asked to stop; requests under way are finished."""
    set_up_logs(settings.log_level)
    sdk_tells()
    if settings.embedded and not is_loopback(settings.host):
        # Its own keys lie in a file of its data folder.
        raise CannotStart(f"an embedded desk cannot listen on {settings.host}: use 127.0.0.1")
    begun = await edition_here(settings)
    async with AsyncExitStack() as stack:
        address = stack.enter_context(_address(settings))
        detector = await asyncio.to_thread(Detector)
        previews = Previews(secrets_in(settings.keys_folder(), os.environ), detector)
        stack.callback(previews.close)
        opening = open_regions(settings, begun.desk, os.environ, forget=previews.forget)
        regions = await stack.enter_async_context(opening)
        desks = await stack.enter_async_context(desks_of(settings, regions, begun, "api"))
        clients = {
            name: await connect(settings.temporal, region.key, "api")
            for name, region in regions.items()
        }
        dispatchers = {
            name: await stack.enter_async_context(running(_dispatcher(region, clients, desks)))
            for name, region in regions.items()
        }
        door = door_over(settings, desks, regions, clients, dispatchers, detector)
        door = replace(
            door,
            tokens=await stack.enter_async_context(tokens_of(settings, regions)),
            rates=rates_of(settings),
            peers=await stack.enter_async_context(peers_of(settings, begun.desk, os.environ)),
            ears=await stack.enter_async_context(ears_here(settings, desks, regions)),
            replays=_replays(settings, regions),
            previews=_previewing(previews, regions, desks),
        )
        stack.push_async_callback(door.replays.close)
        stack.push_async_callback(door.live.close)
        await stack.enter_async_context(_watch(settings, door, regions).going_on())
        log.info("serving", regions=sorted(regions), port=address.getsockname()[1])
        await server_of(door, settings.proxies).serve(sockets=[address])


def _previewing(
    previews: Previews, regions: Mapping[str, ServedRegion], desks: PresentDesks
) -> Previewing:
    return previews.over(lambda name: regions[name].stores, lambda name: desks.of(name).desk())


def _watch(settings: Settings, door: Door, regions: Mapping[str, ServedRegion]) -> Watch:
    requests = {name: one.stores.privacy.requests for name, one in regions.items()}
    retaining = {name: one.stores.retaining for name, one in regions.items()}
    return Watch(_pulses(regions), door.health, settings.data, door.clock, requests, retaining)


def _replays(settings: Settings, regions: Mapping[str, ServedRegion]) -> Replays:
    """Each region's record, with the keys of its payloads and no others."""
    places = places_of(settings, tuple(regions))
    archives = {
        name: Archive(name, places[name].url, region.key.payload_keys(), settings.temporal)
        for name, region in regions.items()
    }
    return Replays(archives)


def _dispatcher(
    region: ServedRegion, clients: Mapping[str, Client], desks: PresentDesks
) -> Dispatcher:
    current = desks.of(region.name)
    return dispatcher_of(region, clients[region.name], current.desk, f"api-{os.getpid()}")


def door_over(
    settings: Settings,
    desks: PresentDesks,
    regions: Mapping[str, ServedRegion],
    clients: Mapping[str, Client],
    dispatchers: Mapping[str, Dispatcher],
    detector: Detector,
) -> Door:
    """The door over regions that are open, by the machine's clock."""
    clock = SystemClock()
    return Door(
        regions={name: region.stores for name, region in regions.items()},
        api_keys=DeskApiKeys(regions, clock),
        idempotency=DeskIdempotencyKeys(regions, clock),
        home_of=home_by(desks.desk),
        account=lambda channel, name: _account(desks.desk(), channel, name),
        commands=TemporalCommands(clients),
        nudge=lambda region: dispatchers[region].nudge(),
        clock=clock,
        detect=lambda text, hint: detector.detect(text, Hints(conversation=hint)).language,
        fingerprint=fingerprints_of(regions),
        health=parts_here(settings, desks, regions, clients),
        new_id=lambda: str(ULID()),
        on_duty=_on_duty(desks),
        staffing=_staffing(desks, regions),
        staff=lambda region: staff_of(desks.desk(), region),
        desk=lambda region: desks.of(region).desk(),
        unusable=lambda desk: unusable(settings, desk, os.environ),
        cursor_key=_cursor_key(regions),
        chat_keys={name: region.key.derived("chat") for name, region in regions.items()},
        security_contact=settings.security_contact,
        live=LiveRegions({name: one.stores.live.happenings for name, one in regions.items()}),
        pages=Pages.of(CONSOLE_BUILT),
        proofs=TemporalProofs(clients),
        erasures=TemporalErasures(clients),
        audits=audits_of(settings, tuple(regions), os.environ),
    )


def _cursor_key(regions: Mapping[str, ServedRegion]) -> bytes:
    """What cursors are signed with: alike in all processes that serve the same regions."""
    derived = b"".join(regions[name].key.derived("cursors") for name in sorted(regions))
    return hashlib.sha256(derived).digest()


def _account(desk: Desk, channel: str, name: str | None) -> ChannelAccount:
    """The account of that name, or the channel's only one. Raises UnknownAccount."""
    known = [account for account in desk.accounts if account.channel == channel]
    if not known:
        raise UnknownAccount("channel", "The desk has no such channel; see desk/channels.yaml.")
    fitting = [account for account in known if name in (None, account.account)]
    if len(fitting) != 1:
        raise UnknownAccount("account", "Name one of the channel's accounts in desk/channels.yaml.")
    return ChannelAccount(fitting[0].account, fitting[0].region)


def _on_duty(desks: PresentDesks) -> OnDuty:
    books = Made(DutyBook)

    async def on_duty(at: datetime) -> Sequence[TeamDuty]:
        # A year that nobody asked for yet takes long enough to keep other requests waiting.
        return await asyncio.to_thread(books.of(desks.newest().edition).at, at)

    return on_duty


def _staffing(desks: PresentDesks, regions: Mapping[str, ServedRegion]) -> Staffing:
    sources = Made(DeskStaffing)

    async def staffing(region: str, at: datetime) -> StaffingView:
        source = sources.of(desks.of(region).standing.edition)
        loads = await regions[region].stores.views.loads()
        return await asyncio.to_thread(source.view, at, loads)  # slow, as who is on duty is

    return staffing


@asynccontextmanager
async def tokens_of(
    settings: Settings, regions: Collection[str]
) -> AsyncIterator[AccessTokens | None]:
    """The issuer's tokens, if the settings name an issuer. Raises CannotStart for half of one."""
    issuer, audience = settings.oidc_issuer, settings.oidc_audience
    if issuer is None and audience is None:
        yield None
        return
    if issuer is None or audience is None:
        missing = variable("oidc_issuer" if issuer is None else "oidc_audience")
        raise CannotStart(f"tokens need an issuer and an audience: set {missing} too")
    async with oidc_tokens(issuer, audience, regions, SystemClock()) as tokens:
        yield tokens


def rates_of(settings: Settings) -> Rates:
    """How often somebody may ask."""
    limits = RateLimits(
        reads=settings.rate_reads,
        messages=settings.rate_messages,
        commands=settings.rate_commands,
        failures=settings.rate_failures,
    )
    return Rates(limits)


def _pulses(regions: Mapping[str, ServedRegion]) -> Mapping[str, Pulse]:
    return {name: region.pulse for name, region in regions.items()}


def _address(settings: Settings) -> socket.socket:
    """Taken first: what cannot be had is known before anything is opened."""
    try:
        return bound(settings.host, settings.port)
    except OSError as error:
        place = f"{settings.host}, port {settings.port}"
        raise CannotStart(f"the API cannot listen on {place}: {error.strerror}") from None


def server_of(door: Door, proxies: Sequence[str] = ()) -> uvicorn.Server:
    """What listens: HTTP by h11, whose limit for a request's head is 64 KiB here.

    Anybody can write X-Forwarded-For and -Proto: they count from the peers `proxies` alone, which
    are addresses or networks.
    """
    config = uvicorn.Config(
        create_app(door),
        log_config=None,
        access_log=False,  # paths hold ticket ids; what is worth knowing is counted
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[*proxies],
        server_header=False,
        http="h11",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return SendingAway(config, door)


class SendingAway(uvicorn.Server):
    """uvicorn's server, which tells those who follow streams that it stops: they have no end."""

    def __init__(self, config: uvicorn.Config, door: Door) -> None:
        super().__init__(config)
        self._door = door

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way, and take no more."""
        self._door.live.end()
        await super().shutdown(sockets)


def main() -> None:
    """Open the door with this process's settings; SystemExit says what keeps it closed."""
    with ending_in_a_sentence():
        asyncio.run(serve(Settings.read()))
