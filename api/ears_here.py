"""The accounts of the desk, as this process hears them."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from api.chat.speaking import InTheirRegion
from api.door import Ears
from channels.kinds import Tools
from channels.web.guarded_http import GuardedHttp
from rulebook.facts import Account
from rulebook.publishing.current import Made
from runtime.channel_tokens import LentTokens
from runtime.clock import SystemClock
from runtime.installation import ServedRegion
from runtime.mouths import Here, PresentEars, ears_of
from runtime.settings import Settings
from runtime.taking_over import PresentDesks


@asynccontextmanager
async def ears_here(
    settings: Settings, desks: PresentDesks, regions: Mapping[str, ServedRegion]
) -> AsyncIterator[Ears]:
    """Opened anew for each desk. Tokens are those of an account's region; none is renewed here."""
    clock, here = SystemClock(), Here(settings, os.environ)
    lent = {name: LentTokens(one.stores.channels, clock) for name, one in regions.items()}
    anywhere = next(iter(lent.values()))
    chat = InTheirRegion([one.stores.chat for one in regions.values()])
    async with GuardedHttp() as http:

        def tools(account: Account) -> Tools:
            return Tools(http, clock, lent.get(account.region or "", anywhere), chat)

        made = Made(lambda desk: ears_of(here, desk, tools))
        yield PresentEars(lambda: made.of(desks.newest().edition))
