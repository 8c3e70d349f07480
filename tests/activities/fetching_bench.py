"""A message whose files are with a platform that stands in, and what fetches them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from activities.fetching import FetchingActivities, FetchRequest
from domain.amendments import Place
from domain.channels import ByName, Deleted, Mouth
from domain.facts import Via
from domain.ledger import Page
from domain.message_events import FilesFetched
from domain.remote_files import shown, text_ids
from domain.stores import RegionStores
from domain.ticket import FilesWanted
from tests.standins.server import StandIn
from tests.storage.building import arrival, page, received, view

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3_000  # of several parts
MB = 1024 * 1024


def platform_router() -> APIRouter:
    router = APIRouter()

    @router.get("/files/{name}")
    async def file(name: str) -> Response:
        if name == "fifty":
            return Response(bytes(50 * MB))
        if name == "fifty-undeclared":
            return StreamingResponse(iter([bytes(MB)] * 50))
        return Response(PNG if name.endswith("png") else name.encode())

    return router


@dataclass
class Bench:
    """A region with a message whose files are with a platform that stands in."""

    stores: RegionStores
    platform: StandIn
    mouth: Mouth | None
    ticket: str = ""
    customer: str = ""

    async def sent(self, *names: str) -> None:
        """A customer sent files of those names."""
        attachments = [
            {
                "id": f"f{place}",
                "name": name,
                "reference": f"{self.platform.url}/files/{name}",
                "state": "waiting",
            }
            for place, name in enumerate(names)
        ]
        content = {"text": "look", "attachments": attachments}
        accepted = await self.stores.inbox.accept(
            arrival(content=content, remote=len(names), channel="shop", account="lisbon")
        )
        self.ticket = accepted.ticket_id
        self.customer = (await self.stores.vault.get("m-1")).customer_id
        shown_as = view(self.ticket, customer_id=self.customer)
        await self.stores.ledger.write(page(shown_as, received("m-1")))

    async def fetched(self, sequence: int = 2, along: Page | None = None) -> FilesFetched:
        mouths = ByName({} if self.mouth is None else {"shop": self.mouth})
        stores = self.stores
        verb = FetchingActivities(stores.ledger, stores.vault, stores.blobs, mouths)
        wanted = FilesWanted("m-1", Via("shop", "lisbon"))
        request = FetchRequest(along, self.ticket, sequence, self.customer, wanted, NOW)
        return await verb.fetch_files(request)

    async def attachments(self) -> list[dict[str, object]]:
        """As the API would show them."""
        text = await self.stores.vault.get("m-1")
        return shown(text.content, await self.stores.vault.get_many(text_ids(text.content)))

    async def content(self, file_id: str) -> bytes:
        blob = await self.stores.blobs.find(self.ticket, file_id)
        return b"".join([part async for part in self.stores.blobs.read(blob)])

    @property
    def calls(self) -> list[str]:
        return [one.path.rpartition("/")[2] for one in self.platform.heard]


async def take_back(bench: Bench) -> None:
    place = Place("shop", "lisbon", NOW)
    await bench.stores.channels.amendments.delete(place, Deleted("client-1", "anna", NOW))


async def in_pieces(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
