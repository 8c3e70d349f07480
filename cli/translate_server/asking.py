"""What a client asks for, in each of the forms that LibreTranslate takes, read within bounds.

The forms, the sentences and the status codes are those of LibreTranslate 1.6 (its /docs, and
https://github.com/LibreTranslate/LibreTranslate), so that its clients understand them.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import JSONResponse

LARGEST_BODY: Final = 200_000  # bytes: a text of the longest kind, every character escaped
LONGEST_TEXT: Final = 20_000  # characters, of all texts together
MOST_TEXTS: Final = 50
MOST_FIELDS: Final = 100
SECONDS_FOR_A_BODY: Final = 10.0

Fields = Mapping[str, object]


class Refusal(Exception):
    """A definite answer other than success. The sentence holds nothing of the text."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence

    def response(self) -> JSONResponse:
        """As LibreTranslate writes it; who may come again is told when."""
        headers = {"Retry-After": "1"} if self.status == 503 else None
        return JSONResponse({"error": self.sentence}, self.status, headers)


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts to translate; `source` may be `auto`. A single text is answered as a single one."""

    texts: tuple[str, ...]
    is_list: bool
    source: str
    target: str


async def fields_of(request: Request) -> Fields:
    """The fields of a JSON object, of a form, or of the query. Raises Refusal."""
    body = await _body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _json(body)
    query = [(name, value) for name, value in request.query_params.multi_items()]
    try:
        form = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal(400, "Invalid request: the form cannot be read") from None
    fields: dict[str, object] = {}
    for name, value in [*query, *form]:
        fields.setdefault(name, value)
    repeated = [value for name, value in [*query, *form] if name == "q"]
    return {**fields, "q": repeated} if len(repeated) > 1 else fields


def asked(fields: Fields) -> Asked:
    """What to translate. Raises Refusal for whatever LibreTranslate would refuse too."""
    texts, is_list = texts_of(fields)
    source, target = (_code(fields, name) for name in ("source", "target"))
    form = fields.get("format") or "text"
    if form != "text":
        raise Refusal(400, f"{_shown(form)} format is not supported")
    return Asked(texts, is_list, source, target)


def texts_of(fields: Fields) -> tuple[tuple[str, ...], bool]:
    """The field `q`, and whether it was a list. Raises Refusal."""
    given = fields.get("q")
    if not given:
        raise Refusal(400, "Invalid request: missing q parameter")
    texts = given if isinstance(given, list) else [given]
    strings = tuple(text for text in texts if isinstance(text, str))
    if len(strings) < len(texts):
        raise Refusal(400, "Invalid request: q parameter is not a string")
    length = sum(len(text) for text in strings)
    for size, limit in ((len(strings), MOST_TEXTS), (length, LONGEST_TEXT)):
        if size > limit:
            raise Refusal(400, f"Invalid request: request ({size}) exceeds text limit ({limit})")
    return strings, isinstance(given, list)


def _code(fields: Fields, name: str) -> str:
    code = fields.get(name)
    if not code:
        raise Refusal(400, f"Invalid request: missing {name} parameter")
    if not isinstance(code, str):
        raise Refusal(400, f"{_shown(code)} is not supported")
    return code


def _shown(code: object) -> str:
    """A client's word in an answer: only if it can be a code, and no text of anybody."""
    can_be = isinstance(code, str) and len(code) <= 16 and code.isascii() and code.isprintable()
    return str(code) if can_be else "That"


def not_supported(code: str) -> Refusal:
    """A language that the server has not."""
    return Refusal(400, f"{_shown(code)} is not supported")


def _json(body: bytes) -> Fields:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refusal(400, "Invalid JSON format")
    return value


async def _body(request: Request) -> bytes:
    read = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            async for chunk in request.stream():
                read += chunk
                if len(read) > LARGEST_BODY:
                    raise Refusal(413, f"Invalid request: more than {LARGEST_BODY} bytes")
    except TimeoutError:
        raise Refusal(408, "Invalid request: it did not come in time") from None
    return bytes(read)
