"""What only one process of a region may do at a time for an account, and what they all share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Token:
    """What an account shows to its platform, and until when; None: for as long as it is not taken
    back.
    """

    value: str = field(repr=False)
    expires_at: datetime | None = None


Renew = Callable[[], Awaitable[Token]]  # raises NotNow or TokenRefused


class Tokens(Protocol):
    """Keeps one token of each account for a whole region: one worker renews it, all others wait."""

    async def get(self, name: str, renew: Renew) -> str:
        """The token that is good for a while yet; `name` is the account's. Raises as `renew`."""
        ...

    async def refused(self, name: str, value: str) -> None:
        """The platform did not take it: the next `get` renews it, unless somebody did already."""
        ...

    async def keep(self, name: str, token: Token) -> None:
        """Keep it in place of the one before, in one step: at any instant there is one of them."""
        ...


class Leases(Protocol):
    """Who does what only one may do at a time, among all processes of a region."""

    async def hold(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Have it until then, or go on having it; False where somebody else has it at `now`."""
        ...

    async def release(self, name: str, owner: str) -> None:
        """Let others have it at once; does nothing to what somebody else has."""
        ...


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token, since when it is kept, and whether its platform refused it meanwhile."""

    token: Token
    since: datetime
    refused: bool = False


class KeptTokens(Protocol):
    """The tokens of one region's accounts, the last of each; sealed where they lie."""

    async def find(self, name: str) -> KeptToken | None:
        """The token of an account; None where there is none, or none that this key opens."""
        ...

    async def keep(self, name: str, token: Token, since: datetime) -> None:
        """Keep it in place of the one before."""
        ...

    async def refuse(self, name: str, value: str) -> None:
        """Mark it as refused; does nothing once another value is kept."""
        ...
