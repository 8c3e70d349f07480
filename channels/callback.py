"""The generic signed webhook, outbound: our messages POSTed to the URL that an account named."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from channels.destinations import Destination, ForbiddenDestination, read_destination
from channels.guarded_http import Answer, GuardedHttp, NoAnswer, NotReached
from channels.signature import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    is_webhook_id,
    sign,
)
from domain.ports import Clock, NotNow, Outbound, OutcomeUnknown, Receipt, Refused

LONGEST_WAIT = 3600.0  # seconds: a receiver that asks for more is asked again after an hour

_Outcome = Receipt | Refused | NotNow | OutcomeUnknown


@dataclass(frozen=True, slots=True)
class CallbackAccount:
    """One account that takes our messages over HTTP, and the secret that it checks them with.

    `loopback` lets it be reached on this very machine; the embedded desk alone grants that.
    """

    channel: str
    account: str
    callback_url: str | None = field(repr=False)  # may hold a secret in its path
    secret: bytes = field(repr=False)
    loopback: bool = False


class CallbackChannel:
    """Posts every message as signed JSON; the receiver folds repeats by `webhook-id`.

    `accounts` are found by (channel, account). Without `loopback_allowed` no account is reached on
    this machine, whatever it says of itself.
    """

    name = "callback"
    folds_repeats = True

    def __init__(
        self,
        accounts: Mapping[tuple[str, str], CallbackAccount],
        clock: Clock,
        http: GuardedHttp,
        *,
        loopback_allowed: bool = False,
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._http = http
        self._loopback_allowed = loopback_allowed

    async def send(self, message: Outbound) -> Receipt:
        """Post one message, once.

        Raises Refused (`no_callback`, `forbidden_destination`, `invalid_key`, `unwritable`,
        `redirected`, `gone`, `refused_<status>`), NotNow (`unreachable`, `answered_<status>`) or
        OutcomeUnknown (`no_answer`). `gone` (410) asks that the account be switched off.
        """
        # Failures come back as values and are raised here, outside of any `except`: an error that
        # was being handled would travel along as context, and it may quote text or URL.
        outcome = await self._attempt(message)
        if isinstance(outcome, Receipt):
            return outcome
        raise outcome

    async def _attempt(self, message: Outbound) -> _Outcome:
        account = self._accounts.get((message.channel, message.account))
        if account is None or not account.callback_url:
            return Refused("no_callback")
        if not is_webhook_id(message.key):
            return Refused("invalid_key")
        try:
            body = envelope(message)
            loopback = account.loopback and self._loopback_allowed
            destination = read_destination(account.callback_url, loopback=loopback)
        except ForbiddenDestination:
            return Refused("forbidden_destination")
        except (TypeError, ValueError, OverflowError, RecursionError):
            return Refused("unwritable")
        return await self._post(destination, self._headers(account, message.key, body), body)

    async def _post(
        self, destination: Destination, headers: Mapping[str, str], body: bytes
    ) -> _Outcome:
        try:
            answer = await self._http.post(destination, headers, body)
        except ForbiddenDestination:
            return Refused("forbidden_destination")
        except NotReached:
            return NotNow("unreachable")
        except NoAnswer:
            return OutcomeUnknown("no_answer")
        return read_answer(answer, self._clock.now())

    def _headers(self, account: CallbackAccount, key: str, body: bytes) -> dict[str, str]:
        timestamp = int(self._clock.now().timestamp())
        return {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Meridian-Desk/1",
            "idempotency-key": key,
            ID_HEADER: key,
            TIMESTAMP_HEADER: str(timestamp),
            SIGNATURE_HEADER: sign(account.secret, key, timestamp, body),
        }


def envelope(message: Outbound) -> bytes:
    """Write a message as UTF-8 JSON, the same bytes for the same message.

    Raises ValueError or TypeError for what JSON cannot hold, such as a lone surrogate or NaN.
    """
    content = {
        "event": message.event,
        "ticket_id": message.ticket_id,
        "message": {
            "id": message.message_id,
            "conversation_id": message.conversation_id,
            "sender": {
                "id": message.author_id,
                "kind": message.author_kind,
                "name": message.author_name,
            },
            "text": message.text,
            "language": message.language,
            "flags": list(message.flags),
            "attachments": [dict(attachment) for attachment in message.attachments],
            "sent_at": _utc(message.sent_at),
            "in_reply_to": message.in_reply_to,
        },
    }
    written = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return written.encode("utf-8")


def _utc(at: datetime) -> str:
    if at.utcoffset() is None:
        raise ValueError("sent_at is aware")
    written = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return written.removesuffix("+00:00") + "Z"  # RFC 3339


def read_answer(answer: Answer, now: datetime) -> _Outcome:
    """Judge an answer by its status alone; `now` is what a date in Retry-After is counted from."""
    match answer.status:
        case status if 200 <= status < 300:
            return Receipt()
        case status if 300 <= status < 400:
            return Refused("redirected")
        case 410:
            return Refused("gone")
        case status if status == 429 or status >= 500:
            return NotNow(f"answered_{status}", retry_after_seconds(answer.retry_after, now))
        case status:
            return Refused(f"refused_{status}")


def retry_after_seconds(written: str | None, now: datetime) -> float | None:
    """Read Retry-After (RFC 9110 §10.2.3), seconds or a date, into 0 to 3600 seconds from `now`.

    What cannot be read is None.
    """
    text = (written or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if at.utcoffset() is None:  # asctime dates carry no zone and mean UTC
        at = at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), LONGEST_WAIT)
