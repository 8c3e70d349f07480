"""Has Temporal erase people."""

from collections.abc import Mapping

from temporalio.client import Client
from temporalio.service import RPCError

from api.door import TemporalAway
from domain.persons import ErasureOrder
from runtime.erasing import begin


class TemporalErasures:
    """The port `Erasures` over the regions that there are clients for."""

    def __init__(self, clients: Mapping[str, Client]) -> None:
        self._clients = clients

    async def begin(self, region: str, order: ErasureOrder) -> None:
        """As the Protocol says."""
        try:
            await begin(self._clients[region], region, order)
        except (RPCError, RuntimeError) as error:
            # RuntimeError is what a lazy client makes of "connection refused".
            raise TemporalAway(type(error).__name__) from None
