"""What LINE posts to a webhook, as it posts it: in batches, signed, again, late, out of order."""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from domain.channels import Request
from tests.standins.line import CHANNEL_SECRET
from tests.standins.openapi import Published

WEBHOOK: Final = Published("line-webhook.json")
US: Final = "Ub9952f8c0a7d0f54d9c2b8a1f7e6d5c4"
SOMCHAI: Final = "U4af4980629f4a2b1c3d5e6f708192a3b"
YUKI: Final = "U1111111111111111111111111111111a"
GROUP: Final = "C4af4980629f4a2b1c3d5e6f708192a3b"
ROOM: Final = "R4af4980629f4a2b1c3d5e6f708192a3b"
NOW: Final = datetime(2026, 3, 29, 1, 30, 5, tzinfo=UTC)
MILLISECONDS: Final = 1774747800000  # 2026-03-29 01:30:00 UTC

Event = dict[str, Any]


@dataclass
class Events:
    """Makes events of the published shape, each with an id and an instant of its own."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def event(self, kind: str, source: Event | None = None, **more: Any) -> Event:
        number = next(self.numbers)
        return {
            "type": kind,
            "mode": "active",
            "timestamp": MILLISECONDS + number,
            "source": source or {"type": "user", "userId": SOMCHAI},
            "webhookEventId": f"01HZX3K9Q7M5N4P2R8S6T{number:05d}",
            "deliveryContext": {"isRedelivery": False},
            **more,
        }

    def message(self, source: Event | None = None, **content: Any) -> Event:
        number = next(self.numbers)
        said = {"id": str(461230966842064897 + number), **content}
        return self.event(
            "message", source, replyToken="b60d432864f44d079f6d8efe86cf404b", message=said
        )

    def text(self, text: str, source: Event | None = None, **more: Any) -> Event:
        return self.message(source, type="text", text=text, quoteToken="q3Plxr4AgKd...", **more)


def every_kind() -> list[Event]:
    """One event of each kind that the desk reads, and some that it passes over."""
    make = Events()
    line: Event = {"contentProvider": {"type": "line"}, "quoteToken": "q3Plxr4AgKd..."}
    group, room = (
        {"type": "group", "groupId": GROUP, "userId": YUKI},
        {"type": "room", "roomId": ROOM},
    )
    chosen = {"data": "action=book", "params": {"datetime": "2026-03-30T10:00"}}
    return [
        make.text("สวัสดีครับ 🍎", quotedMessageId="461230966842064001"),
        make.text(
            "こんにちは", group, mention={"mentionees": [{"type": "all", "index": 0, "length": 4}]}
        ),
        make.message(room, type="image", imageSet={"id": "E005", "index": 1, "total": 2}, **line),
        make.message(type="video", duration=60000, **line),
        make.message(type="audio", duration=2000, contentProvider={"type": "line"}),
        make.message(type="file", fileName="ใบเสร็จ.pdf", fileSize=2138),
        make.message(
            type="location", title="Office", address="Bangkok", latitude=13.74, longitude=100.53
        ),
        make.message(
            type="sticker",
            packageId="446",
            stickerId="1988",
            stickerResourceType="ANIMATION",
            keywords=["thanks"],
            quoteToken="q3Plxr4AgKd...",
        ),
        edited("461230966842064898", "こんばんは", make),
        make.event("unsend", unsend={"messageId": "461230966842064898"}),
        make.event("follow", replyToken="t", follow={"isUnblocked": True}),
        make.event("unfollow"),
        make.event("postback", replyToken="t", postback=chosen),
        make.event("join", group, replyToken="t"),
        make.event("leave", group),
    ]


def edited(message_id: str, text: str, make: Events | None = None) -> Event:
    """A message in a group, written anew: https://github.com/line/line-openapi/pull/129."""
    source = {"type": "group", "groupId": GROUP, "userId": YUKI}
    message = {"id": message_id, "type": "text", "text": text, "quoteToken": "q3Plxr4AgKd..."}
    return (make or Events()).event("messageEdited", source, replyToken="t", message=message)


def again(event: Event) -> Event:
    """The same event, delivered again: its id and its instant stay."""
    return {**event, "deliveryContext": {"isRedelivery": True}}


def posted(*events: Event, secret: str = CHANNEL_SECRET, at: datetime = NOW) -> Request:
    """One delivery, of what LINE's schema allows."""
    delivery = {"destination": US, "events": list(events)}
    WEBHOOK.expect("CallbackRequest", delivery)
    return signed(json.dumps(delivery, ensure_ascii=False).encode(), secret=secret, at=at)


def signed(body: bytes, *, secret: str = CHANNEL_SECRET, at: datetime = NOW) -> Request:
    """Any bytes, with LINE's signature."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "LineBotWebhook/2.0",
        "x-line-signature": base64.b64encode(digest).decode(),
    }
    return Request("POST", "https://desk.example/v1/channels/line/shop", headers, {}, body, at)


def deliveries(events: Sequence[Event], *, seed: int = 0, again_each: float = 0.2) -> list[Request]:
    """Deliveries as they may come: of one to four events, some twice, in any order."""
    chance = random.Random(seed)
    left = [*events, *(again(one) for one in events if chance.random() < again_each)]
    chance.shuffle(left)
    found = []
    while left:
        size = chance.randint(1, 4)
        found.append(posted(*left[:size]))
        left = left[size:]
    return found
