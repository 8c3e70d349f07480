"""The verb `fetch_files`: what customers sent comes from the platform into the region's blobs."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from domain.ledger import Page
from domain.message_events import FilesFetched
from domain.ticket import FilesWanted


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """The files of one message, and the place in the ledger that the outcome will take."""

    page: Page | None
    ticket_id: str
    sequence: int
    customer_id: str
    wanted: FilesWanted
    at: datetime


class FetchingActivities:
    """Brings files home."""

    @activity.defn
    async def fetch_files(self, request: FetchRequest) -> FilesFetched:
        """Fetch what is not here yet, and say what became of each."""
        raise NotImplementedError
