"""The channel access token: one that lasts, or one for a quarter of an hour.

https://developers.line.biz/en/docs/basics/channel-access-token/: a stateless token is issued for
channel id and channel secret, as often as wanted, and cannot be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Protocol
from urllib.parse import urlencode

from channels.payload import document, number, words
from channels.web.calling import Asking, Caller
from channels.web.guarded_http import Answer
from channels.web.signed_webhook import retry_after_seconds
from domain.channel_tokens import Token, Tokens
from domain.channels import TokenRefused
from domain.ports import Clock, NotNow

ISSUE: Final = "/oauth2/v3/token"
_LONGEST_LIFE: Final = 3600  # seconds: a stateless token lives for 900


class LineTokens(Protocol):
    """What a channel shows."""

    tries: int  # so many tokens are worth a try for one call

    async def get(self, refused: str) -> str:
        """A token, another than the one that was refused just now. Raises NotNow, TokenRefused."""
        ...

    async def refused(self, value: str) -> None:
        """LINE did not take it. Raises NotNow."""
        ...


class LastingTokens:
    """Long-lived tokens from the console, the newest first: an older one is good for a while."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = tuple(values)
        self.tries = len(self._values)

    async def get(self, refused: str) -> str:
        """As the Protocol says."""
        left = self._values[self._values.index(refused) + 1 :] if refused else self._values
        if not left:
            raise TokenRefused
        return left[0]

    async def refused(self, value: str) -> None:
        """As the Protocol says: it is looked at again with the next message."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a token is issued for: the newest secret first."""

    base: str
    channel_id: str
    secrets: Sequence[str] = field(repr=False)


class IssuedTokens:
    """Stateless tokens: one worker of the region asks for each, and all others use it."""

    tries = 2

    def __init__(
        self, name: str, credentials: Credentials, caller: Caller, tokens: Tokens, clock: Clock
    ) -> None:
        self._name = name
        self._credentials = credentials
        self._caller = caller
        self._tokens = tokens
        self._clock = clock

    async def get(self, refused: str) -> str:
        """As the Protocol says."""
        return await self._tokens.get(self._name, self._issue)

    async def refused(self, value: str) -> None:
        """As the Protocol says."""
        await self._tokens.refused(self._name, value)

    async def _issue(self) -> Token:
        for secret in self._credentials.secrets:
            found = await self._issued_for(secret)
            if isinstance(found, Token):
                return found
            if found is not None:
                raise found
        raise TokenRefused("credentials_refused")

    async def _issued_for(self, secret: str) -> Token | NotNow | None:
        """None where LINE does not take the secret."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.channel_id,
            "client_secret": secret,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        url = f"{self._credentials.base.rstrip('/')}{ISSUE}"
        body = urlencode(form).encode("ascii")
        answer = await self._caller.ask(Asking("POST", url, headers, body))
        if not isinstance(answer, Answer):
            return NotNow("token_unreachable")
        if answer.status == 429 or answer.status >= 500:
            waiting = retry_after_seconds(answer.retry_after, self._clock.now())
            return NotNow(f"token_answered_{answer.status}", waiting)
        return self._token(answer) if answer.status == 200 else None

    def _token(self, answer: Answer) -> Token | NotNow:
        told = document(answer.body) or {}
        value, seconds = words(told.get("access_token")), number(told.get("expires_in"))
        if not value or seconds is None or seconds <= 0:
            return NotNow("token_unreadable")
        life = timedelta(seconds=min(seconds, _LONGEST_LIFE))
        return Token(value, self._clock.now() + life)
