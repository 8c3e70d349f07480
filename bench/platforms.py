"""Every channel that there is, and how its platform brings one message: signed, by its own wire."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from channels.kinds import Account, Tools, kinds
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import sign, write_secret
from domain.channel_tokens import Renew, Token
from domain.channels import Channel, Request
from domain.chat import CHANNEL as CHAT
from domain.ports import Clock
from tests.standins import line_driver, meta_webhooks, telegram_driver
from tests.standins.line import CHANNEL_SECRET
from tests.standins.meta import APP_SECRET, INSTAGRAM, NUMBER, PAGE

ACCOUNT: Final = "shop"
SECRET: Final = bytes(range(32))
COUNTRIES: Final = ("PT", "US", "BR", "TH", "DE", "MX", "JP", "CN")
PHONES: Final = ("351912345", "1650555", "551191234", "66812345", "49301234", "52551234")
MAIL: Final = "mx.example.org"


@dataclass(frozen=True, slots=True)
class Said:
    """One message: the `number`th of a person, at an instant."""

    channel: str
    person: int
    number: int
    at: datetime

    @property
    def text(self) -> str:
        """Tells which it is."""
        return f"{self.channel} {self.person} {self.number}"

    @property
    def id(self) -> str:
        """The platform's."""
        return f"{self.person}x{self.number}"


@dataclass(frozen=True, slots=True)
class Brought:
    """A webhook on its way."""

    said: Said
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


class NoTokens:
    """Nobody is spoken to here."""

    async def get(self, name: str, renew: Renew) -> str:
        """As the Protocol says."""
        raise AssertionError(name)

    async def refused(self, name: str, value: str) -> None:
        """As the Protocol says."""
        raise AssertionError(name)

    async def keep(self, name: str, token: Token) -> None:
        """As the Protocol says."""
        raise AssertionError(name)


def brought(said: Said, now: datetime) -> Brought:
    """The message as its platform brings it now."""
    request = WIRES[said.channel](said, now)
    return Brought(said, request.body, request.headers)


def opened(clock: Clock, http: GuardedHttp) -> dict[tuple[str, str], Channel]:
    """An account of each channel, with the secrets that the wires sign with."""
    tools = Tools(http, clock, NoTokens())
    return {(name, ACCOUNT): kinds()[name].make(_account(name), tools) for name in posting()}


def posting() -> list[str]:
    """The channels whose platforms post webhooks: all but the chat, whose platform is the desk."""
    return sorted(kinds().keys() - {CHAT})


def _account(channel: str) -> Account:
    kind = kinds()[channel]
    defaults = {one.name: one.default for one in kind.settings if one.default is not None}
    settings, secrets = SETTINGS[channel]
    return Account(channel, ACCOUNT, None, {**defaults, **settings}, secrets)


def _whatsapp(said: Said, now: datetime) -> Request:
    phone = f"{PHONES[said.person % len(PHONES)]}{said.person:04d}"
    user = f"US.{said.person:012d}"
    message = meta_webhooks.wa_text(said.id, said.text, said.at)
    named = {**message, "from": phone, "from_user_id": user}
    contact = meta_webhooks.contact(user, phone, f"Person {said.person}")
    return meta_webhooks.posted(meta_webhooks.on_whatsapp(named, contacts=[contact]), now)


def _direct(kind: str) -> Callable[[Said, datetime], Request]:
    def wire(said: Said, now: datetime) -> Request:
        event = meta_webhooks.direct_text(
            said.id, said.text, said.at, kind, f"47{said.person:014d}"
        )
        return meta_webhooks.posted(meta_webhooks.directly(event, kind=kind), now)

    return wire


def _line(said: Said, now: datetime) -> Request:
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": round(said.at.timestamp() * 1000),
        "source": {"type": "user", "userId": f"U{said.person:032x}"},
        "webhookEventId": f"01HZX{said.person:09d}{said.number:012d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "b60d432864f44d079f6d8efe86cf404b",
        "message": {
            "id": f"{46 * 10**16 + said.person * 10**6 + said.number}",
            "type": "text",
            "text": said.text,
        },
    }
    body = json.dumps({"destination": line_driver.US, "events": [event]}).encode()
    return line_driver.signed(body, at=now)


def _telegram(said: Said, now: datetime) -> Request:
    person = {**telegram_driver.ANA, "id": 5_000_000_000 + said.person}
    number = said.person * 1_000_000 + said.number + 1
    message = {
        "message_id": number,
        "from": person,
        "chat": telegram_driver.private(person),
        "date": int(said.at.timestamp()),
        "text": said.text,
    }
    update = {"update_id": number, "message": message}
    return telegram_driver.posted(update, at=now)


def _webhook(said: Said, now: datetime) -> Request:
    message = {
        "id": said.id,
        "sender": {"id": f"p-{said.person}", "country": COUNTRIES[said.person % len(COUNTRIES)]},
        "text": said.text,
        "sent_at": said.at.isoformat(),
    }
    body = json.dumps({"event": "message.created", "message": message}).encode()
    return _signed(body, said.id, "application/json", now)


def _email(said: Said, now: datetime) -> Request:
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{MAIL}; dmarc=pass header.from=example.com"
    mail["From"] = f"Person {said.person} <person{said.person}@example.com>"
    mail["To"] = "care@example.org"
    mail["Subject"] = "My order"
    mail["Date"] = format_datetime(said.at)
    mail["Message-ID"] = f"<{said.id}@example.com>"
    mail.set_content(said.text)
    return _signed(mail.as_bytes(), said.id, "message/rfc822", now)


def _signed(body: bytes, name: str, kind: str, now: datetime) -> Request:
    seconds = int(now.timestamp())
    headers = {
        "content-type": kind,
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": sign(SECRET, name, seconds, body),
    }
    return Request("POST", "", headers, {}, body, now)


Wire = Callable[[Said, datetime], Request]
WIRES: Final[Mapping[str, Wire]] = {
    "email": _email,
    "instagram": _direct("instagram"),
    "line": _line,
    "messenger": _direct("page"),
    "telegram": _telegram,
    "webhook": _webhook,
    "whatsapp": _whatsapp,
}
_META: Final = {"access_token": ["t"], "app_secret": [APP_SECRET], "verify_token": ["v"]}
_WHSEC: Final = f"whsec_{base64.b64encode(SECRET).decode()}"
Secrets = Mapping[str, list[str]]
SETTINGS: Final[Mapping[str, tuple[Mapping[str, str], Secrets]]] = {
    "email": (
        {"address": "care@example.org", "smtp_host": "smtp.example.org", "authserv_id": MAIL},
        {"token_key": ["k" * 32], "inbound_secret": [_WHSEC]},
    ),
    "instagram": ({"account_id": INSTAGRAM}, _META),
    "line": ({"country": "TH"}, {"channel_secret": [CHANNEL_SECRET], "access_token": ["t"]}),
    "messenger": ({"page_id": PAGE}, _META),
    "telegram": (
        {},
        {
            "token": ["123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"],
            "webhook_secret": [telegram_driver.SECRET],
        },
    ),
    "webhook": ({}, {"signing": [write_secret(SECRET)]}),
    "whatsapp": ({"phone_number_id": NUMBER}, _META),
}
