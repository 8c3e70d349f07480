"""Signed JSON, POSTed to URLs that others chose, as Standard Webhooks 1.0.0 describes it.

What customers' systems and what agents' systems receive differs in the JSON only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from channels.outcomes import Outcome
from channels.web.destinations import Destination, read_destination
from channels.web.guarded_http import Answer, GuardedHttp, NoAnswer, NotReached
from channels.web.signature import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    is_webhook_id,
    sign,
)
from domain.addresses import ForbiddenDestination
from domain.ports import Clock, NotNow, OutcomeUnknown, Receipt, Refused

LONGEST_WAIT: Final = 3600.0  # seconds: who asks for more is asked again after an hour
UNWRITABLE: Final = (TypeError, ValueError, OverflowError, RecursionError)  # of `written`, `utc`


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One URL, and the secret that its receiver checks what we post with.

    `loopback` lets it be reached on this very machine; the embedded desk alone grants that.
    """

    url: str = field(repr=False)  # may hold a secret in its path
    secret: bytes = field(repr=False)
    loopback: bool = False
    older: tuple[bytes, ...] = field(default=(), repr=False)  # signs too, while receivers change


class SignedWebhook:
    """Posts each body once; the receiver folds repeats by `webhook-id`.

    Without `loopback_allowed` nothing is reached on this machine, whatever an endpoint says.
    """

    def __init__(self, clock: Clock, http: GuardedHttp, *, loopback_allowed: bool) -> None:
        self._clock = clock
        self._http = http
        self._loopback_allowed = loopback_allowed

    async def post(self, endpoint: Endpoint, key: str, body: bytes) -> Outcome:
        """Post one body under a key that is the same on every attempt; raises nothing.

        Refused (`invalid_key`, `forbidden_destination`, `redirected`, `gone`, `refused_<status>`),
        NotNow (`unreachable`, `answered_<status>`) or OutcomeUnknown (`no_answer`). `gone` (410)
        asks that the endpoint be switched off.
        """
        if not is_webhook_id(key):
            return Refused("invalid_key")
        try:
            loopback = endpoint.loopback and self._loopback_allowed
            destination = read_destination(endpoint.url, loopback=loopback)
        except (ForbiddenDestination, ValueError):  # ValueError: no URL has such characters
            return Refused("forbidden_destination")
        return await self._post(destination, self._headers(endpoint, key, body), body)

    async def _post(
        self, destination: Destination, headers: Mapping[str, str], body: bytes
    ) -> Outcome:
        try:
            answer = await self._http.post(destination, headers, body)
        except ForbiddenDestination:
            return Refused("forbidden_destination")
        except NotReached:
            return NotNow("unreachable")
        except NoAnswer:
            return OutcomeUnknown("no_answer")
        return read_answer(answer, self._clock.now())

    def _headers(self, endpoint: Endpoint, key: str, body: bytes) -> dict[str, str]:
        timestamp = int(self._clock.now().timestamp())
        secrets = (endpoint.secret, *endpoint.older)
        return {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Meridian-Desk/1",
            "idempotency-key": key,
            ID_HEADER: key,
            TIMESTAMP_HEADER: str(timestamp),
            SIGNATURE_HEADER: " ".join(sign(one, key, timestamp, body) for one in secrets),
        }


def written(content: Mapping[str, object]) -> bytes:
    """Write UTF-8 JSON, the same bytes for the same content.

    Raises one of UNWRITABLE for what JSON cannot hold, such as a lone surrogate or NaN.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def utc(at: datetime) -> str:
    """Write an instant in UTC as in RFC 3339, to the millisecond. Raises one of UNWRITABLE."""
    if at.utcoffset() is None:
        raise ValueError("an instant is aware")
    text = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def read_answer(answer: Answer, now: datetime) -> Outcome:
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


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Read Retry-After (RFC 9110 §10.2.3), seconds or a date, into 0 to 3600 seconds from `now`.

    What cannot be read is None.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if at.utcoffset() is None:  # asctime dates carry no zone and mean UTC
        at = at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), LONGEST_WAIT)
