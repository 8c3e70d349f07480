"""Shows visitors that somebody writes, in whichever region of this process their chat is."""

from collections.abc import Sequence
from datetime import datetime

from domain.chat import Conversations, Visitor
from domain.ports import NotNow, Outbound
from domain.stores import Missing


class InTheirRegion:
    """The port `Speaking` of an API process, which sends no messages."""

    def __init__(self, regions: Sequence[Conversations]) -> None:
        self._regions = tuple(regions)

    async def say(self, message: Outbound) -> int:
        """As the Protocol says: a worker does that."""
        raise NotNow("not_sent_here")

    async def types(self, visitor: Visitor, until: datetime) -> None:
        """As the Protocol says."""
        for one in self._regions:
            if await one.standing(visitor) is not None:
                await one.types(visitor, until)
                return
        raise Missing("nobody is known by that name here")
