"""API keys in memory, and the memory of idempotency keys: two ports of the door."""

from domain.access import ApiKey


class KeyRing:
    """The port `ApiKeys`."""

    def __init__(self) -> None:
        self._keys: dict[str, ApiKey] = {}

    def add(self, secret: str, key: ApiKey) -> str:
        self._keys[secret] = key
        return secret

    def revoke(self, secret: str) -> None:
        del self._keys[secret]

    async def find(self, secret: str) -> ApiKey | None:
        return self._keys.get(secret)


class RememberedKeys:
    """The port `IdempotencyKeys`."""

    def __init__(self) -> None:
        self._fingerprints: dict[tuple[str, str, str], str] = {}

    async def remember(self, region: str, principal: str, key: str, fingerprint: str) -> bool:
        return self._fingerprints.setdefault((region, principal, key), fingerprint) == fingerprint
