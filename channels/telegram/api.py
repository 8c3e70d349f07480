"""Calls to the Bot API, and what its answers mean.

https://core.telegram.org/bots/api#making-requests and #responseparameters. The token stands in the
address of every call: addresses are shown to nobody, and no error quotes one. Telegram folds no
repeats: a message that may have been taken is not sent again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import httpx

from channels.outcomes import Failure
from channels.payload import Members, document, member, number, words
from channels.web.calling import UPLOAD_SECONDS, Asking, Caller
from channels.web.guarded_http import Answer
from channels.web.signed_webhook import LONGEST_WAIT, UNWRITABLE, retry_after_seconds, written
from domain.attachments import UNKNOWN, AttachedFile
from domain.channels import TokenRefused, WindowClosed
from domain.ports import Clock, NotNow, OutcomeUnknown, Refused

TOKEN: Final = re.compile("[0-9]{1,20}:[A-Za-z0-9_-]{8,128}")
# Somebody in front got no answer, or none in time: what is behind may have taken it.
_IN_FRONT: Final = frozenset({502, 504})
_NO_TOKEN: Final = frozenset({401, 404})  # 404: what stands there could not be a token at all
UNAVAILABLE: Final = "unavailable"  # a file, for now
ODD_PICTURE: Final = "odd_picture"  # shown as a picture it cannot be; sent as a file it can
# To chats of a business account one writes within a day of what was written there:
# https://core.telegram.org/bots/api#businessbotrights
_CLOSED: Final = "business_peer_usage_missing"
# Descriptions are "subject to change": a word that is not found here is only less telling.
_NEVER: Final[Mapping[int, Sequence[tuple[str, str]]]] = MappingProxyType(
    {
        400: (
            ("chat not found", "no_chat"),
            ("too long", "too_long"),
            ("file is too big", "too_large"),
            ("is empty", "empty"),
            ("temporarily unavailable", UNAVAILABLE),
            ("photo_invalid_dimensions", ODD_PICTURE),
            ("image_process_failed", ODD_PICTURE),
        ),
        403: (
            ("blocked by the user", "blocked"),
            ("user is deactivated", "deactivated"),
            ("can't initiate conversation", "not_begun"),
            ("was kicked", "blocked"),
            ("not a member", "blocked"),
        ),
        413: (("", "too_large"),),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """One method, and what it is called with; with `upload`, as a form of parts (RFC 7578)."""

    method: str
    content: Mapping[str, object] = field(default_factory=dict, repr=False)
    upload: tuple[str, AttachedFile] | None = field(default=None, repr=False)  # its field's name


@dataclass(frozen=True, slots=True)
class Told:
    """What Telegram answered. `moved_to` is where a group is now, if that is what is wrong."""

    result: object = field(default=None, repr=False)
    failure: Failure | None = None
    moved_to: int | None = None

    @property
    def members(self) -> Members:
        """The result, where it is an object."""
        return self.result if isinstance(self.result, Mapping) else {}


class BotApi:
    """The API as one bot reaches it. `base` is without a slash at the end."""

    def __init__(self, base: str, tokens: Sequence[str], caller: Caller, clock: Clock) -> None:
        self._base = base.rstrip("/")
        self._tokens = tuple(one for one in tokens if one)
        self._caller = caller
        self._clock = clock

    @property
    def tokens(self) -> Sequence[str]:
        """The newest first."""
        return self._tokens

    async def ask(self, question: Question) -> Told:
        """What Telegram answers; raises nothing. While a token changes, the older is tried too."""
        try:
            headers, body = _encoded(question)
        except UNWRITABLE:
            return Told(failure=Refused("unwritable"))
        told = Told(failure=TokenRefused("token_missing"))
        for token in self._tokens:
            url = f"{self._base}/bot{token}/{question.method}"
            told = await self._told(Asking("POST", url, headers, body), question)
            if not isinstance(told.failure, TokenRefused):
                break
        return told

    async def _told(self, asking: Asking, question: Question) -> Told:
        seconds = None if question.upload is None else UPLOAD_SECONDS
        answer = await self._caller.ask(asking, seconds=seconds)
        if not isinstance(answer, Answer):
            return Told(failure=answer)
        members = document(answer.body)
        if 200 <= answer.status < 300 and (members is None or members.get("ok") is not False):
            return Told((members or {}).get("result"))
        parameters = member(members or {}, "parameters")
        moved_to = number(parameters.get("migrate_to_chat_id"))
        return Told(failure=self._failure(answer, members or {}), moved_to=moved_to)

    def _failure(self, answer: Answer, told: Members) -> Failure:
        code = number(told.get("error_code")) or answer.status
        if code in _NO_TOKEN:
            return TokenRefused()
        if code in _IN_FRONT:
            return OutcomeUnknown(f"answered_{code}")
        if code == 429:
            return NotNow("rate_429", self._wait(answer, told))
        if 500 <= code < 600:
            return NotNow(f"answered_{code}", self._wait(answer, told))
        described = words(told.get("description")).lower()
        return WindowClosed() if _CLOSED in described else Refused(_word(code, described))

    def _wait(self, answer: Answer, told: Members) -> float | None:
        seconds = number(member(told, "parameters").get("retry_after"))
        if seconds is not None and seconds >= 0:
            return min(float(seconds), LONGEST_WAIT)
        return retry_after_seconds(answer.retry_after, self._clock.now())


def _word(code: int, described: str) -> str:
    found = next((word for part, word in _NEVER.get(code, ()) if part in described), "")
    return found or f"refused_{abs(code) % 1000}"


def _encoded(question: Question) -> tuple[dict[str, str], bytes]:
    """Raises one of UNWRITABLE."""
    if question.upload is None:
        return {"content-type": "application/json"}, written(question.content)
    name, file = question.upload
    fields = {key: _field(value) for key, value in question.content.items()}
    filed = (quote(file.name, safe=" .,()-_") if _odd(file.name) else file.name) or "file"
    form = httpx.Request(
        "POST",
        "https://telegram.invalid",  # a form is all that is wanted: nobody is asked
        data=fields,
        files={name: (filed, file.content, file.media_type or UNKNOWN)},
    )
    return {"content-type": form.headers["content-type"]}, form.read()


def _odd(name: str) -> bool:
    return any(one in name for one in '"\r\n\\') or not name.isprintable()


def _field(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    text.encode("utf-8")  # UnicodeEncodeError is a ValueError: half of a pair of surrogates
    return text
