"""The verb `record`: write what happened, where nothing else has to be done for it."""

from temporalio import activity

from domain.ledger import Page
from domain.stores import Ledger


class LedgerActivities:
    """Writes pages of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def record(self, page: Page) -> None:
        """Write a page. The same page again changes nothing."""
        await self._ledger.write(page)
