"""Counts the requests that the API answers, by the template of their route."""

import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.metrics import REQUEST_SECONDS, REQUESTS

METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
NO_ROUTE: Final = "none"
FAULT: Final = "500"  # what the server around us answers where nothing was answered here
OTHER: Final = "other"


class CountedRequests:
    """ASGI around the API. A label is never what a client wrote: paths hold ticket ids."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count it once it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), FAULT
        answered: float | None = None

        async def noting(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status = str(message["status"])
                answered = time.monotonic() if _is_stream(message) else None
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            method = scope["method"] if scope["method"] in METHODS else OTHER
            REQUESTS.labels(route, method, status).inc()
            REQUEST_SECONDS.labels(route).observe((answered or time.monotonic()) - began)


def _is_stream(message: Message) -> bool:
    """Whether it goes on as long as somebody listens: that says nothing of how slow we are."""
    return (b"content-type", b"text/event-stream; charset=utf-8") in message["headers"]
