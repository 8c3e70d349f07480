"""The access token of an account: one that lasts, or Instagram's, which is renewed in time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from hashlib import sha256
from typing import Final, Protocol

from domain.channel_tokens import Token, Tokens
from domain.channels import TokenRefused

Refreshing = Callable[[str], Awaitable[Token | None]]
_TELLING: Final = 16  # hex digits: enough to tell a few secrets apart, too few to find one


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
    Both names tell the secret's first line apart, so that a new one there is used at once, also
    beside processes that know the one before.
    """

    def __init__(
        self, tokens: Tokens, name: str, given: tuple[str, ...], refreshing: Refreshing
    ) -> None:
        self._tokens = tokens
        self._before = f"{name} last"
        self._name = " ".join([name, *map(_fingerprint, given[:1])])
        self._last = f"{self._name} last"
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
        last = await self._tokens.get(self._last, self._begin)
        async for candidate in self._candidates(last):
            token = await self._refreshing(candidate)
            if token is not None:
                if token.value != last:
                    await self._tokens.keep(self._last, Token(token.value))
                return token
        raise TokenRefused

    async def _candidates(self, last: str) -> AsyncIterator[str]:
        """The last one, then those of the secret: a person may have put one there.

        At the end what 0.8.0 kept, under the account's name alone: the secret's may have died.
        """
        for one in dict.fromkeys((last, *self._given)):
            yield one
        before = ""
        with suppress(TokenRefused):
            before = await self._tokens.get(self._before, self._nothing)
        if before:
            yield before

    async def _nothing(self) -> Token:
        raise TokenRefused

    async def _begin(self) -> Token:
        if not self._given:
            raise TokenRefused("token_missing")
        return Token(self._given[0])


def _fingerprint(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:_TELLING]
