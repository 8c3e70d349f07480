"""Calls to a platform's API, and what is known when one comes to nothing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from channels.web.connections import FAILURES
from channels.web.destinations import Destination, read_destination
from channels.web.guarded_http import (
    JSON_BYTES,
    Answer,
    Broken,
    Call,
    GuardedHttp,
    NoAnswer,
    NotReached,
)
from domain.addresses import ForbiddenDestination
from domain.channels import CannotFetch
from domain.ports import NotNow, OutcomeUnknown, Refused

AGENT: Final = "Meridian-Desk/1"
FILE_SECONDS: Final = 120.0
# For a file on its way to a platform: less than an attempt to send may take (workflows/options.py),
# so that we know ourselves what became of it.
UPLOAD_SECONDS: Final = 25.0
_NO_END: Final = 1 << 60  # we count ourselves, to tell a long file from one that was cut

Failure = Refused | NotNow | OutcomeUnknown


@dataclass(frozen=True, slots=True)
class Asking:
    """One call. All of it may hold secrets or text."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Caller:
    """Calls what an account's settings name; on this very machine only where `loopback` allows."""

    def __init__(self, http: GuardedHttp, *, loopback: bool) -> None:
        self._http = http
        self._loopback = loopback

    async def ask(self, asking: Asking, *, seconds: float | None = None) -> Answer | Failure:
        """What the other side answered, whatever that is; `seconds`: how long it may take at most.

        Else Refused (`forbidden_destination`, `unwritable`), NotNow (`unreachable`) or
        OutcomeUnknown (`no_answer`), as values: to be raised where no other error is handled.
        """
        call = self._call(asking)
        if not isinstance(call, Call):
            return call
        try:
            return await self._http.ask(call, longest=JSON_BYTES, seconds=seconds)
        except ForbiddenDestination:
            return Refused("forbidden_destination")
        except NotReached:
            return NotNow("unreachable")
        except NoAnswer:
            return OutcomeUnknown("no_answer")

    @asynccontextmanager
    async def download(
        self, asking: Asking, longest: int
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """The head of an answer, and its body, which may have `longest` bytes.

        Raises CannotFetch, also from the pieces.
        """
        call = self._call(asking)
        if not isinstance(call, Call):
            raise CannotFetch(call.reason, again=False)
        try:
            async with self._http.open(call, longest=_NO_END, seconds=FILE_SECONDS) as (head, rest):
                yield head, _counted(rest, longest)
            return
        except ForbiddenDestination:
            problem = CannotFetch("forbidden_destination", again=False)
        except (NotReached, NoAnswer):
            problem = CannotFetch("unreachable", again=True)
        except Broken:
            problem = CannotFetch("cut", again=True)
        raise problem

    def _call(self, asking: Asking) -> Call | Refused:
        if not all(value.isascii() and value.isprintable() for value in asking.headers.values()):
            return Refused("unwritable")
        found = _destination(asking.url, loopback=self._loopback)
        if found is None:
            return Refused("forbidden_destination")
        headers = {"user-agent": AGENT, **asking.headers}
        return Call(asking.method, found, headers, asking.body)


def expect_fitting(head: Answer, longest: int) -> None:
    """Raise CannotFetch for a file that says itself that it is too large."""
    declared = head.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > longest:
        raise CannotFetch("too_large", again=False)


def _destination(url: str, *, loopback: bool) -> Destination | None:
    try:
        return read_destination(url, loopback=loopback)
    except (ForbiddenDestination, ValueError):  # ValueError: no URL has such characters
        return None


async def _counted(pieces: AsyncIterator[bytes], longest: int) -> AsyncIterator[bytes]:
    received, broken = 0, False
    try:
        async for piece in pieces:
            received += len(piece)
            if received > longest:
                raise CannotFetch("too_large", again=False)
            yield piece
    except (Broken, *FAILURES):
        broken = True
    if broken:
        raise CannotFetch("cut", again=True)
