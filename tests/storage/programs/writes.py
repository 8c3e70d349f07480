"""Writes into a region, beside other processes: python writes.py URL KEYS_URL NAME HOW_MANY."""

import asyncio
import sys

from storage.open import Place, open_region
from tests.storage.building import KEY, arrival, page, received, view


async def main(url: str, keys_url: str, name: str, how_many: int) -> None:
    async with await open_region("eu", Place.at(url, keys_url), KEY, busy_timeout=30) as eu:
        for number in range(how_many):
            ticket = f"eu-{name}-{number}"
            own = arrival(id=f"{name}-{number}", message_id=f"m-{number}", new_ticket_id=ticket)
            await asyncio.gather(
                eu.stores.ledger.write(page(view(ticket), received(f"{ticket}-m"))),
                eu.stores.inbox.accept(own),
            )


own_url, own_keys_url, own_name, count = sys.argv[1:]
asyncio.run(main(own_url, own_keys_url, own_name, int(count)))
