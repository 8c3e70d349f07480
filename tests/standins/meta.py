"""Meta's Graph API: messages, media, people, tokens and set-up, with the errors as Meta words them.

Meta publishes no schema. The shapes are those of the reference pages that the files of
channels/meta/ name, and tests/channels/platforms/test_meta_and_pywa.py holds them against pywa's.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import digest
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from tests.standins.server import StandIn

VERSION: Final = "v26.0"
NUMBER: Final = "106540352242922"
BUSINESS: Final = "102290129340398"
PAGE: Final = "108824351843741"
INSTAGRAM: Final = "17841405793187218"
OTHER_ID: Final = "9007199254740993"  # of the same account, for its app alone
APP: Final = "1517776481860111"
TOKEN: Final = "EAAG-lasting"
APP_SECRET: Final = "meta-app-secret"
FIELDS: Final = (
    *("messages", "messaging_postbacks", "message_deliveries", "message_reads", "message_echoes"),
    *("message_edits", "message_reactions", "messaging_seen"),
)


def fault(
    code: int,
    message: str = "(#0) Something",
    *,
    status: int = 400,
    subcode: int | None = None,
    passes: bool | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error as Meta writes it; some come with the status 200."""
    error: dict[str, object] = {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "AbCdEf0123456789",
    }
    if subcode is not None:
        error["error_subcode"] = subcode
    if passes is not None:
        error["is_transient"] = passes
    return JSONResponse({"error": error}, status, dict(headers or {}))


@dataclass
class Meta(StandIn):
    """Meta, with what a test wants of it."""

    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    scopes: tuple[str, ...] = (
        *("whatsapp_business_messaging", "whatsapp_business_management"),
        *("pages_messaging", "pages_manage_metadata"),
    )
    closed: set[str] = field(default_factory=set)  # whose window is over
    late: bool = False  # the app has the Human Agent permission
    templates: set[tuple[str, str]] = field(default_factory=set)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    people: dict[str, dict[str, object]] = field(default_factory=dict)
    locales: bool = True  # whether the app was granted to see people's
    renewals: dict[str, str] = field(default_factory=dict)  # by the token before
    callback: str = "https://desk.example/hook"
    overrides: dict[str, str] = field(default_factory=dict)  # addresses for one number alone
    fields: tuple[str, ...] = FIELDS
    sent: list[dict[str, Any]] = field(default_factory=list)  # each message that was taken
    uploads: list[tuple[str, bytes]] = field(default_factory=list)  # path, the form

    def token_of(self, request: Request) -> str:
        """What a call shows."""
        return request.headers.get("authorization", "").removeprefix("Bearer ")

    def refusal(self, request: Request) -> Response | None:
        """Why a call is not heard; None where it is."""
        token = self.token_of(request)
        known = token in self.tokens or token == f"{APP}|{APP_SECRET}"
        if not known:
            return fault(190, "Invalid OAuth access token - Cannot parse access token", status=401)
        proof = request.query_params.get("appsecret_proof")
        expected = digest(APP_SECRET.encode(), token.encode(), sha256).hex()
        if proof is not None and proof != expected:
            return fault(100, "Invalid appsecret_proof provided in the API argument")
        return None


def router_of(meta: Meta) -> APIRouter:
    """Meta's addresses."""
    router = APIRouter()

    @router.get("/refresh_access_token")
    async def refresh(grant_type: str, access_token: str) -> Response:
        return _renewed(meta, grant_type, access_token)

    @router.get("/bytes/{media_id}")
    async def download(media_id: str, request: Request) -> Response:
        if meta.token_of(request) not in meta.tokens:
            return Response(status_code=401)
        kind, content = meta.media[media_id]
        return Response(content, media_type=kind)

    @router.get(f"/{VERSION}/{{path:path}}")
    async def tell(path: str, request: Request) -> Response:
        return meta.refusal(request) or _told(meta, path, request)

    @router.post(f"/{VERSION}/{{owner}}/{{edge}}")
    async def take(owner: str, edge: str, request: Request) -> Response:
        return meta.refusal(request) or _taken(meta, owner, edge, await request.body())

    return router


def _renewed(meta: Meta, grant_type: str, access_token: str) -> Response:
    if grant_type != "ig_refresh_token" or access_token not in meta.renewals:
        return fault(190, "Session key is malformed")
    fresh = meta.renewals[access_token]
    meta.tokens.add(fresh)
    told = {"access_token": fresh, "token_type": "bearer", "expires_in": 5183944}
    return JSONResponse(told)


def _taken(meta: Meta, owner: str, edge: str, body: bytes) -> Response:
    if edge in {"media", "message_attachments"}:
        return _uploaded(meta, edge, body)
    content = json.loads(body)
    if owner == NUMBER:
        return _by_whatsapp(meta, content)
    return _too_long(owner, content) or _directly(meta, content)


