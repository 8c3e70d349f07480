"""What every answer says to browsers and caches: run nothing of it, frame it nowhere, keep none.

One place for all answers, those of the router and of faults included. A route may say more
strictly what its own answer is (`Content-Security-Policy: sandbox` of a file): what it says stands.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
ALWAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)
# Of files: whatever a browser makes of one all the same, it runs and loads nothing of it.
SANDBOXED: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
STRICT_TRANSPORT: Final = "max-age=31536000"  # a year (RFC 6797); others of the domain decide alone


class ProtectiveHeaders:
    """ASGI around the whole API. The scheme is the connection's, or a trusted proxy's word."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to the head of its answer what it does not say itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = dict(ALWAYS)
        if scope.get("scheme") == "https":  # over plain HTTP it means nothing (RFC 6797 §7.2)
            wanted["Strict-Transport-Security"] = STRICT_TRANSPORT

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with(message.get("headers", ()), wanted)
            await send(message)

        await self._app(scope, receive, answering)


def _with(said: list[tuple[bytes, bytes]], wanted: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    known = {name.lower() for name, _ in said}
    added = [(name.lower().encode(), value.encode()) for name, value in wanted.items()]
    return [*said, *((name, value) for name, value in added if name not in known)]
