"""Idempotency-Key: a request that is made twice under one key is done once."""

from typing import Annotated

from fastapi import Depends, Header

from api.door import Door
from api.problems import Problem
from domain.access import ApiKey

LONGEST = 200


async def idempotency_key(
    key: Annotated[str | None, Header(alias="Idempotency-Key")] = None,
) -> str | None:
    """The key that the client chose, if any. Raises a Problem for an empty or a long one."""
    if key is not None and not 1 <= len(key) <= LONGEST:
        raise Problem(
            400, "bad_idempotency_key", f"An Idempotency-Key has 1 to {LONGEST} characters."
        )
    return key


IdempotencyKey = Annotated[str | None, Depends(idempotency_key)]


async def remember(
    door: Door, region: str, principal: ApiKey, key: str | None, fingerprint: str
) -> None:
    """Keep what the key stands for. Raises a Problem where it stands for another request."""
    if key is None:
        return
    if not await door.idempotency.remember(region, principal.id, key, fingerprint):
        raise Problem(
            422,
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request; choose a new one for this one.",
        )
