"""Files that people sent: asked for by their id, then fetched from the host of files.

https://core.telegram.org/bots/api#getfile: at most 20 MB, and the link holds for an hour.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

from channels.payload import words
from channels.telegram.api import UNAVAILABLE, BotApi, Question
from channels.web.calling import Asking, Caller, expect_fitting
from channels.web.guarded_http import Answer
from domain.channels import CannotFetch, RemoteFile, TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused

LARGEST: Final = 20 * 1024 * 1024  # bytes: what a bot may fetch
# What follows the last full stop of a file's own name stands there, in any script.
_LEADS_ELSEWHERE: Final = re.compile(r"^/|//|\\|^[A-Za-z][A-Za-z0-9+.-]*:|(^|/)\.{1,2}(/|$)")
_TOKEN: Final = frozenset({401, 404})


class TelegramFiles:
    """The host of files, which stands beside the API."""

    def __init__(self, base: str, api: BotApi, caller: Caller) -> None:
        self._base = base.rstrip("/")
        self._api = api
        self._caller = caller

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """As `Files` says."""
        if file.size is not None and file.size > min(longest, LARGEST):
            raise CannotFetch("too_large", again=False)
        path = await self._path(file.reference)
        tokens = self._api.tokens
        for place, token in enumerate(tokens, start=1):
            asking = Asking("GET", f"{self._base}/file/bot{token}/{quote(path)}")
            async with self._caller.download(asking, longest) as (head, pieces):
                if head.status not in _TOKEN or place == len(tokens):
                    _check(head, longest)
                    yield pieces
                    return

    async def _path(self, file_id: str) -> str:
        told = await self._api.ask(Question("getFile", {"file_id": file_id}))
        match told.failure:
            case Refused(reason=reason):
                raise CannotFetch(reason, again=reason == UNAVAILABLE)
            case NotNow(reason=reason) | OutcomeUnknown(reason=reason):
                raise CannotFetch(reason, again=True)
            case TokenRefused(reason=reason):  # a person can mend it
                raise CannotFetch(reason, again=True)
            case None:
                return _sound(words(told.members.get("file_path")))


def _sound(path: str) -> str:
    """A path below the bot's own; one that leads elsewhere is none."""
    is_plain = 0 < len(path) <= 1024 and path.isprintable()
    if not is_plain or _LEADS_ELSEWHERE.search(path):
        raise CannotFetch("no_path", again=False)
    return path


def _check(head: Answer, longest: int) -> None:
    if head.status != 200:
        later = head.status in (401, 429) or head.status >= 500
        raise CannotFetch(f"answered_{head.status}", again=later)
    expect_fitting(head, longest)
