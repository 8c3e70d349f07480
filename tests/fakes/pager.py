"""A pager that keeps what it is given and answers as it is told; honest by tests/channels."""

from domain.notifications import PagerMessage, Way
from domain.ports import Receipt
from tests.fakes.scripted import Scripted


class FakePager(Scripted[PagerMessage]):
    """Takes every message, unless `then` said otherwise; folds repeats as its way does."""

    def __init__(self, way: Way = Way.WEBHOOK, *, folds_repeats: bool | None = None) -> None:
        folds = way is Way.WEBHOOK if folds_repeats is None else folds_repeats
        super().__init__(folds_repeats=folds)
        self.way = way

    async def call(self, message: PagerMessage) -> Receipt:
        """Do what `then` said."""
        return self.attempt(message)
