"""Files that customers sent, brought from where Meta keeps them.

WhatsApp gives an id, which is asked for an address; the address is good for five minutes and wants
the token. Messenger and Instagram give an address of their content network, which wants none.
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media/
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from channels.meta.graph import Graph, Question
from channels.payload import number, words
from channels.web.calling import Asking, Caller, expect_fitting
from channels.web.guarded_http import Answer, GuardedHttp
from domain.channels import CannotFetch, RemoteFile, TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused

_REFERENCE: Final = re.compile("[A-Za-z0-9_-]{1,128}")
_BY_ID: Final = frozenset({401, 429})
# The content network says now and then that it does not have what it has a little later:
# https://github.com/chatwoot/chatwoot/pull/15665
_BY_ADDRESS: Final = _BY_ID | {404}


class Media:
    """Reads files for one account. With `graph`, references are ids that it is asked for."""

    def __init__(self, http: GuardedHttp, *, loopback: bool, graph: Graph | None = None) -> None:
        self._caller = Caller(http, loopback=loopback)
        self._graph = graph

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """As `Files` says."""
        asking = Asking("GET", file.reference)
        if self._graph is not None:
            asking = await self._place(self._graph, file, longest)
        async with self._caller.download(asking, longest) as (head, pieces):
            _check(head, longest, again=_BY_ADDRESS if self._graph is None else _BY_ID)
            yield pieces

    async def _place(self, graph: Graph, file: RemoteFile, longest: int) -> Asking:
        """Where a file is now. The token goes to no other address than one that Graph names."""
        if not _REFERENCE.fullmatch(file.reference):
            raise CannotFetch("no_reference", again=False)
        question = Question("GET", file.reference, repeatable=True)
        try:
            told = await graph.ask(question)
            token = await graph.credentials()
        except (NotNow, OutcomeUnknown, TokenRefused) as fault:  # a person can mend a token
            problem = CannotFetch(fault.reason, again=True)
        except Refused as fault:
            problem = CannotFetch(fault.reason, again=False)
        else:
            if (number(told.get("file_size")) or 0) > longest:
                raise CannotFetch("too_large", again=False)
            return Asking("GET", words(told.get("url")), {"authorization": f"Bearer {token}"})
        raise problem


def _check(head: Answer, longest: int, again: frozenset[int]) -> None:
    if head.status != 200:
        later = head.status in again or head.status >= 500
        raise CannotFetch(f"answered_{head.status}", again=later)
    expect_fitting(head, longest)
