"""A platform that nobody has: signed JSON in, so that the pipeline can be tried without any other.

A delivery is a list of events; the signature is a HMAC over its instant and its raw bytes.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from domain.arrivals import Joining, Sender
from domain.attachments import AttachedFile
from domain.channels import (
    Deleted,
    Edited,
    Item,
    Limits,
    Reachable,
    RemoteFile,
    Reported,
    Request,
    Unreadable,
    Written,
)
from domain.ports import Outbound, Receipt
from domain.vocabulary import DeliveryState

SIGNATURE: Final = "x-toy-signature"
SIGNED_AT: Final = "x-toy-at"
GOOD_FOR: Final = timedelta(minutes=5)
LARGEST: Final = 1_000_000
KNOWN: Final = "hello"  # what shows that somebody of ours set the webhook up


def signed(secret: bytes, body: bytes, at: datetime) -> dict[str, str]:
    """The headers with which the platform sends a body."""
    said = str(int(at.timestamp()))
    mac = hmac.new(secret, f"{said}.".encode() + body, hashlib.sha256)
    return {SIGNED_AT: said, SIGNATURE: mac.hexdigest()}


def delivery(*events: Mapping[str, Any]) -> bytes:
    """The bytes of a delivery."""
    return json.dumps([*events]).encode()


def wrote(number: object, sender: str = "maria", **more: Any) -> dict[str, Any]:
    """Somebody wrote a message."""
    return {"kind": "wrote", "id": f"m-{number}", "from": sender, "text": f"text {number}", **more}


class ToyChannel:
    """The port `Channel` of one account; `secrets` while one changes are several."""

    folds_repeats = True
    limits = Limits(longest=1000)

    def __init__(self, *secrets: bytes, name: str = "toy") -> None:
        self.name = name
        self.secrets = secrets
        self.readable = True  # False: an older version of it, to which all that is new is strange

    def accepts(self, request: Request) -> bool:
        """By its raw bytes, in constant time, within five minutes."""
        said = request.headers.get(SIGNED_AT, "")
        if not said.isdecimal() or len(said) > 12:
            return False
        if abs(request.at - datetime.fromtimestamp(int(said), UTC)) > GOOD_FOR:
            return False
        given = request.headers.get(SIGNATURE, "").encode()
        fitting = [
            hmac.new(secret, f"{said}.".encode() + request.body, hashlib.sha256).hexdigest()
            for secret in self.secrets
        ]
        return any([hmac.compare_digest(given, one.encode()) for one in fitting])

    def greeting(self, request: Request) -> str | None:
        """Echo the challenge of whoever knows the token."""
        if request.query.get("token") != KNOWN:
            return None
        return request.query.get("challenge")

    def answer(self, request: Request) -> str:
        """What the platform wants to hear."""
        return "ok"

    def read(self, request: Request) -> Sequence[Item]:
        """All events, those that are broken among them."""
        try:
            events = json.loads(request.body)
        except ValueError:
            return [Unreadable("not_json", request.body)]
        return [item for event in events for item in self._items(event, request.at)]

    def _items(self, event: dict[str, Any], at: datetime) -> list[Item]:
        try:
            return [self._item(event, at)]
        except (KeyError, TypeError, ValueError):
            return [Unreadable("broken_event", delivery(event), alone=True)]

    def _item(self, event: dict[str, Any], at: datetime) -> Item:  # noqa: PLR0911 - one a kind
        when = datetime.fromisoformat(event["at"]) if "at" in event else at
        match event["kind"]:
            case "wrote":
                return _written(event, when)
            case "edited":
                edit = event.get("edit", "e") if self.readable else event["edit"]
                return Edited(event["id"], edit, event["from"], event["text"], when, _sender(event))
            case "deleted":
                return Deleted(event["id"], event["from"], when, _sender(event))
            case "reported":
                return Reported(DeliveryState(event["state"]), when, tuple(event["ids"]))
            case "blocked":
                return Reachable(event["from"], False, when)
            case "new" if self.readable:
                return _written(event, when)
            case "explodes":
                return Written(event["id"], Sender("x"), cast("str", None), when)
            case strange:
                raise ValueError(strange)

    async def send(self, message: Outbound) -> Receipt:
        """Nobody sends here."""
        raise AssertionError(message.key)


class ToyEars:
    """The port `Ears`, by channel and account."""

    def __init__(self, accounts: Mapping[tuple[str, str], ToyChannel]) -> None:
        self.accounts = dict(accounts)
        self.largest_delivery = LARGEST

    def of(self, channel: str, account: str) -> ToyChannel | None:
        """As the Protocol says."""
        return self.accounts.get((channel, account))

    def largest(self, channel: str) -> int:
        """As the Protocol says."""
        return self.largest_delivery


def _sender(event: dict[str, Any]) -> Sender:
    told = {name: event.get(name) for name in ("name", "phone", "locale", "country", "email")}
    return Sender(event["from"], **told)


def _written(event: dict[str, Any], when: datetime) -> Written:
    return Written(
        message_id=event["id"],
        sender=_sender(event),
        text=event["text"],
        sent_at=when,
        order=event.get("order", 0),
        thread=event.get("thread"),
        ticket=event.get("ticket"),
        joining=Joining(event.get("joining", Joining.ANYBODY)),
        in_reply_to=event.get("in_reply_to"),
        remote=tuple(RemoteFile(**file) for file in event.get("remote", ())),
        attached=tuple(
            AttachedFile(file["name"], file["content"].encode()) for file in event.get("files", ())
        ),
        automatic=event.get("automatic", False),
        extra=event.get("extra", {}),
    )
