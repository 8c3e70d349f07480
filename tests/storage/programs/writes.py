"""Writes into a region, beside other processes: python writes.py FOLDER NAME HOW_MANY."""

import asyncio
import sys
from pathlib import Path

from storage.open import Place, open_region
from tests.storage.building import KEY, arrival, page, received, view


async def main(folder: str, name: str, how_many: int) -> None:
    async with await open_region("eu", Place.in_folder(Path(folder)), KEY, busy_timeout=30) as eu:
        for number in range(how_many):
            ticket = f"eu-{name}-{number}"
            own = arrival(id=f"{name}-{number}", message_id=f"m-{number}", new_ticket_id=ticket)
            await asyncio.gather(
                eu.stores.ledger.write(page(view(ticket), received(f"{ticket}-m"))),
                eu.stores.inbox.accept(own),
            )


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
