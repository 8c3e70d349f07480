"""Whatever is wrong with a message, the answer names it and nothing is accepted."""

import json
from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from tests.api.house import MONDAY, House, bearer, message

SURROGATE = "\\ud800"


def sender(**changes: object) -> dict[str, object]:
    return {"sender": {"id": "maria", **changes}}


FIELDS: dict[str, tuple[dict[str, object], str]] = {
    "an unknown field": ({"status": "closed"}, "status"),
    "an unknown field of the sender": (sender(role="admin"), "sender.role"),
    "a field that would set the region": ({"region": "na"}, "region"),
    "a number for a text": ({"text": 7}, "text"),
    "a text for an object": ({"sender": "maria"}, "sender"),
    "no message_id": ({"message_id": ...}, "message_id"),
    "no sender id": ({"sender": {}}, "sender.id"),
    "an empty text": ({"text": ""}, "text"),
    "white space": ({"text": " \n\t\u00a0"}, "text"),
    "an invisible text": ({"text": "\u200b\u2060"}, "text"),
    "too long a text": ({"text": "a" * 100_001}, "text"),
    "too long a message_id": ({"message_id": "m" * 201}, "message_id"),
    "a line break in a message_id": ({"message_id": "m\r\nX: y"}, "message_id"),
    "a line break in a subject": ({"subject": "a\r\nBcc: b"}, "subject"),
    "a channel that is no name": ({"channel": "Web Chat"}, "channel"),
    "a channel that the desk has not": ({"channel": "fax"}, "channel"),
    "a future sent_at": ({"sent_at": "2026-03-02T10:05:01Z"}, "sent_at"),
    "a naive sent_at": ({"sent_at": "2026-03-02T09:00:00"}, "sent_at"),
    "a sent_at that is a number": ({"sent_at": 1772445600}, "sent_at"),
    "a day that is not": ({"sent_at": "2026-02-30T09:00:00Z"}, "sent_at"),
    "an instant before the calendar": ({"sent_at": "0001-01-01T00:00:00+23:59"}, "sent_at"),
    "an unknown country": (sender(country="XX"), "sender.country"),
    "a country by name": (sender(country="Brazil"), "sender.country"),
    "an unknown location": ({"location": "ZZ"}, "location"),
    "a bad locale": (sender(locale="english"), "sender.locale"),
    "a bad e-mail address": (sender(email="maria"), "sender.email"),
    "a bad phone number": (sender(phone="call me"), "sender.phone"),
    "an unknown priority": ({"priority": "now"}, "priority"),
    "an unknown tier": ({"tier": "gold"}, "tier"),
    "a file without a link or content": ({"attachments": [{"name": "a.pdf"}]}, "attachments[0]"),
    "a link to a file of ours": (
        {"attachments": [{"url": "file:///etc/passwd"}]},
        "attachments[0].url",
    ),
    "too many files": ({"attachments": [{"url": "https://a.example/b"}] * 21}, "attachments"),
    "nested metadata": ({"metadata": {"a": {"b": 1}}}, "metadata.a"),
    "too much metadata": ({"metadata": {f"k{n}": 1 for n in range(51)}}, "metadata"),
}

RAW: dict[str, tuple[str, str]] = {
    "NaN": ('{"text": NaN}', "text"),
    "Infinity": ('{"metadata": {"a": -Infinity}}', "metadata.a"),
    "a number beyond all bounds": ('{"metadata": {"a": 1e999}}', "metadata.a"),
    "5,000 digits": (f'{{"sender": {{"id": {"9" * 5_000}}}}}', "sender.id"),
    "a name that stands twice": ('{"text": "a", "text": "b"}', "text"),
    "a lone surrogate": (f'{{"text": "a{SURROGATE}"}}', "text"),
    "a lone surrogate in a name": (f'{{"{SURROGATE}": 1}}', "\N{REPLACEMENT CHARACTER}"),
    "NUL": ('{"sender": {"id": "a\\u0000b"}}', "sender.id"),
    "100,000 arrays": ("[" * 100_000 + "]" * 100_000, "body"),
    "100,000 objects": ('{"a":' * 100_000 + "1" + "}" * 100_000, "body"),
    "30 objects": ('{"a":' * 30 + "1" + "}" * 30, ".".join("a" * 20)),
    "half an object": ('{"text": "a"', "body"),
    "an array": ("[]", "body"),
    "no body": ("", "body"),
}


async def refused(house: House, content: bytes, status: int = 422) -> dict[str, Any]:
    answer = await house.client.post(
        "/v1/messages",
        content=content,
        headers={**bearer(Role.CHANNEL), "Content-Type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert await house.is_untouched()
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    return problem


@pytest.mark.parametrize("what", FIELDS)
async def test_a_wrong_field_is_named(house: House, what: str) -> None:
    changes, field = FIELDS[what]
    problem = await refused(house, json.dumps(message(**changes)).encode())
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.attack(28)
@pytest.mark.parametrize("what", RAW)
async def test_what_is_no_strict_json_is_refused(house: House, what: str) -> None:
    raw, field = RAW[what]
    problem = await refused(house, raw.encode())
    assert field in [error["field"] for error in problem["errors"]]


@pytest.mark.attack(28)
async def test_bytes_that_are_no_utf_8_are_refused(house: House) -> None:
    problem = await refused(house, b'{"text": "\xff"}')
    assert problem["errors"][0]["detail"] == "Byte 10 is not UTF-8."


@pytest.mark.attack(10, 28)
async def test_a_megabyte_of_text_is_too_large(house: House) -> None:
    body = json.dumps(message(text="a" * 1_000_000)).encode()
    assert (await refused(house, body, 413))["code"] == "too_large"


@pytest.mark.attack(10, 28)
async def test_a_body_without_a_length_is_counted_as_it_comes(house: House) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while True:
            sent += 1
            yield b"[" * 100_000

    headers = {**bearer(Role.CHANNEL), "Content-Type": "application/json"}
    answer = await house.client.post("/v1/messages", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent < 20


async def test_another_kind_of_body_is_refused(house: House) -> None:
    headers = {**bearer(Role.CHANNEL), "Content-Type": "text/plain"}
    answer = await house.client.post("/v1/messages", content=b"{}", headers=headers)
    assert answer.status_code == 415


@pytest.mark.attack(40)
async def test_no_problem_repeats_what_was_sent(house: House) -> None:
    secret = "canary-4711"
    wrong = message(text=7, subject=f"{secret}\n", topic=f"{secret} ", tier=secret)
    problem = await refused(house, json.dumps({**wrong, "sender": {"id": [secret]}}).encode())
    assert len(problem["errors"]) == 5
    assert secret not in json.dumps(problem)


async def test_a_clock_that_is_a_little_ahead_is_forgiven(house: House) -> None:
    soon = (MONDAY + timedelta(minutes=5)).isoformat()
    answer = await house.post("/v1/messages", message(sent_at=soon), Role.CHANNEL)
    assert answer.status_code == 202
