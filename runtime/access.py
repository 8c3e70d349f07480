"""The API keys of a process that serves several regions, each of which keeps its own."""

import asyncio
from collections.abc import Mapping

from domain import access
from domain.ports import Clock
from runtime.installation import ServedRegion
from storage.desk.api_keys import ApiKey, Scope, new_key


class DeskApiKeys:
    """The port `ApiKeys` over the served regions; a key for any region is kept in each."""

    def __init__(self, regions: Mapping[str, ServedRegion], clock: Clock) -> None:
        self._regions = regions
        self._clock = clock

    async def find(self, secret: str) -> access.ApiKey | None:
        """What the key says, or None for one that is unknown or revoked; its use is noted."""
        region = _region_of(secret)
        served = [self._regions[region]] if region in self._regions else self._regions.values()
        for one in served:
            key = await one.api_keys.find(secret)
            if key is not None:
                await one.api_keys.used(key.id, self._clock.now())
                return _known(key)
        return None


class DeskIdempotencyKeys:
    """The port `IdempotencyKeys` over the served regions."""

    def __init__(self, regions: Mapping[str, ServedRegion], clock: Clock) -> None:
        self._regions = regions
        self._clock = clock

    async def remember(self, region: str, principal: str, key: str, fingerprint: str) -> bool:
        """False where the key stands in that region for a request with another fingerprint."""
        kept = self._regions[region].idempotency
        return await kept.remember(principal, key, fingerprint, self._clock.now())


async def make_key(
    regions: Mapping[str, ServedRegion],
    scope: Scope,
    clock: Clock,
    in_place_of: str | None = None,
) -> str:
    """A new key, kept by every region that it reaches; shown here and never again.

    `in_place_of` is the id of one that it is to replace, which goes on until it is revoked.
    """
    key = new_key(scope.region)
    reached = regions.values() if scope.region is None else [regions[scope.region]]
    now = clock.now()
    await asyncio.gather(*(one.api_keys.keep(key, scope, now, in_place_of) for one in reached))
    return key


def _region_of(secret: str) -> str:
    parts = secret.split("_")
    return parts[1] if len(parts) > 1 else ""


def _known(key: ApiKey) -> access.ApiKey:
    scope = key.scope
    return access.ApiKey(
        key.id, scope.role, scope.region, scope.teams, scope.agent_id, peers=scope.peers
    )
