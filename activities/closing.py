"""The verbs `close_out` and `merge_out`: a ticket ends, and its conversation goes elsewhere."""

from dataclasses import dataclass

from temporalio import activity

from domain.ledger import Page
from domain.stores import Ledger, Merging


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """The page that ends a ticket, and the ticket in which it goes on."""

    page: Page
    into: str


class ClosingActivities:
    """Ends tickets, each in one transaction with its binding."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def close_out(self, page: Page) -> bool:
        """Close the ticket; False where a message is still on its way to it."""
        return await self._ledger.close(page)

    @activity.defn
    async def merge_out(self, request: MergeRequest) -> Merging:
        """Let the ticket go on in another one, and say what became of that."""
        return await self._ledger.merge(request.page, request.into)
