"""HTTP for deep-translator's adapters: ends in time, follows nothing, and tells no secrets.

The adapters call `requests.get` and `requests.post` without a timeout, follow redirects and let
errors out that quote the whole address, which holds the customer's text and the key.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Final

import requests
import urllib3

from domain.addresses import ForbiddenDestination, Reach
from language.bucket import Bucket
from language.checked_connections import CheckedAdapter
from language.engine import RATE, EngineFailed

LARGEST_ANSWER: Final = 1_000_000  # bytes
_PASSING: Final = frozenset({408, 425, 429})  # and every 5xx


@dataclass(frozen=True, slots=True)
class Answer:
    """The part of `requests.Response` that the adapters read. Always of status 200."""

    content: bytes
    encoding: str
    status_code: int = 200

    @property
    def text(self) -> str:
        """The body as text; bytes that are none in its encoding are replaced."""
        try:
            return self.content.decode(self.encoding, errors="replace")
        except LookupError:  # the server named an encoding that Python does not know
            return self.content.decode("utf-8", errors="replace")

    def json(self) -> object:
        """The body as JSON. Raises EngineFailed for HTML and the like, and for a status inside.

        MyMemory answers 200 and puts the real status into the body, its text into the translation.
        """
        try:
            body = json.loads(self.content)
        except (ValueError, RecursionError):
            body = None
        if body is None:
            raise EngineFailed("malformed", retry=True)
        if isinstance(body, dict) and str(body.get("responseStatus", 200)).isdecimal():
            check_status(int(body.get("responseStatus", 200)))
        return body

    def close(self) -> None:
        """Nothing to do: the connection is already closed."""


@dataclass(frozen=True, slots=True)
class BoundedHttp:
    """Stands in for the module `requests` during one call of an adapter.

    `deadline` is an instant of `time.monotonic` that bounds the wait for the answer's head and all
    of its body, not each read.
    Proxies come from `proxy` alone: nothing is read from the environment or from `.netrc`. Each
    request takes a token of `bucket`, and waits for it. `reach` says which addresses the host may
    have.
    """

    # Microsoft's adapter names them through `requests`.
    exceptions: ClassVar[ModuleType] = requests.exceptions

    deadline: float
    proxy: str | None = None
    bucket: Bucket | None = None
    reach: Reach = Reach.PUBLIC

    def get(self, url: str, params: Mapping[str, str], proxies: object = None) -> Answer:
        """GET with the parameters in the query, as Google and MyMemory have it."""
        return self._exchange(
            lambda session, timeout: session.get(
                url, params=params, timeout=timeout, stream=True, allow_redirects=False
            )
        )

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        proxies: object = None,
    ) -> Answer:
        """POST with `json` in the body, or else `params`, where no proxy logs text or key.

        LibreTranslate documents this form; its adapter would have put them into the query.
        """
        query = None if json is None else params
        body = params if json is None else json
        return self._exchange(
            lambda session, timeout: session.post(
                url,
                params=query,
                json=body,
                headers=headers,
                timeout=timeout,
                stream=True,
                allow_redirects=False,
            )
        )

    def _exchange(self, ask: Callable[[requests.Session, float], requests.Response]) -> Answer:
        if self.bucket is not None and not self.bucket.take(self._left()):
            raise EngineFailed(RATE, retry=True)
        # What requests raises quotes the address: it must not become our error's context.
        try:
            return self._ask(ask)
        except (requests.Timeout, urllib3.exceptions.TimeoutError):
            failed = EngineFailed("timeout", retry=True)
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
        ):
            failed = EngineFailed("bad address", retry=False)
        except requests.exceptions.InvalidHeader:
            failed = EngineFailed("bad key", retry=False)
        except ForbiddenDestination:
            failed = EngineFailed("forbidden address", retry=False)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
            late = time.monotonic() >= self.deadline  # a read that times out is no Timeout there
            failed = EngineFailed("timeout" if late else "unreachable", retry=True)
        raise failed

    def _ask(self, ask: Callable[[requests.Session, float], requests.Response]) -> Answer:
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", CheckedAdapter(self.reach))
            session.mount("https://", CheckedAdapter(self.reach))
            if self.proxy is not None:
                session.proxies = {"http": self.proxy, "https": self.proxy}
            with ask(session, self._left()) as response:
                check_status(response.status_code)
                return Answer(self._read(response), response.encoding or "utf-8")

    def _read(self, response: requests.Response) -> bytes:
        content = bytearray()
        # `read1` returns what has come; the others wait until a part is full, and a server that
        # sends one byte at a time never times out.
        while part := response.raw.read1(4_096, decode_content=True):
            content += part
            self._left()
            if len(content) > LARGEST_ANSWER:
                raise EngineFailed("answer too large", retry=False)
        return bytes(content)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise EngineFailed("timeout", retry=True)
        return left


def check_status(status: int) -> None:
    """Raise EngineFailed for any status but 200; a passing one for 408, 425, 429 and 5xx."""
    if status != requests.codes.ok:
        raise EngineFailed(f"status {status}", retry=status in _PASSING or status >= 500)
