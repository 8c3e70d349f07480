"""Opens a region and closes it, beside other processes: python opens.py URL KEYS_URL."""

import asyncio
import sys

from storage.open import Place, open_region
from tests.storage.building import KEY


async def main(url: str, keys_url: str) -> None:
    async with await open_region("eu", Place.at(url, keys_url), KEY) as region:
        await region.stores.inbox.waiting()


asyncio.run(main(*sys.argv[1:]))
