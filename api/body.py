"""Reads a JSON body strictly: bounded before it is parsed, and nothing that JSON leaves open."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NoReturn

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.problems import MOST_ERRORS, FieldError, Problem, invalid, place

LARGEST = 1_000_000  # bytes
DEEPEST = 20
LENGTH = re.compile("[0-9]{1,18}")
LONGEST_NUMBER = 18  # digits: what every reader of JSON keeps exactly in 64 bits
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, UTF-8 no surrogate

Place = tuple[str | int, ...]


class StrictRequest(Request):
    """A request whose body is read within bounds, and as strict JSON (RFC 8259, RFC 7493)."""

    async def body(self) -> bytes:
        """The body; a Problem for one that is too large, counted as it comes, or not JSON."""
        if not hasattr(self, "_body"):
            read = bytearray()
            async for chunk in self.stream():
                read += chunk
                if len(read) > LARGEST:
                    raise _too_large()
            if read:
                self._expect_json()
            self._body = bytes(read)
        return self._body

    async def json(self) -> object:
        """The value; a Problem that names the places where it is not strict JSON."""
        return read_json(await self.body())

    def _expect_json(self) -> None:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Problem(
                415, "not_json", "Send JSON, with the header `Content-Type: application/json`."
            )


async def raw_body(request: Request, largest: int) -> bytes:
    """The body byte for byte, counted as it comes; a Problem for more than `largest` bytes."""
    expect_fitting_length(request, largest)
    read = bytearray()
    try:
        async for chunk in request.stream():
            read += chunk
            if len(read) > largest:
                raise _too_large(largest)
    except ClientDisconnect:
        raise Problem(400, "cut_short", "The connection ended before the body did.") from None
    return bytes(read)


def expect_fitting_length(request: Request, largest: int = LARGEST) -> None:
    """Refuse a body by the length that is declared for it, before any of it is read."""
    declared = request.headers.get("content-length")
    if declared is None:
        return
    if not LENGTH.fullmatch(declared):
        raise Problem(400, "bad_content_length", "Content-Length is a number of bytes.")
    if int(declared) > largest:
        raise _too_large(largest)


def read_json(raw: bytes) -> object:
    """The value that the bytes hold. Raises a Problem that names every place that is at fault.

    Refused are NaN and infinite numbers, long numbers, a name that stands twice in an object, NUL,
    lone surrogates and great depth.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_not_a_number,
            parse_int=_whole_number,
            parse_float=_number,
        )
    except UnicodeDecodeError as error:
        _refuse((), f"Byte {error.start} is not UTF-8.")
    except json.JSONDecodeError as error:
        _refuse((), f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}.")
    except RecursionError:
        _refuse((), f"Nested deeper than {DEEPEST}.")
    errors = [_error(*fault) for fault in islice(_faults(value, ()), MOST_ERRORS)]
    if errors:
        raise invalid(errors)
    return value


def canonical(value: object) -> bytes:
    """The same bytes for the same JSON value, however it was written."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class _Fault:
    """Stands in a parsed value where something was that cannot be taken."""

    sentence: str


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        members[name] = (
            _Fault("This name stands twice in its object.") if name in members else value
        )
    return members


def _not_a_number(_: str) -> _Fault:
    return _Fault("JSON knows no NaN and no Infinity.")


def _whole_number(digits: str) -> int | _Fault:
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        return _Fault(f"A number has at most {LONGEST_NUMBER} digits; send longer ones as text.")
    return int(digits)


def _number(written: str) -> float | _Fault:
    number = float(written)
    return number if math.isfinite(number) else _Fault("The number is too large.")


def _faults(value: object, where: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, _Fault):
        yield where, value.sentence
    elif len(where) >= DEEPEST and isinstance(value, dict | list):
        yield where, f"Nested deeper than {DEEPEST}."
    elif isinstance(value, str):
        yield from _faults_of_text(value, where)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _faults_of_text(name, (*where, name))
            yield from _faults(member, (*where, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(item, (*where, index))


def _faults_of_text(text: str, where: Place) -> Iterator[tuple[Place, str]]:
    found = UNKEEPABLE.search(text)
    if found is not None:
        what = "NUL" if found[0] == "\x00" else "a lone surrogate"
        yield where, f"Character {found.start()} is {what}, which cannot be kept."


def _error(where: Place, sentence: str) -> FieldError:
    return FieldError(field=place(where) or "body", detail=sentence)


def _refuse(where: Place, sentence: str) -> NoReturn:
    raise invalid([_error(where, sentence)]) from None


def _too_large(largest: int = LARGEST) -> Problem:
    return Problem(413, "too_large", f"Send at most {largest} bytes; large files go as links.")
