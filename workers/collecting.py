"""The accounts that a worker fetches from, by the present desk."""

import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from ulid import ULID

from channels.kinds import Tools
from channels.web.guarded_http import GuardedHttp
from domain.channels import Channel
from rulebook.facts import Account, Desk
from rulebook.publishing.current import Made
from runtime.arriving import Address, Maker
from runtime.channel_tokens import RenewedTokens, owner_here
from runtime.clock import SystemClock
from runtime.collecting import Collector, Hands, is_read_here
from runtime.homes import fingerprints_of, home_by
from runtime.installation import ServedRegion
from runtime.mouths import Here, ears_of
from runtime.receiving import Receiver
from runtime.settings import Settings
from runtime.taking_over import PresentDesks


@asynccontextmanager
async def collecting(
    settings: Settings,
    desks: PresentDesks,
    regions: Mapping[str, ServedRegion],
    nudge: Callable[[str], None],
) -> AsyncIterator[Collector]:
    """What reads the accounts that this worker may read; `nudge` tells a region's dispatcher."""
    clock, owner = SystemClock(), owner_here("collector")
    stores = {name: one.stores for name, one in regions.items()}
    tokens = {
        name: RenewedTokens(one.channels, clock, owner_here("collector"))
        for name, one in stores.items()
    }
    anywhere = tokens[min(tokens)]
    receiver = Receiver(
        stores,
        home_by(desks.desk),
        Maker(lambda: str(ULID()), fingerprints_of(regions)),
        nudge,
        clock,
    )
    async with GuardedHttp() as http:

        def tools(account: Account) -> Tools:
            return Tools(http, clock, tokens.get(account.region or "", anywhere))

        def opened(desk: Desk) -> Mapping[Address, Channel]:
            found = ears_of(Here(settings, os.environ), desk, tools).by_address(desk)
            return {
                address: channel
                for address, channel in found.items()
                if is_read_here(address, channel, stores, desk.regions)
            }

        made = Made(opened)
        hands = Hands(stores, clock, owner)
        yield Collector(receiver, lambda: made.of(desks.newest().edition), hands)
