"""Calls to the Messaging API with the token of one channel, and what its answers mean.

https://developers.line.biz/en/reference/messaging-api/#status-codes and
https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from channels.line.tokens import LineTokens
from channels.outcomes import Failure
from channels.payload import NOTHING, Members, document, words
from channels.web.calling import Asking, Caller
from channels.web.guarded_http import Answer
from channels.web.signed_webhook import UNWRITABLE, retry_after_seconds, written
from domain.channels import TokenRefused
from domain.ports import Clock, NotNow, Refused

RETRY_KEY: Final = "x-line-retry-key"
ACCEPTED: Final = 409  # a request with this retry key was accepted before
UNAUTHORISED: Final = 401


@dataclass(frozen=True, slots=True)
class Question:
    """One call; `content` may hold text. `key` is what LINE folds repeats by, for a day."""

    method: str
    path: str
    content: Mapping[str, object] | None = field(default=None, repr=False)
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What LINE answered."""

    members: Members = field(default_factory=dict, repr=False)
    failure: Failure | None = None


class LineApi:
    """The API as one channel reaches it. `base` is without a slash at the end."""

    def __init__(self, base: str, caller: Caller, tokens: LineTokens, clock: Clock) -> None:
        self._base = base.rstrip("/")
        self._caller = caller
        self._tokens = tokens
        self._clock = clock

    async def ask(self, question: Question) -> Told:
        """What the API answers; raises nothing. A token that it refuses is renewed once."""
        try:
            body = b"" if question.content is None else written(question.content)
        except UNWRITABLE:
            return Told(failure=Refused("unwritable"))
        try:
            return await self._authorised(question, body)
        except (NotNow, TokenRefused) as fault:  # there is no token to ask with
            return Told(failure=fault)

    async def _authorised(self, question: Question, body: bytes) -> Told:
        told, refused = Told(failure=TokenRefused("token_missing")), ""
        for _ in range(self._tokens.tries):
            token = await self._tokens.get(refused)
            told = await self._with(token, question, body)
            if not isinstance(told.failure, TokenRefused):
                break
            await self._tokens.refused(token)
            refused = token
        return told

    async def _with(self, token: str, question: Question, body: bytes) -> Told:
        headers = {"authorization": f"Bearer {token}"}
        if body:
            headers["content-type"] = "application/json"
        if question.key is not None:
            headers[RETRY_KEY] = question.key
        url = f"{self._base}{question.path}"
        answer = await self._caller.ask(Asking(question.method, url, headers, body))
        if not isinstance(answer, Answer):
            return Told(failure=answer)
        failure = None if _is_taken(answer, question) else self._failure(answer)
        return Told(document(answer.body) or NOTHING, failure)

    def _failure(self, answer: Answer) -> Failure:
        waiting = retry_after_seconds(answer.retry_after, self._clock.now())
        match answer.status:
            case status if status == UNAUTHORISED:
                return TokenRefused()
            case 429 if _is_of_the_month(answer):
                return Refused("monthly_limit")
            case 429:
                return NotNow("rate_429", waiting)
            case status if status >= 500:
                return NotNow(f"answered_{status}", waiting)
            case 403:
                return Refused("forbidden_403")
            case status:
                return Refused(f"refused_{status}")


def retry_key(account: str, key: str) -> str:
    """The UUID that a send has on every attempt: LINE takes no other form of a key."""
    return str(uuid5(NAMESPACE_URL, json.dumps(["meridian", "line", account, key])))


def _is_taken(answer: Answer, question: Question) -> bool:
    repeated = answer.status == ACCEPTED and question.key is not None
    return repeated or 200 <= answer.status < 300


def _is_of_the_month(answer: Answer) -> bool:
    """Whether it is the plan's limit that is reached: waiting for minutes does not help.

    LINE tells it from the rate by its words alone.
    """
    told = document(answer.body) or NOTHING
    return "monthly limit" in words(told.get("message")).lower()
