"""Door 2: an API process.  python -m api"""

import asyncio
import hmac
import os
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial

import structlog
import uvicorn
from temporalio.client import Client
from temporalio.service import RPCError
from ulid import ULID

from api.app import create_app
from api.desk import TemporalCommands
from api.door import ChannelAccount, Door, OnDuty, PartHealth, Staffing, UnknownAccount
from domain.policy import StaffingView
from domain.stores import Unavailable
from language.detection import Detector
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.home import home_of
from rulebook.on_duty import DutyBook, TeamDuty
from rulebook.staffing import DeskStaffing
from runtime.access import DeskApiKeys, DeskIdempotencyKeys
from runtime.addresses import bound, is_loopback
from runtime.clock import SystemClock
from runtime.dispatcher import Dispatcher
from runtime.doors import CannotStart, ending_in_a_sentence
from runtime.installation import ServedRegion, dispatcher_of, open_regions, running
from runtime.logs import set_up_logs
from runtime.settings import Settings
from runtime.temporal_client import connect
from runtime.temporal_server import answers

GRACE_SECONDS = 10
TOGETHER = "the region keys lie in the data folder: whoever takes that can read everything"

log = structlog.get_logger("api")


async def serve(settings: Settings) -> None:
    """Serve the API of the regions until asked to stop; requests under way are finished."""
    set_up_logs(settings.log_level)
    if settings.embedded and not is_loopback(settings.host):
        # Its own keys lie in a file of its data folder.
        raise CannotStart(f"an embedded desk cannot listen on {settings.host}: use 127.0.0.1")
    desk = read_desk(settings.desk)
    async with AsyncExitStack() as stack:
        address = stack.enter_context(_address(settings))
        regions = await stack.enter_async_context(open_regions(settings, desk, os.environ))
        clients = {
            name: await connect(settings.temporal, region.key, "api")
            for name, region in regions.items()
        }
        dispatchers = {
            name: await stack.enter_async_context(running(_dispatcher(region, clients, desk)))
            for name, region in regions.items()
        }
        detector = await asyncio.to_thread(Detector)
        door = door_over(settings, desk, regions, clients, dispatchers, detector)
        log.info("serving", regions=sorted(regions), port=address.getsockname()[1])
        await _server(door).serve(sockets=[address])


def _dispatcher(region: ServedRegion, clients: Mapping[str, Client], desk: Desk) -> Dispatcher:
    return dispatcher_of(region, clients[region.name], desk, f"api-{os.getpid()}")


def door_over(
    settings: Settings,
    desk: Desk,
    regions: Mapping[str, ServedRegion],
    clients: Mapping[str, Client],
    dispatchers: Mapping[str, Dispatcher],
    detector: Detector,
) -> Door:
    """The door over regions that are open, by the machine's clock."""
    clock = SystemClock()
    hashing = {name: region.key.derived("fingerprints") for name, region in regions.items()}

    def fingerprint(region: str, body: bytes) -> str:
        return hmac.new(hashing[region], body, "sha256").hexdigest()

    return Door(
        regions={name: region.stores for name, region in regions.items()},
        api_keys=DeskApiKeys(regions, clock),
        idempotency=DeskIdempotencyKeys(regions, clock),
        home_of=partial(home_of, desk),
        account=partial(_account, desk),
        commands=TemporalCommands(clients),
        nudge=lambda region: dispatchers[region].nudge(),
        clock=clock,
        detect=lambda text, hint: detector.detect(text, hint).language,
        fingerprint=fingerprint,
        health=_health(settings, regions),
        new_id=lambda: str(ULID()),
        on_duty=_on_duty(desk),
        staffing=_staffing(desk, regions),
    )


def _account(desk: Desk, channel: str, name: str | None) -> ChannelAccount:
    """The account of that name, or the channel's only one. Raises UnknownAccount."""
    known = [account for account in desk.accounts if account.channel == channel]
    if not known:
        raise UnknownAccount("channel", "The desk has no such channel; see desk/channels.yaml.")
    fitting = [account for account in known if name in (None, account.account)]
    if len(fitting) != 1:
        raise UnknownAccount("account", "Name one of the channel's accounts in desk/channels.yaml.")
    return ChannelAccount(fitting[0].account, fitting[0].region)


def _on_duty(desk: Desk) -> OnDuty:
    book = DutyBook(desk)

    async def on_duty(at: datetime) -> Sequence[TeamDuty]:
        # A year that nobody asked for yet takes long enough to keep other requests waiting.
        return await asyncio.to_thread(book.at, at)

    return on_duty


def _staffing(desk: Desk, regions: Mapping[str, ServedRegion]) -> Staffing:
    source = DeskStaffing(desk)

    async def staffing(region: str, at: datetime) -> StaffingView:
        loads = await regions[region].stores.views.loads()
        return await asyncio.to_thread(source.view, at, loads)  # slow, as who is on duty is

    return staffing


def _health(
    settings: Settings, regions: Mapping[str, ServedRegion]
) -> Callable[[], Awaitable[Mapping[str, PartHealth]]]:
    async def health() -> Mapping[str, PartHealth]:
        parts = {f"database {name}": await _database(one) for name, one in regions.items()}
        parts["temporal"] = await _temporal(settings.temporal)
        apart = not settings.keys_folder().resolve().is_relative_to(settings.data.resolve())
        parts["keys"] = PartHealth(well=apart, vital=False, detail="" if apart else TOGETHER)
        return parts

    return health


async def _database(region: ServedRegion) -> PartHealth:
    try:
        waiting = await region.stores.inbox.waiting()
    except Unavailable:
        return PartHealth(well=False, vital=True, detail="does not answer; messages are refused")
    return PartHealth(well=True, vital=True, detail=f"{waiting} messages wait to be told")


async def _temporal(address: str) -> PartHealth:
    try:
        well = await answers(address)
    except (RPCError, RuntimeError):
        well = False
    detail = "" if well else "does not answer; messages wait in the inbox, commands are refused"
    return PartHealth(well=well, vital=False, detail=detail)


def _address(settings: Settings) -> socket.socket:
    """Taken first: what cannot be had is known before anything is opened."""
    try:
        return bound(settings.host, settings.port)
    except OSError as error:
        place = f"{settings.host}, port {settings.port}"
        raise CannotStart(f"the API cannot listen on {place}: {error.strerror}") from None


def _server(door: Door) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(door),
        log_config=None,
        access_log=False,  # paths hold ticket ids; what is worth knowing is counted
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    with ending_in_a_sentence():
        asyncio.run(serve(Settings.read()))
