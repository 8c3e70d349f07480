"""LINE's platform, by hand: the parts of the Messaging API that the desk speaks to.

What it is asked and what it answers is judged by LINE's published schemas, see schemas/README.md.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from tests.standins.openapi import Published
from tests.standins.server import StandIn, standing_in

API: Final = Published("line-api.json")
CHANNEL_ID: Final = "1650000000"
CHANNEL_SECRET: Final = "8c570fa6dd201bb328f1c1eac23a96d8"
LASTING: Final = "lasting/token+of+the+console="
RETRY_KEY: Final = "x-line-retry-key"


@dataclass
class Line(StandIn):
    """The platform. `tokens` are those it takes; `pushed` is what people see, by retry key."""

    secrets: list[str] = field(default_factory=lambda: [CHANNEL_SECRET])
    tokens: list[str] = field(default_factory=lambda: [LASTING])
    issued: int = 0
    pushed: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)  # who took the account off their friends
    profiles: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    loading: list[dict[str, Any]] = field(default_factory=list)
    chat_mode: str = "bot"
    endpoint: str = ""
    is_active: bool = True
    reaches_us: bool = True

    def texts(self) -> list[str]:
        """What people were written, in order."""
        return [
            said["messages"][0]["text"]
            for _, said in self.pushed.values()
            if said["to"] not in self.blocked  # accepted, and shown to nobody
        ]


@asynccontextmanager
async def line_platform() -> AsyncIterator[Line]:
    """LINE, for as long as this is open; both of its hosts are one here."""
    platform = Line()
    router = APIRouter()
    for method, path, handler in _PATHS:
        router.add_api_route(path, _authorised(platform, handler), methods=[method])

    @router.post("/oauth2/v3/token")
    async def issue(request: Request) -> Response:
        return await _issue(platform, request)

    async with standing_in(platform, router):
        yield platform


def _answer(schema: str | None, content: dict[str, Any], status: int = 200) -> JSONResponse:
    if schema is not None:
        API.expect(schema, content)
    return JSONResponse(content, status)


def error(status: int, message: str, *, sent: Sequence[str] = ()) -> JSONResponse:
    """An error as LINE answers it."""
    content: dict[str, Any] = {"message": message}
    if sent:
        content["sentMessages"] = [{"id": one} for one in sent]
    return _answer("ErrorResponse", content, status)


async def _read(schema: str, request: Request) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(await request.body())
    API.expect(schema, content)
    return content


Handler = Callable[[Line, Request], Awaitable[Response]]


def _authorised(platform: Line, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def checked(request: Request) -> Response:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or token not in platform.tokens:
            return error(401, "Authentication failed. Confirm that the access token is valid.")
        return await handler(platform, request)

    return checked


async def _push(platform: Line, request: Request) -> Response:
    content = await _read("PushMessageRequest", request)
    text = content["messages"][0]["text"]
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 not in range(1, 5001):
        return error(400, "The request body has 1 error(s)")
    key = request.headers[RETRY_KEY]
    if key in platform.pushed:
        answer = error(409, "The retry key is already accepted", sent=[platform.pushed[key][0]])
        answer.headers["x-line-accepted-request-id"] = f"request-of-{key}"
        return answer
    sent = str(461230966842064897 + len(platform.pushed))
    platform.pushed[key] = (sent, content)
    return _answer("PushMessageResponse", {"sentMessages": [{"id": sent}]})


async def _loading(platform: Line, request: Request) -> Response:
    content = await _read("ShowLoadingAnimationRequest", request)
    platform.loading.append(content)
    return _answer(None, {}, 202)


async def _content(platform: Line, request: Request) -> Response:
    message_id = request.path_params["message_id"]
    if message_id not in platform.contents:
        return error(404, "Not found")
    return Response(platform.contents[message_id], media_type="image/jpeg")


async def _profile(platform: Line, request: Request) -> Response:
    user_id = request.path_params["user_id"]
    if user_id not in platform.profiles or user_id in platform.blocked:
        return error(404, "Not found")
    return _answer("UserProfileResponse", {"userId": user_id, **platform.profiles[user_id]})


async def _info(platform: Line, _: Request) -> Response:
    content = {
        "userId": "Ub9952f8c0a7d0f54d9c2b8a1f7e6d5c4",
        "basicId": "@216ruzzz",
        "displayName": "Shop",
        "chatMode": platform.chat_mode,
        "markAsReadMode": "auto" if platform.chat_mode == "bot" else "manual",
    }
    return _answer("BotInfoResponse", content)


async def _endpoint(platform: Line, _: Request) -> Response:
    if not platform.endpoint:
        return error(404, "Webhook endpoint not found")
    content = {"endpoint": platform.endpoint, "active": platform.is_active}
    return _answer("GetWebhookEndpointResponse", content)


async def _test(platform: Line, request: Request) -> Response:
    await _read("TestWebhookEndpointRequest", request)
    well = platform.reaches_us
    content = {
        "success": well,
        "timestamp": "2026-03-29T01:30:05.031Z",
        "statusCode": 200 if well else 0,
        "reason": "OK" if well else "COULD_NOT_CONNECT",
        "detail": "200" if well else "TLS handshake failure",
    }
    return _answer("TestWebhookEndpointResponse", content)


async def _issue(platform: Line, request: Request) -> Response:
    form = {name: one[0] for name, one in parse_qs((await request.body()).decode()).items()}
    API.expect("IssueStatelessChannelTokenByClientSecretRequest", form)
    if form["client_id"] != CHANNEL_ID or form["client_secret"] not in platform.secrets:
        return JSONResponse({"error": "invalid_client"}, 400)
    platform.issued += 1
    token = f"stateless.{platform.issued}"
    platform.tokens.append(token)
    content = {"token_type": "Bearer", "access_token": token, "expires_in": 899}
    return _answer("IssueStatelessChannelAccessTokenResponse", content)


_PATHS: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("POST", "/v2/bot/message/push", _push),
    ("POST", "/v2/bot/chat/loading/start", _loading),
    ("GET", "/v2/bot/message/{message_id}/content", _content),
    ("GET", "/v2/bot/profile/{user_id}", _profile),
    ("GET", "/v2/bot/info", _info),
    ("GET", "/v2/bot/channel/webhook/endpoint", _endpoint),
    ("POST", "/v2/bot/channel/webhook/test", _test),
)
