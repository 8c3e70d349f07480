"""The access token of an account: one that lasts, or Instagram's, which is renewed in time."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from domain.channel_tokens import Token, Tokens
from domain.channels import TokenRefused

Refreshing = Callable[[str], Awaitable[Token | None]]


class AccessToken(Protocol):
    """What an account shows."""

    async def get(self) -> str:
        """The token. Raises NotNow or TokenRefused."""
        ...

    async def refused(self, value: str) -> bool:
        """Meta did not take it; whether another one is worth a try. Raises NotNow."""
        ...


class LastingToken:
    """The token of a system user or a page: it is good until somebody takes it back."""

    def __init__(self, value: str) -> None:
        self._value = value

    async def get(self) -> str:
        """As the Protocol says."""
        if not self._value:
            raise TokenRefused("token_missing")
        return self._value

    async def refused(self, value: str) -> bool:
        """As the Protocol says: there is no other."""
        return False


class RenewedToken:
    """A token that is exchanged for a new one from time to time, always the last for the next.

    What the account's secret holds is where that begins. `Tokens` keeps two for an account: the
    one that is used, with its end, and under `… last` the one that the next is asked for with.
    """

    def __init__(
        self, tokens: Tokens, name: str, given: tuple[str, ...], refreshing: Refreshing
    ) -> None:
        self._tokens = tokens
        self._name = name
        self._last = f"{name} last"
        self._given = given
        self._refreshing = refreshing

    async def get(self) -> str:
        """As the Protocol says."""
        return await self._tokens.get(self._name, self._renew)

    async def refused(self, value: str) -> bool:
        """As the Protocol says: the next `get` asks for another."""
        await self._tokens.refused(self._name, value)
        return True

    async def _renew(self) -> Token:
        """Ask with the last one, then with those of the secret: a person may have put one there."""
        last = await self._tokens.get(self._last, self._begin)
        for candidate in dict.fromkeys((last, *self._given)):
            token = await self._refreshing(candidate)
            if token is not None:
                await self._keep(last, token.value)
                return token
        raise TokenRefused

    async def _begin(self) -> Token:
        if not self._given:
            raise TokenRefused("token_missing")
        return Token(self._given[0])

    async def _keep(self, last: str, value: str) -> None:
        if value == last:
            return

        async def renewed() -> Token:
            return Token(value)

        await self._tokens.refused(self._last, last)
        await self._tokens.get(self._last, renewed)
