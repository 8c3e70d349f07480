"""Files that people sent, from LINE's data host, or from where an app of theirs keeps them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

from channels.line.api import UNAUTHORISED
from channels.line.messages import CONTENT, ELSEWHERE
from channels.line.tokens import LineTokens
from channels.web.calling import Asking, Caller, expect_fitting
from channels.web.guarded_http import Answer
from domain.channels import CannotFetch, RemoteFile, TokenRefused
from domain.ports import NotNow

_BEING_PREPARED: Final = 202


class LineFiles:
    """What the references of `channels.line.messages` lead to."""

    def __init__(self, base: str, caller: Caller, tokens: LineTokens) -> None:
        self._base = base.rstrip("/")
        self._caller = caller
        self._tokens = tokens

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """As `Files` says. The token goes to LINE's own host alone."""
        if file.reference.startswith(ELSEWHERE):
            asking = Asking("GET", file.reference.removeprefix(ELSEWHERE))
            async with self._caller.download(asking, longest) as (head, pieces):
                _check(head, longest)
                yield pieces
            return
        message_id = quote(file.reference.removeprefix(CONTENT), safe="")
        url = f"{self._base}/v2/bot/message/{message_id}/content"
        async with self._authorised(url, longest) as pieces:
            yield pieces

    @asynccontextmanager
    async def _authorised(self, url: str, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        refused = ""
        for _ in range(self._tokens.tries):
            token = await self._token(refused)
            asking = Asking("GET", url, {"authorization": f"Bearer {token}"})
            async with self._caller.download(asking, longest) as (head, pieces):
                if head.status != UNAUTHORISED:
                    _check(head, longest)
                    yield pieces
                    return
            await self._forget(token)
            refused = token
        raise CannotFetch("token_refused", again=True)  # a person can mend it

    async def _token(self, refused: str) -> str:
        try:
            return await self._tokens.get(refused)
        except (NotNow, TokenRefused) as fault:
            problem = CannotFetch(fault.reason, again=True)
        raise problem

    async def _forget(self, token: str) -> None:
        try:
            await self._tokens.refused(token)
        except NotNow as fault:
            problem = CannotFetch(fault.reason, again=True)
        else:
            return
        raise problem


def _check(head: Answer, longest: int) -> None:
    match head.status:
        case 200:
            expect_fitting(head, longest)
        case status if status == _BEING_PREPARED:
            raise CannotFetch("not_ready", again=True)
        case status:
            later = status in (401, 429) or status >= 500
            raise CannotFetch(f"answered_{status}", again=later)
