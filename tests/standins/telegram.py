"""Telegram's platform, by hand: the methods of the Bot API that the desk calls.

The contract is https://core.telegram.org/bots/api (Bot API as of July 2026): what a method asks
for, and the form of its answer. What a bot is not allowed is scripted as a fault.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import MIMEPart
from email.policy import HTTP
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from tests.standins.server import StandIn, standing_in

TOKEN: Final = "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"
SENT_AT: Final = 1774747810
# What each method has to be called with, and what it may be called with beside that.
METHODS: Final[dict[str, tuple[set[str], set[str]]]] = {
    "getMe": (set(), set()),
    "getWebhookInfo": (set(), set()),
    "getFile": ({"file_id"}, set()),
    "sendMessage": ({"chat_id", "text"}, {"reply_parameters"}),
    "sendPhoto": ({"chat_id", "photo"}, {"caption", "reply_parameters"}),
    "sendDocument": ({"chat_id", "document"}, {"caption", "reply_parameters"}),
    "sendChatAction": ({"chat_id", "action"}, set()),
}
ALWAYS: Final = {"business_connection_id", "message_thread_id", "direct_messages_topic_id"}


@dataclass
class Telegram(StandIn):
    """The platform. `sent` is what stands in chats, `files` what people sent, by id."""

    tokens: list[str] = field(default_factory=lambda: [TOKEN])
    sent: list[dict[str, Any]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)  # that somebody is writing
    files: dict[str, bytes] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)  # groups that became supergroups
    webhook: dict[str, Any] = field(default_factory=dict)
    # By chat: the numbers of messages are each chat's own.
    messages: set[tuple[int, int]] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)  # who does not want to hear of the bot
    odd_pictures: set[bytes] = field(default_factory=set)  # which only go as files

    def texts(self) -> list[str]:
        """What people were written, in order."""
        return [one["text"] for one in self.sent if "text" in one]


@asynccontextmanager
async def telegram_platform() -> AsyncIterator[Telegram]:
    """Telegram, for as long as this is open; the host of files is the same one here."""
    platform = Telegram()
    router = APIRouter()

    @router.post("/bot{token}/{method}")
    async def call(token: str, method: str, request: Request) -> Response:
        if token not in platform.tokens:
            return error(401, "Unauthorized")
        if method not in METHODS:
            return error(404, "Not Found")
        asked = await _asked(request)
        must, may = METHODS[method]
        missing = must - set(asked)
        if missing or set(asked) - must - may - ALWAYS:
            return error(400, f"Bad Request: {sorted(missing) or sorted(asked)}")
        return _HANDLERS[method](platform, asked)

    @router.get("/file/bot{token}/{path:path}")
    async def file(token: str, path: str) -> Response:
        found = next((name for name, place in platform.paths.items() if place == path), None)
        if token not in platform.tokens or found is None:
            return error(404, "Not Found")
        return Response(platform.files[found], media_type="application/octet-stream")

    async with standing_in(platform, router):
        yield platform


def well(result: object) -> JSONResponse:
    """An answer of the form that all have."""
    return JSONResponse({"ok": True, "result": result})


def error(code: int, description: str, **parameters: int) -> JSONResponse:
    """An error as Telegram answers it: its status is its code."""
    content: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        content["parameters"] = parameters
    return JSONResponse(content, code)


async def _asked(request: Request) -> dict[str, Any]:
    kind, body = request.headers["content-type"], await request.body()
    if kind == "application/json":
        asked: dict[str, Any] = json.loads(body)
        return asked
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): _field(part)
        for part in form.iter_parts()
    }


def _field(part: MIMEPart) -> Any:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    if part.get_filename() is not None:
        return {"name": part.get_filename(), "type": part.get_content_type(), "content": content}
    text = content.decode("utf-8")
    return json.loads(text) if text[:1] in "{-0123456789" else text


def _send(platform: Telegram, asked: dict[str, Any]) -> Response:
    chat = asked["chat_id"]
    refusal = _not_wanted(platform, chat) or _not_fit(platform, asked)
    if refusal is not None:
        return refusal
    platform.sent.append(asked)
    kind = "private" if chat > 0 else "supergroup"
    message = {
        "message_id": 1000 + len(platform.sent),
        "date": SENT_AT,
        "chat": {"id": chat, "type": kind},
    }
    said: dict[str, Any] = {name: asked[name] for name in ("text", "caption") if name in asked}
    return well({**message, **said})


def _not_wanted(platform: Telegram, chat: int) -> Response | None:
    if chat in platform.moved:
        described = "Bad Request: group chat was upgraded to a supergroup chat"
        return error(400, described, migrate_to_chat_id=platform.moved[chat])
    if chat in platform.blocked:
        return error(403, "Forbidden: bot was blocked by the user")
    return None


def _not_fit(platform: Telegram, asked: dict[str, Any]) -> Response | None:
    if asked.get("photo", {}).get("content") in platform.odd_pictures:
        return error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    units = len(asked.get("text", "x").encode("utf-16-le")) // 2
    if units > 4096:
        return error(400, "Bad Request: message is too long")
    if not units:
        return error(400, "Bad Request: message text is empty")
    answers = asked.get("reply_parameters", {})
    known = (asked["chat_id"], answers.get("message_id")) in platform.messages
    if answers and not known and not answers.get("allow_sending_without_reply"):
        return error(400, "Bad Request: message to be replied not found")
    return None


def _action(platform: Telegram, asked: dict[str, Any]) -> Response:
    platform.shown.append(asked)
    return well(True)


def _get_file(platform: Telegram, asked: dict[str, Any]) -> Response:
    file_id = asked["file_id"]
    if file_id not in platform.files:
        return error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if len(platform.files[file_id]) > 20 * 1024 * 1024:
        return error(400, "Bad Request: file is too big")
    path = platform.paths.setdefault(file_id, f"documents/file_{len(platform.paths)}.jpg")
    size = len(platform.files[file_id])
    known = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size}
    return well({**known, "file_path": path})


def _get_me(platform: Telegram, asked: dict[str, Any]) -> Response:
    return well({"id": 123456, "is_bot": True, "first_name": "Shop", "username": "shop_bot"})


def _get_webhook_info(platform: Telegram, asked: dict[str, Any]) -> Response:
    usual = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    return well({**usual, **platform.webhook})


Handler = Callable[[Telegram, dict[str, Any]], Response]
_HANDLERS: Final[dict[str, Handler]] = {
    "getMe": _get_me,
    "getWebhookInfo": _get_webhook_info,
    "getFile": _get_file,
    "sendMessage": _send,
    "sendPhoto": _send,
    "sendDocument": _send,
    "sendChatAction": _action,
}
