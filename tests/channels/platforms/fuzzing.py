"""Payloads as no platform would send them, and what reading promises all the same.

    for body in fuzzed(PAYLOADS, seed=7):
        check_read(channel, request_of(body))

`fuzzed` starts from payloads of the platform's real shape and yields bytes: the same for the same
payloads, number and seed. `check_read` fails with the place where something was promised that is
not so. What texts have to be is what api/body.py asks of every other client: UTF-8 holds them
(no lone surrogate) and PostgreSQL keeps them (no NUL).
"""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from tests.channels.platforms.reading import NotAsPromised, check_accepts, check_read

__all__ = ["NotAsPromised", "check_accepts", "check_read", "fuzzed"]

Payload = Mapping[str, object] | Sequence[object] | bytes
Mutation = Callable[[random.Random, Any], object]  # of a JSON value, to be written or bytes already

SURROGATE: Final = "half \ud83d of a pair \udc00"
BROKEN_UTF8: Final = (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\x80")
# Numbers at the borders of JavaScript, of 32 and 64 bits, of a float, and of what Python writes.
_NUMBERS: Final = (
    *(0, -1, 0.5, -0.0, 1e308, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 2**64),
    *(10**25, 10**400, float("nan"), float("inf"), float("-inf")),
)
_DATES: Final = (
    *("", "yesterday", "2026-02-30T25:61:61Z", "0000-00-00", "9999-12-31T23:59:59-23:59"),
    *(
        0,
        -1,
        10**12,
        10**15,
        10**18,
        -(10**15),
        253402300800,
        253402300800000,
        1e300,
        "1e5",
        "１２",
    ),
)
_TEXTS: Final = (
    *("", " ", "\x00", "a\x00b", SURROGATE, "\ud800", "\u202e\u2066x", "\x1b[31m\r\n", "0" * 6000),
    *("null", "true", "-5", "١٢٣", "😀" * 3000, "../../etc/passwd", "{{ 7 * 7 }}", "\ufeff"),
)
_OTHERS: Final[tuple[object, ...]] = (
    *(None, True, False, [], {}, [None], [[]], {"": None}, ["text"], {"id": {}}, [1, "1", None]),
)
_SWAPS: Final[tuple[Sequence[object], ...]] = (_NUMBERS, _DATES, _TEXTS, _OTHERS)
_SPOILS: Final = ("\x00", "\ud800", "\udfff", SURROGATE, "\x1b[31m", "\r\n", "\u202e", "\x85")
_WORDS: Final = re.compile("text|name|title|caption|address|label|body|subject|data", re.IGNORECASE)
_ID: Final = re.compile("(^|_)id$|Id$|ids$|mid$|from$|sender|recipient", re.IGNORECASE)
_WHEN: Final = re.compile("time|date|stamp|(^|_)at$", re.IGNORECASE)
_DEPTHS: Final = (30, 900, 5_000, 100_000)


def fuzzed(payloads: Sequence[Payload], times: int = 2000, seed: int = 0) -> Iterator[bytes]:
    """So many bodies, each a payload with something done to it. A payload of bytes is no JSON."""
    chance = random.Random(seed)
    for _ in range(times):
        yield _fuzz(chance, chance.choice(payloads))


def _fuzz(chance: random.Random, payload: Payload) -> bytes:
    if isinstance(payload, bytes) or chance.random() < 0.2:
        return chance.choice(_OF_BYTES)(chance, _written(payload))
    value: object = copy.deepcopy(payload)
    for _ in range(chance.choice((1, 1, 2, 4))):
        value = chance.choice(_OF_VALUES)(chance, value)
        if isinstance(value, bytes):
            return value
    return _written(value)


def _written(value: object) -> bytes:
    """As JSON; half of what Python holds and UTF-8 does not is written as an escape."""
    return value if isinstance(value, bytes) else json.dumps(value).encode("ascii")


def _places(value: object) -> list[tuple[Any, Any]]:
    """Every (container, key) there is below a value."""
    found, left = list[tuple[Any, Any]](), [value]
    while left:
        container = left.pop()
        keys: Sequence[object] = ()
        if isinstance(container, dict):
            keys = tuple(container)
        elif isinstance(container, list):
            keys = range(len(container))
        found += [(container, key) for key in keys]
        left += [cast("Any", container)[key] for key in keys]
    return found


def _somewhere(change: Callable[[random.Random, Any, Any], None]) -> Mutation:
    def mutate(chance: random.Random, value: object) -> object:
        if places := _places(value):
            change(chance, *chance.choice(places))
        return value

    return mutate


def _drop(_: random.Random, container: Any, key: Any) -> None:
    del container[key]


def _swap(chance: random.Random, container: Any, key: Any) -> None:
    container[key] = _something_else(chance)


def _something_else(chance: random.Random) -> object:
    return copy.deepcopy(chance.choice(chance.choice(_SWAPS)))


def _retype(_: random.Random, container: Any, key: Any) -> None:
    """A number becomes a text, a text a list, and so on: the same, in another dress."""
    match container[key]:
        case bool() | None as value:
            container[key] = str(value)
        case int() | float() as value:
            container[key] = str(value)
        case str() as value if value.isascii() and value.isdigit() and len(value) < 4000:
            container[key] = int(value)
        case value:
            container[key] = [value]


def _one_called(chance: random.Random, value: object, names: re.Pattern[str]) -> tuple[Any, Any]:
    """A place whose name is one of those, where there is one; ({}, "") where there is none."""
    places = [one for one in _places(value) if not isinstance(one[0][one[1]], dict | list)]
    called = [one for one in places if isinstance(one[1], str) and names.search(one[1])]
    return chance.choice(called or places or [({}, "")])


def _grow(chance: random.Random, value: object) -> object:
    """An id becomes a number that a float does not hold, or holds what no id does."""
    container, key = _one_called(chance, value, _ID)
    container[key] = chance.choice((2**53 + 1, 2**63 + 1, 10**30, str(2**64 + 1), 0, -7, "a\nb"))
    return value


def _spoil(chance: random.Random, value: object) -> object:
    """What cannot be kept stands in the midst of words."""
    container, key = _one_called(chance, value, _WORDS)
    text = container.get(key) if isinstance(container, dict) else None
    if isinstance(text, str):
        at = chance.randrange(len(text) + 1)
        container[key] = text[:at] + chance.choice(_SPOILS) + text[at:]
    return value


def _repeat(chance: random.Random, container: Any, key: Any) -> None:
    if isinstance(container, list):
        container.extend([container[key]] * chance.choice((1, 3, 40)))
    else:
        container[f"{key}{chance.choice(('_', 's', ' '))}"] = container[key]


def _unwrap(chance: random.Random, container: Any, key: Any) -> None:
    """What stands below takes the place of what it stood in."""
    value = container[key]
    if isinstance(value, dict) and value:
        container[key] = chance.choice(list(value.values()))
    elif isinstance(value, list) and value:
        container[key] = value[0]
    else:
        container[key] = {"id": value}


def _misdate(chance: random.Random, value: object) -> object:
    """An instant, by its name, becomes one that is none."""
    for container, key in _places(value):
        if isinstance(key, str) and _WHEN.search(key):
            container[key] = chance.choice(_DATES)
    return value


def _exchange(chance: random.Random, value: object) -> object:
    """Two things that stand in different places change them."""
    places = _places(value)
    if len(places) > 1:
        (one, here), (other, there) = chance.sample(places, 2)
        one[here], other[there] = copy.deepcopy(other[there]), copy.deepcopy(one[here])
    return value


def _bury(chance: random.Random, value: object) -> bytes:
    """Something deeply nested in the place of something; written by hand, as no writer would."""
    depth, mark = chance.choice(_DEPTHS), "\u0000here\u0000"
    opened, closed = chance.choice((("[", "]"), ('{"a":', "}")))
    if places := _places(value):
        container, key = chance.choice(places)
        container[key] = mark
    nested = f"{opened * depth}0{closed * depth}"
    return json.dumps(value).replace(json.dumps(mark), nested).encode("ascii")


def _name_twice(chance: random.Random, value: object) -> bytes:
    """An object in which a name stands twice, as JSON allows to be written (RFC 8259 §4)."""
    body = json.dumps(value)
    if '{"' not in body:
        return body.encode("ascii")
    name = body[body.index('{"') + 1 :].partition(":")[0]
    again = f"{{{name}: {json.dumps(chance.choice(_TEXTS))}, "
    return body.replace("{", again, 1).encode("ascii")


def _another_root(chance: random.Random, value: object) -> object:
    another: tuple[object, ...] = (
        _something_else(chance),
        [value],
        [value, value],
        {"": value},
        None,
        [],
        {},
        b"",
    )
    return chance.choice(another)


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _break_utf8(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(BROKEN_UTF8) + body[at:]


def _flip(chance: random.Random, body: bytes) -> bytes:
    broken = bytearray(body)
    for _ in range(chance.choice((1, 2, 8)) if broken else 0):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def _random_bytes(chance: random.Random, _: bytes) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 16, 4096)))


def _no_json(chance: random.Random, body: bytes) -> bytes:
    return chance.choice((b"<xml/>", b"a=1&b=2", b"{'a': 1}", body + body, b"\xef\xbb\xbf" + body))


def _other_charset(chance: random.Random, body: bytes) -> bytes:
    return body.decode("latin-1").encode(chance.choice(("utf-16", "utf-32", "utf-16-le")))


_OF_VALUES: Final[tuple[Mutation, ...]] = (
    *(_somewhere(one) for one in (_drop, _swap, _swap, _retype, _repeat, _unwrap)),
    *(_grow, _spoil, _spoil, _misdate, _exchange, _bury, _name_twice, _another_root),
)
_OF_BYTES: Final = (_cut, _break_utf8, _flip, _random_bytes, _no_json, _other_charset)