def _told(meta: Meta, path: str, request: Request) -> Response:
    fields = request.query_params.get("fields", "").split(",")
    token = meta.token_of(request)
    debug = {"app_id": APP, "type": "PAGE", "is_valid": True, "scopes": list(meta.scopes)}
    hooked = {**meta.overrides, "application": meta.callback}
    number = {"display_phone_number": "15550783881", "webhook_configuration": hooked}
    subscribed = [{"name": name, "version": VERSION} for name in meta.fields]
    hooks = ("whatsapp_business_account", "page")
    known: dict[str, object] = {
        "debug_token": {"data": debug},
        NUMBER: _asked(fields, NUMBER, number),
        PAGE: _asked(fields, PAGE, {"name": "Meridian"}),
        "me": _asked(fields, OTHER_ID, {"user_id": INSTAGRAM, "username": "meridian"}),
        f"{BUSINESS}/subscribed_apps": {"data": [{"whatsapp_business_api_data": {"id": APP}}]},
        f"{PAGE}/subscribed_apps": {"data": [{"id": APP, "subscribed_fields": [*meta.fields]}]},
        "me/subscribed_apps": {"data": [{"id": APP, "subscribed_fields": [*meta.fields]}]},
        f"{APP}/subscriptions": {
            "data": [
                {"object": one, "callback_url": meta.callback, "active": True, "fields": subscribed}
                for one in hooks
            ]
        },
    }
    if path == f"{APP}/subscriptions" and token != f"{APP}|{APP_SECRET}":
        return fault(15, "(#15) This method must be called with an app access_token.")
    if path in meta.media:
        return JSONResponse(_media(meta, path))
    if path in meta.people:
        return _person(meta, path, fields)
    if path in known:
        return JSONResponse(known[path])
    missing = f"Unsupported get request. Object with ID '{path}' does not exist"
    return fault(100, missing, subcode=33)


def _media(meta: Meta, media_id: str) -> dict[str, object]:
    kind, content = meta.media[media_id]
    return {
        "messaging_product": "whatsapp",
        "url": f"{meta.url}/bytes/{media_id}",
        "mime_type": kind,
        "sha256": sha256(content).hexdigest(),
        "file_size": str(len(content)),
        "id": media_id,
    }


def _person(meta: Meta, person: str, fields: list[str]) -> Response:
    if "locale" in fields and not meta.locales:
        return fault(230, "(#230) Requires pages_user_locale permission", status=403)
    return JSONResponse(_asked(fields, person, meta.people[person]))


def _asked(fields: list[str], own_id: str, whole: Mapping[str, object]) -> dict[str, object]:
    """What was asked for of an object; its id comes unasked."""
    return {**{name: value for name, value in whole.items() if name in fields}, "id": own_id}


def _uploaded(meta: Meta, edge: str, form: bytes) -> Response:
    meta.uploads.append((edge, form))
    number = str(1000 + len(meta.uploads))
    return JSONResponse({"id": number} if edge == "media" else {"attachment_id": number})


def _by_whatsapp(meta: Meta, content: dict[str, Any]) -> Response:
    if content.get("status") == "read":
        return JSONResponse({"success": True})
    problem = _wrong_on_whatsapp(meta, content)
    if problem is not None:
        return problem
    meta.sent.append(content)
    to = content.get("to") or content["recipient"]
    contact = {"input": to, "wa_id": to} if "to" in content else {"input": to, "user_id": to}
    sent = {"id": f"wamid.SENT{len(meta.sent)}"}
    answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}
    return JSONResponse(answer)


def _wrong_on_whatsapp(meta: Meta, content: dict[str, Any]) -> Response | None:
    kind, to = content.get("type"), content.get("to") or content.get("recipient")
    if content.get("messaging_product") != "whatsapp" or not to or kind not in content:
        return fault(131008, "(#131008) Required parameter is missing")
    if kind == "text" and not 0 < len(content["text"]["body"]) <= 4096:
        return fault(131009, "(#131009) Parameter value is not valid")
    if kind == "template":
        asked = (content["template"]["name"], content["template"]["language"]["code"])
        known = asked in meta.templates
        return None if known else fault(132001, "(#132001) Template name does not exist")
    return fault(131047, "(#131047) Re-engagement message") if to in meta.closed else None


def _too_long(owner: str, content: dict[str, Any]) -> Response | None:
    """Instagram counts bytes, Messenger characters."""
    text = content.get("message", {}).get("text", "")
    if owner == "me" and len(text.encode()) > 1000:
        return fault(100, "(#100) Length of param message[text] must be at most 1000 bytes")
    if len(text) > 2000:
        return fault(100, "(#100) Length of param message[text] must be less than 2000")
    return None


def _directly(meta: Meta, content: dict[str, Any]) -> Response:
    to = content["recipient"]["id"]
    if "sender_action" in content:
        return JSONResponse({"recipient_id": to})
    message = content["message"]
    if ("text" in message) == ("attachment" in message):
        return fault(100, "(#100) Cannot send both text and attachment", subcode=2018000)
    if to in meta.closed and not (meta.late and content.get("tag") == "HUMAN_AGENT"):
        sentence = "(#10) This message is sent outside of allowed window."
        return fault(10, sentence, status=403, subcode=2018278)
    meta.sent.append(content)
    return JSONResponse({"recipient_id": to, "message_id": f"m_SENT{len(meta.sent)}"})
