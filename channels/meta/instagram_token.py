"""Instagram's token: good for sixty days, and exchanged for a new one while it still is.

https://developers.facebook.com/documentation/instagram-platform/reference/refresh_access_token
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from channels.kinds import Account, Tools
from channels.meta.graph import Address, Graph, Question
from channels.meta.tokens import LastingToken, RenewedToken
from channels.payload import number, words
from domain.channel_tokens import Token
from domain.channels import TokenRefused
from domain.ports import Clock

USUAL: Final = timedelta(days=60)
# A token that is not a day old cannot be exchanged yet: it is used, and tried again then.
TOO_YOUNG: Final = timedelta(days=1)


class InstagramRefresh:
    """Exchanges tokens of one account."""

    def __init__(self, address: Address, tools: Tools) -> None:
        nobody = LastingToken("")
        self._root = Graph(replace(address, version=""), nobody, tools.http, tools.clock)
        self._graph = Graph(address, nobody, tools.http, tools.clock)
        self._clock: Clock = tools.clock

    async def refreshed(self, token: str) -> Token | None:
        """The token after this one; None where this one is good for nothing any more.

        It is said to end when half of its life is over, so that it is renewed while there is time:
        one that has ended cannot be exchanged. Raises NotNow.
        """
        query = {"grant_type": "ig_refresh_token", "access_token": token}
        question = Question("GET", "refresh_access_token", query, repeatable=True)
        told = await self._root.try_with(token, question)
        fresh = words(told.members.get("access_token"))
        if told.failure is None and fresh:
            seconds = number(told.members.get("expires_in"))
            life = timedelta(seconds=min(max(seconds or 0, 0), 10**9)) or USUAL
            return Token(fresh, self._clock.now() + life / 2)
        return await self._still_good(token)

    async def _still_good(self, token: str) -> Token | None:
        question = Question("GET", "me", {"fields": "user_id"}, repeatable=True)
        told = await self._graph.try_with(token, question)
        if told.failure is None:
            return Token(token, self._clock.now() + TOO_YOUNG)
        if isinstance(told.failure, TokenRefused):
            return None
        raise told.failure


def token_of(account: Account, address: Address, tools: Tools) -> RenewedToken:
    """The token of an account, which one worker renews for all."""
    given = tuple(account.secrets.get("access_token", ()))
    refresh = InstagramRefresh(address, tools).refreshed
    return RenewedToken(tools.tokens, f"{account.channel}/{account.name}", given, refresh)
