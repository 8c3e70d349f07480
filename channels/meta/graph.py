"""Calls to Meta's Graph API, with the token of one account.

The token travels in a header, for addresses end up in logs. What is asked by GET, or uploaded
without being shown to anybody, may be asked again when no answer came; a message may not.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from channels.meta.errors import failure_of
from channels.meta.signature import proof
from channels.meta.tokens import AccessToken
from channels.outcomes import Failure
from channels.payload import NOTHING, Members, document
from channels.web.calling import UPLOAD_SECONDS, Asking, Caller
from channels.web.guarded_http import Answer, GuardedHttp
from domain.attachments import UNKNOWN, AttachedFile
from domain.channels import TokenRefused
from domain.ports import Clock, NotNow, OutcomeUnknown


@dataclass(frozen=True, slots=True)
class Address:
    """Where an account's API is. With `app_secret`, each call proves that the app makes it."""

    base: str
    version: str
    loopback: bool = False
    app_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One call; `repeatable` where nobody sees that it was made twice. May hold text.

    `path` is below the version, and written as an address needs it.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: Mapping[str, object] | None = field(default=None, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    upload: tuple[str, AttachedFile] | None = field(default=None, repr=False)  # its field's name
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the API answered."""

    members: Members = field(default_factory=dict, repr=False)
    failure: Failure | None = None


class Graph:
    """The API as one account reaches it."""

    def __init__(
        self, address: Address, token: AccessToken, http: GuardedHttp, clock: Clock
    ) -> None:
        self._address = address
        self._token = token
        self._caller = Caller(http, loopback=address.loopback)
        self._clock = clock

    async def ask(self, question: Question) -> Members:
        """What the API answers; a token that it refuses is renewed once, where it can be.

        Raises Refused, WindowClosed, NotNow, OutcomeUnknown or TokenRefused.
        """
        token = await self._token.get()
        told = await self.try_with(token, question)
        if isinstance(told.failure, TokenRefused) and await self._token.refused(token):
            told = await self.try_with(await self._token.get(), question)
        if told.failure is not None:
            raise told.failure
        return told.members

    async def try_with(self, token: str, question: Question) -> Told:
        """The same with a token that is given; raises nothing."""
        if not (token.isascii() and token.isprintable()):
            return Told(failure=TokenRefused("token_unwritable"))
        asking = self._asking(token, question)
        seconds = None if question.upload is None else UPLOAD_SECONDS
        answer = await self._caller.ask(asking, seconds=seconds)
        if not isinstance(answer, Answer):
            return Told(failure=_again(answer) if question.repeatable else answer)
        failure = failure_of(answer, self._clock.now())
        if failure is not None and question.repeatable:
            failure = _again(failure)
        return Told(document(answer.body) or NOTHING, failure)

    async def credentials(self) -> str:
        """The token, for what is not asked here. Raises NotNow or TokenRefused."""
        return await self._token.get()

    def _asking(self, token: str, question: Question) -> Asking:
        address, query = self._address, dict(question.query)
        if address.app_secret:
            query["appsecret_proof"] = proof(address.app_secret, token)
        version = [address.version] if address.version else []
        url = "/".join([address.base.rstrip("/"), *version, question.path])
        headers, body = _body(question)
        headers = {"authorization": f"Bearer {token}", **headers}
        return Asking(question.method, f"{url}?{urlencode(query)}" if query else url, headers, body)


def _again(failure: Failure) -> Failure:
    return NotNow(failure.reason) if isinstance(failure, OutcomeUnknown) else failure


def _body(question: Question) -> tuple[dict[str, str], bytes]:
    if question.upload is not None:
        name, file = question.upload
        parts = {name: (file.name or "file", file.content, file.media_type or UNKNOWN)}
        written = httpx.Request("POST", "http://form", data=dict(question.form), files=parts)
        return {"content-type": written.headers["content-type"]}, written.read()
    if question.content is None:
        return {}, b""
    body = json.dumps(question.content, separators=(",", ":")).encode("ascii")
    return {"content-type": "application/json"}, body
