import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.arrivals import Sender
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
from tests.channels.platforms.fuzzing import NotAsPromised, check_accepts, check_read, fuzzed
from tests.channels.platforms.reading import check_item

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
PAYLOAD: Mapping[str, object] = {
    "events": [
        {"id": "17", "at": 1774747800, "from": {"id": 5, "name": "Inês"}, "text": "Olá"},
        {"id": "18", "at": 1774747801, "from": {"id": 6, "name": "สมชาย"}, "text": "สวัสดี"},
    ]
}
LIMITS = Limits(longest=100)
WRITTEN = Written("17", Sender("5", "Inês"), "Olá", NOW)

Reading = Callable[[bytes], Sequence[Item]]


@dataclass
class Toy:
    """A channel that reads as a test says."""

    reading: Reading
    name: str = "toy"
    folds_repeats: bool = False
    limits: Limits = LIMITS

    async def send(self, message: Outbound) -> Receipt:
        raise NotImplementedError

    def accepts(self, request: Request) -> bool:
        return request.headers["x-signature"] == "right"

    def read(self, request: Request) -> Sequence[Item]:
        return self.reading(request.body)


def request_of(body: bytes, **headers: str) -> Request:
    return Request("POST", "https://desk.example/", headers, {}, body, NOW)


def careful(body: bytes) -> list[Item]:
    """Takes what is exactly right, and sets everything else aside."""
    try:
        events = json.loads(body)["events"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return [Unreadable("no_events", body)]
    return [_item(event) for event in events] if type(events) is list else []


def _item(event: Any) -> Item:
    try:
        fits = type(event["id"]) is str and event["id"].isdigit() and len(event["id"]) < 20
        text, name = event["text"], event["from"]["name"]
        f"{text}{name}".encode()
        if fits and type(text) is type(name) is str and "\x00" not in text + name:
            return Written(event["id"], Sender("5", name), text, NOW)
    except (TypeError, LookupError, ValueError, AttributeError):
        pass
    return Unreadable("no_message", b"")


def findings(reading: Reading) -> set[str]:
    """All that is wrong with a way of reading, over 2,000 payloads."""
    found = set()
    for body in fuzzed([PAYLOAD]):
        try:
            check_read(Toy(reading), request_of(body))
        except NotAsPromised as fault:
            found.add(str(fault))
    return found


def test_the_same_seed_gives_the_same_payloads_and_another_gives_others() -> None:
    again = [list(fuzzed([PAYLOAD, b"--x\r\n"], 300, seed)) for seed in (1, 1, 2)]
    assert again[0] == again[1] != again[2]
    assert all(len(one) == 300 for one in again)


def test_the_payloads_are_the_same_in_every_process() -> None:
    program = (
        "import sys; from tests.channels.platforms.test_fuzzing import PAYLOAD, fuzzed; "
        "sys.stdout.buffer.write(b'|'.join(fuzzed([PAYLOAD], 300, seed=3)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )
    assert told.stdout == b"|".join(fuzzed([PAYLOAD], 300, seed=3))


def test_the_payload_that_it_starts_from_stays_as_it_is() -> None:
    before = json.dumps(PAYLOAD)
    list(fuzzed([PAYLOAD], 500))
    assert json.dumps(PAYLOAD) == before


@pytest.mark.parametrize(
    ("what", "is_it"),
    [
        ("nothing at all", lambda body: body == b""),
        ("no UTF-8", lambda body: b"\xc3\x28" in body),
        ("cut JSON", lambda body: body.startswith(b'{"ev') and body[-1:] not in b"}"),
        ("NUL", lambda body: b"\\u0000" in body),
        ("a lone surrogate", lambda body: b"\\ud800" in body),
        ("an id beyond 2^53", lambda body: b'"id": 9007199254740993' in body),
        ("an id that is a number", lambda body: b'"id": 17' in body),
        ("a number that Python does not read", lambda body: b"0" * 400 in body),
        ("a number that JSON does not have", lambda body: b"NaN" in body),
        ("great depth", lambda body: b"[" * 5_000 in body or b'{"a":' * 5_000 in body),
        ("no events", lambda body: body in {b'{"events": []}', b"{}"}),
        ("a repeated event", lambda body: body.count(b'"id": "18"') > 1),
        ("a missing sender", lambda body: body.count(b'"from"') == 1),
        ("a name twice", lambda body: body.startswith(b'{"events": "')),
        ("a date that is none", lambda body: b'"at": "2026-02-30' in body),
        ("another root", lambda body: body == b"null"),
        ("another charset", lambda body: body.startswith(b"\xff\xfe")),
    ],
)
def test_among_two_thousand_there_is(what: str, is_it: Callable[[bytes], bool]) -> None:
    assert any(is_it(body) for body in fuzzed([PAYLOAD])), what


def test_careful_reading_is_found_without_fault() -> None:
    assert findings(careful) == set()


def _hasty(body: bytes) -> list[Item]:
    return [Written(str(json.loads(body)["events"][0]["id"]), Sender("5"), "", NOW)]


def _takes_any_text(body: bytes) -> list[Item]:
    return [_with_any_text(item, body) for item in careful(body)]


def _with_any_text(item: Item, body: bytes) -> Item:
    if not isinstance(item, Written):
        return item
    return replace(item, text=body.decode("latin-1") if b"\x00" in body else f"{body!r}\ud800")


def _takes_numbers_as_they_come(body: bytes) -> list[Item]:
    try:
        at = json.loads(body)["events"][0]["at"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return []
    return [replace(WRITTEN, order=at)]


def _forgetful(body: bytes, seen: list[bytes] = []) -> list[Item]:  # noqa: B006 - the fault
    seen.append(body)
    return [Unreadable("seen", b"")] * (len(seen) % 2)


@pytest.mark.parametrize(
    ("reading", "finding"),
    [
        (_hasty, "read raised JSONDecodeError"),
        (_hasty, "read raised KeyError"),
        (_hasty, "read raised TypeError"),
        (_hasty, "read raised RecursionError"),
        (_takes_any_text, "item 0.text holds NUL or a lone surrogate"),
        (_takes_numbers_as_they_come, "item 0.order is a float, not a int"),
        (_takes_numbers_as_they_come, "item 0.order is a bool, not a int"),
        (_takes_numbers_as_they_come, "item 0.order is a number beyond 64 bits"),
        (_forgetful, "the same request is read otherwise the second time"),
    ],
)
def test_a_planted_fault_is_found(reading: Reading, finding: str) -> None:
    assert finding in findings(reading)


@pytest.mark.parametrize(
    "item",
    [
        WRITTEN,
        replace(WRITTEN, remote=(RemoteFile("r", size=3),), extra={"location": {"at": [1.5]}}),
        Edited("17", "e", "5", "Olá!", NOW),
        Deleted("17", "5", NOW),
        Reported(DeliveryState.READ, NOW, recipient="5", until=NOW),
        Reachable("5", False, NOW),
        Unreadable("no_message", b"\xff"),
    ],
)
def test_what_is_as_promised_passes(item: Item) -> None:
    check_item(item)


@pytest.mark.parametrize(
    "item",
    [
        "text",
        replace(WRITTEN, message_id=""),
        replace(WRITTEN, message_id="x" * 513),
        replace(WRITTEN, message_id="a\nb"),
        replace(WRITTEN, sent_at=NOW.replace(tzinfo=None)),
        replace(WRITTEN, sent_at=datetime.max.replace(tzinfo=UTC)),
        replace(WRITTEN, sender=Sender("")),
        replace(WRITTEN, sender=Sender("5", "a\x00")),
        replace(WRITTEN, sender=Sender("5", locale="not a tag")),
        replace(WRITTEN, sender=Sender("5", country="br")),
        replace(WRITTEN, thread=""),
        replace(WRITTEN, extra={"quoted": {"deep": ["\ud800"]}}),
        replace(WRITTEN, extra={"at": NOW}),
        replace(WRITTEN, extra={"size": float("nan")}),
        replace(WRITTEN, remote=(RemoteFile(""),)),
        replace(WRITTEN, remote=(RemoteFile("r", size=-1),)),
        replace(WRITTEN, remote=[RemoteFile("r")]),  # type: ignore[arg-type] # the fault
        Deleted("17", 5, NOW),  # type: ignore[arg-type] # the fault
        Edited("17", "", "5", "Olá", NOW),
        Reported(DeliveryState.READ, NOW),
        Reported(DeliveryState.QUEUED, NOW, ("1",)),
        Reported(DeliveryState.FAILED, NOW, ("1",), reason="Not a code"),
        Unreadable("Not a code", b""),
    ],
)
def test_what_is_not_as_promised_is_found(item: Item) -> None:
    with pytest.raises(NotAsPromised):
        check_item(item)


def test_accepting_may_raise_nothing_and_says_yes_or_no() -> None:
    toy = Toy(careful)
    assert check_accepts(toy, request_of(b"", **{"x-signature": "right"}))
    with pytest.raises(NotAsPromised):
        check_accepts(toy, request_of(b""))
