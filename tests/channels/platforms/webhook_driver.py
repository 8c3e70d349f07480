"""An application that speaks to the generic webhook: what it posts, and how it signs it."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.web.signature import sign
from domain.channels import Request
from tests.channels.building import NOW, SECRET

SENDER: Mapping[str, object] = {
    "id": 4217,
    "name": "Somchai",
    "locale": "th_TH",
    "country": "TH",
    "phone": "+66 2 123 4567",
    "email": "somchai@example.org",
}
MESSAGE: Mapping[str, object] = {
    "id": "app-1",
    "conversation_id": "chat-9",
    "sender": SENDER,
    "text": "พัสดุของฉันอยู่ที่ไหน",
    "subject": "Order 42",
    "sent_at": "2026-03-29T08:30:00+07:00",
    "order": 3,
    "reply_to": "m-8",
}


def created(**changes: object) -> dict[str, object]:
    """What a customer wrote; a change to None leaves a member out."""
    message = {name: one for name, one in {**MESSAGE, **changes}.items() if one is not None}
    return {"event": "message.created", "message": message}


def happened(event: str, **message: object) -> dict[str, object]:
    """Any other event."""
    return {"event": event, "message": message}


def signed(
    body: bytes,
    *,
    secret: bytes = SECRET,
    webhook_id: str = "evt_1",
    at: datetime = NOW,
    came: timedelta = timedelta(),
) -> Request:
    """A request whose signature fits; it came some time after it was signed."""
    seconds = int(at.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": sign(secret, webhook_id, seconds, body),
    }
    url = "https://desk.example.org/v1/channels/shop/lisbon"
    return Request("POST", url, headers, {}, body, at + came)


def posted(event: Mapping[str, object], **how: str) -> Request:
    """An event as it is posted."""
    return signed(json.dumps(event).encode(), **how)  # type: ignore[arg-type] # the id alone
