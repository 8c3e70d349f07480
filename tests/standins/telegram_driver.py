"""What Telegram posts to a webhook, as it posts it: one update each, with the secret, until 2xx.

Telegram publishes no schema; the models of aiogram 3.31.0, which follow its page, took all of
these.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from domain.channels import Request

SECRET: Final = "s3cret_Token-of-the-webhook"
NOW: Final = datetime(2026, 3, 29, 1, 30, 5, tzinfo=UTC)
SECONDS: Final = 1774747800  # 2026-03-29 01:30:00 UTC
ANA: Final[dict[str, Any]] = {
    "id": 5000000007,  # beyond 32 bits, as newer accounts are
    "is_bot": False,
    "first_name": "Ana",
    "last_name": "Souza",
    "username": "ana_souza",
    "language_code": "pt-br",
}
OWNER: Final[dict[str, Any]] = {"id": 42, "is_bot": False, "first_name": "Owner"}
GROUP: Final[dict[str, Any]] = {"id": -1001234567890, "type": "supergroup", "title": "Família"}
BOT: Final[dict[str, Any]] = {"id": 123456, "is_bot": True, "first_name": "Shop"}
SIZE: Final[dict[str, Any]] = {"width": 512, "height": 512}
STICKER: Final[dict[str, Any]] = {"type": "regular", "is_animated": False, "is_video": False}
POLL: Final[dict[str, Any]] = {
    "id": "1",
    "question": "?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
REACTION: Final[dict[str, Any]] = {
    "chat": GROUP,
    "message_id": 1,
    "date": SECONDS,
    "user": ANA,
    "old_reaction": [],
    "new_reaction": [{"type": "emoji", "emoji": "👍"}],
}
CONNECTION: Final = "b1Xy_-z"

Update = dict[str, Any]


def private(person: dict[str, Any] = ANA) -> dict[str, Any]:
    """The chat that somebody has with the bot: it has their id."""
    return {"id": person["id"], "type": "private", "first_name": person["first_name"]}


def _membership(status: str) -> dict[str, Any]:
    """How the bot stands in a chat."""
    until = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": BOT, **until}


@dataclass
class Updates:
    """Makes updates of the documented shape, each with a number of its own."""

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def update(self, kind: str, content: Any) -> Update:
        return {"update_id": 870000000 + next(self.numbers), kind: content}

    def message(self, kind: str = "message", /, **content: Any) -> Update:
        number = next(self.numbers)
        usual = {"message_id": number, "from": ANA, "chat": private(), "date": SECONDS + number}
        return self.update(kind, {**usual, **content})

    def edited(self, number: int, text: str, /, **more: Any) -> Update:
        at = {"date": SECONDS, "edit_date": SECONDS + 60}
        return self.message("edited_message", **{"message_id": number, "text": text, **at, **more})

    def blocked(self, status: str = "kicked", /, **more: Any) -> Update:
        content = {
            "chat": private(),
            "from": ANA,
            "date": SECONDS,
            "old_chat_member": _membership("kicked" if status == "member" else "member"),
            "new_chat_member": _membership(status),
        }
        return self.update("my_chat_member", {**content, **more})

    def pressed(self, data: str, /, **more: Any) -> Update:
        keyboard = [[{"text": "Sim, por favor", "callback_data": "yes"}], [{"text": "Não"}]]
        message = {
            "message_id": 9,
            "from": BOT,
            "chat": private(),
            "date": SECONDS,
            "text": "Posso ajudar?",
            "reply_markup": {"inline_keyboard": keyboard},
        }
        query = {"id": "4382bfdwdsb323b2d9", "from": ANA, "message": message, "data": data}
        return self.update("callback_query", {**query, "chat_instance": "-1", **more})


def file(name: str, **more: Any) -> dict[str, Any]:
    """A file as a message names it."""
    return {"file_id": f"AgAC-{name}", "file_unique_id": f"u-{name}", "file_size": 2138, **more}


def every_kind() -> list[Update]:
    """One update of each kind that the desk reads, and some that it passes over."""
    make = Updates()
    replied = {"message_id": 3, "chat": private(), "date": SECONDS, "text": "x"}
    return [
        make.message(text="Olá 👋🏽", reply_to_message=replied),
        make.message(text="Bom dia", chat=GROUP),
        *_with_files(make),
        *_without_words(make),
        make.edited(1, "Olá!"),
        *_of_a_business(make),
        make.pressed("yes"),
        make.blocked(),
        make.update("message_reaction", REACTION),
        make.update("poll", POLL),
    ]


def _with_files(make: Updates) -> list[Update]:
    photo = [file("s", width=90, height=90), file("l", width=1280, height=960)]
    return [
        make.message(caption="o recibo", photo=photo, media_group_id="133"),
        make.message(document=file("d", file_name="recibo.pdf", mime_type="application/pdf")),
        make.message(voice=file("v", duration=4, mime_type="audio/ogg")),
        make.message(video=file("f", duration=9, width=640, height=480)),
        make.message(video_note=file("n", duration=9, length=240)),
        make.message(audio=file("a", duration=180, title="Song")),
        make.message(animation=file("g", duration=2, **SIZE), document=file("g")),
        make.message(sticker=file("t", emoji="👍", **STICKER, **SIZE)),
    ]


def _without_words(make: Updates) -> list[Update]:
    place = {"latitude": -23.55, "longitude": -46.63}
    venue = {"location": place, "title": "Loja", "address": "Rua 1"}
    contact = {"phone_number": "5511912345678", "first_name": "Ana", "user_id": ANA["id"]}
    return [
        make.message(location=place),
        make.message(venue=venue, location=place),
        make.message(contact=contact),
        make.message(poll=POLL),
        make.message(chat=GROUP, new_chat_members=[OWNER]),
    ]


def _of_a_business(make: Updates) -> list[Update]:
    own = {"business_connection_id": CONNECTION}
    deleted = {**own, "chat": private(), "message_ids": [7, 8]}
    return [
        make.message("business_message", text="Oi", **own),
        make.message("edited_business_message", text="Oi!", edit_date=SECONDS + 99, **own),
        make.update("deleted_business_messages", deleted),
    ]


def posted(update: Any, *, secret: str | None = SECRET, at: datetime = NOW) -> Request:
    """One update, as it comes."""
    return carrying(json.dumps(update).encode(), secret=secret, at=at)


def carrying(body: bytes, *, secret: str | None = SECRET, at: datetime = NOW) -> Request:
    """Any bytes, with the secret."""
    headers = {"content-type": "application/json"}
    if secret is not None:
        headers["x-telegram-bot-api-secret-token"] = secret
    return Request("POST", "https://desk.example/v1/channels/telegram/shop", headers, {}, body, at)


def deliveries(
    updates: Sequence[Update], *, seed: int = 0, again_each: float = 0.2
) -> list[Request]:
    """Deliveries as they may come over several connections: some twice, in any order."""
    chance = random.Random(seed)
    found = [posted(one) for one in updates for _ in range(1 + (chance.random() < again_each))]
    chance.shuffle(found)
    return found
