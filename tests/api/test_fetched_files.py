"""Files that were fetched from a platform are handed out as those that came along are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from activities.fetching import FetchingActivities, FetchRequest
from domain.attachments import Blob
from domain.channels import ByName, RemoteFile
from domain.facts import Via
from domain.stores import RegionStores
from domain.ticket import FilesWanted
from tests.api.house import MONDAY, House
from tests.api.listening import listening
from tests.fakes.channel import FakeChannel
from tests.fakes.toy_channel import wrote

PROGRAM = b"MZ" + bytes(100)


class Brings(FakeChannel):
    """Brings every file as the same bytes."""

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        async def pieces() -> AsyncIterator[bytes]:
            yield PROGRAM

        yield pieces()


async def sent(house: House) -> tuple[RegionStores, Blob]:
    """Somebody sent a file that is with the platform: where it will be."""
    await listening(house).brings(wrote(1, remote=[{"reference": "r-1", "name": "cat.png"}]))
    stores = house.door.regions["eu"]
    await house.commands.hear_everything()
    [view] = (await house.get("/v1/tickets")).json()["items"]
    listed = (await house.get(f"/v1/tickets/{view['id']}/messages")).json()["items"]
    [message] = [one for one in listed if one["direction"] == "in"]
    [waits] = message["attachments"]
    assert waits["state"] == "waiting"
    return stores, Blob(waits["id"], view["customer_id"], view["id"], message["id"])


async def fetched(stores: RegionStores, blob: Blob) -> None:
    verb = FetchingActivities(stores.ledger, stores.vault, stores.blobs, ByName({"toy": Brings()}))
    wanted = FilesWanted(blob.message_id, Via("toy", "shop"))
    await verb.fetch_files(FetchRequest(None, blob.ticket_id, 99, blob.customer_id, wanted, MONDAY))


@pytest.mark.attack(11)
async def test_a_program_that_was_fetched_is_held_like_one_that_came_along(house: House) -> None:
    stores, blob = await sent(house)
    path = f"/v1/tickets/{blob.ticket_id}/attachments/{blob.id}"
    assert (await house.get(path)).status_code == 404
    await fetched(stores, blob)
    held = await house.get(path)
    assert (held.status_code, held.json()["code"]) == (409, "file_held")
    given = await house.get(f"{path}?despite_warning=true")
    assert (given.status_code, given.content) == (200, PROGRAM)
    assert given.headers["Content-Disposition"].startswith("attachment")


async def test_a_file_is_not_here_before_it_was_looked_at(house: House) -> None:
    stores, blob = await sent(house)

    async def pieces() -> AsyncIterator[bytes]:
        yield PROGRAM

    await stores.blobs.put(blob, pieces())
    path = f"/v1/tickets/{blob.ticket_id}/attachments/{blob.id}"
    assert (await house.get(f"{path}?despite_warning=true")).status_code == 404
    await fetched(stores, blob)
    assert (await house.get(f"{path}?despite_warning=true")).status_code == 200
