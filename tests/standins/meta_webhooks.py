"""Meta as it posts: signed over escaped bytes, in batches, more than once, late, in any order."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest
from random import Random
from typing import Any, Final

from domain.channels import Request
from tests.standins.meta import APP_SECRET, BUSINESS, INSTAGRAM, NUMBER, PAGE, Meta

NOW: Final = datetime(2026, 3, 29, 1, 30, 5, tzinfo=UTC)
HOOK: Final = "https://desk.example/v1/channels/meta/main"
PERSON: Final = "US.13491208655302741918"
PHONE: Final = "16505551234"
PSID: Final = "4715926538979323"
Event = Mapping[str, Any]


def written(document: object) -> bytes:
    """As Meta writes JSON: everything beyond ASCII as an escape, and each slash as well."""
    return json.dumps(document, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signed(body: bytes, secret: str = APP_SECRET, at: datetime = NOW) -> Request:
    """A delivery as it comes in."""
    signature = digest(secret.encode(), body, sha256).hex()
    headers = {
        "content-type": "application/json",
        "user-agent": "facebookexternalua",
        "x-hub-signature-256": f"sha256={signature}",
    }
    return Request("POST", HOOK, headers, {}, body, at)


def posted(document: object, at: datetime = NOW) -> Request:
    """A document as it comes in."""
    return signed(written(document), at=at)


def seconds(at: datetime) -> str:
    """An instant as WhatsApp writes it."""
    return str(int(at.timestamp()))


def milliseconds(at: datetime) -> int:
    """An instant as Messenger and Instagram write it."""
    return round(at.timestamp() * 1000)


def on_whatsapp(
    *messages: Event,
    statuses: Sequence[Event] = (),
    number: str = NUMBER,
    contacts: Sequence[Event] | None = None,
    field: str = "messages",
) -> dict[str, Any]:
    """A delivery of WhatsApp's."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number},
    }
    if messages or any(one["status"] != "failed" for one in statuses):
        value["contacts"] = [contact()] if contacts is None else list(contacts)
    if messages:
        value["messages"] = list(messages)
    if statuses:
        value["statuses"] = list(statuses)
    change = {"value": value, "field": field}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": BUSINESS, "changes": [change]}],
    }


def contact(user_id: str = PERSON, phone: str = PHONE, name: str = "Sheena Nelson") -> Event:
    """Who stands beside a message of WhatsApp."""
    return {"profile": {"name": name}, "wa_id": phone, "user_id": user_id}


def wa(message_id: str, at: datetime = NOW, **parts: Any) -> dict[str, Any]:
    """A message of WhatsApp; without a type it is a text."""
    kind = {} if "type" in parts else {"type": "text"}
    named = {"from": PHONE, "from_user_id": PERSON, "id": f"wamid.{message_id}"}
    return {**named, "timestamp": seconds(at), **kind, **parts}


def wa_text(message_id: str, text: str, at: datetime = NOW) -> dict[str, Any]:
    """A text of WhatsApp."""
    return wa(message_id, at, text={"body": text})


def wa_status(message_id: str, status: str, at: datetime = NOW, **parts: Any) -> dict[str, Any]:
    """What became of a message of ours."""
    told = {"id": message_id, "status": status, "timestamp": seconds(at)}
    return {**told, "recipient_id": PHONE, "recipient_user_id": PERSON, **parts}


def directly(
    *events: Event, kind: str = "page", own: str | None = None, form: str = "messaging"
) -> dict[str, Any]:
    """A delivery of Messenger's, or with `instagram` of Instagram's."""
    usual = PAGE if kind == "page" else INSTAGRAM
    entry = {"id": own or usual, "time": milliseconds(NOW), form: list(events)}
    return {"object": kind, "entry": [entry]}


def said(at: datetime = NOW, kind: str = "page", who: str = PSID, **parts: Any) -> dict[str, Any]:
    """An event between a person and us."""
    own = PAGE if kind == "page" else INSTAGRAM
    people = {"sender": {"id": who}, "recipient": {"id": own}}
    return {**people, "timestamp": milliseconds(at), **parts}


def direct_text(
    mid: str, text: str, at: datetime = NOW, kind: str = "page", who: str = PSID
) -> dict[str, Any]:
    """A text on Messenger or Instagram."""
    return said(at, kind, who, message={"mid": f"m_{mid}", "text": text})


def seen(meta: Meta, who: str, at: datetime = NOW) -> dict[str, Any]:
    """Somebody opened Instagram: it names the newest of what they were sent, and no other."""
    theirs = [n for n, one in enumerate(meta.sent, 1) if one["recipient"]["id"] == who]
    return said(at, "instagram", who, read={"mid": f"m_SENT{theirs[-1]}"})


def storm(
    documents: Iterable[dict[str, Any]],
    chance: Random,
    *,
    twice: float = 0.2,
    latest: timedelta = timedelta(hours=1),
) -> list[Request]:
    """The same as Meta brings it on a bad day: some again, two in one, late, and in any order."""
    whole = list(documents)
    again = [one for one in whole if chance.random() < twice]
    left = [*whole, *again]
    chance.shuffle(left)
    requests = []
    while left:
        together = [left.pop() for _ in range(min(len(left), chance.choice((1, 1, 2, 5))))]
        late = NOW + latest * chance.random()
        entries = [entry for one in together for entry in one["entry"]]
        requests.append(posted({"object": together[0]["object"], "entry": entries}, at=late))
    return requests
