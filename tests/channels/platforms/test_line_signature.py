"""LINE inwards: who signed it."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from channels.platforms.line import KIND, LineChannel, signature
from domain.abilities import (
    Amends,
    Answers,
    Checks,
    Collects,
    Files,
    Greets,
    Reports,
    SendsFiles,
    Tells,
    Templates,
    Typing,
)
from tests.channels.platforms.desk import account_of, tools
from tests.channels.platforms.fuzzing import check_accepts, check_read
from tests.standins.line import CHANNEL_SECRET
from tests.standins.line_driver import every_kind, posted, signed

OLD_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.fixture
async def channel() -> AsyncIterator[LineChannel]:
    secrets = {"channel_secret": [CHANNEL_SECRET, OLD_SECRET], "access_token": ["t"]}
    async with tools() as given:
        yield LineChannel(account_of(KIND, {"country": "TH"}, secrets), given)


def test_the_kind_says_what_line_can_and_what_it_cannot() -> None:
    can = (Files, Amends, Typing, Tells, Checks)
    cannot = (Reports, SendsFiles, Templates, Greets, Answers, Collects)
    # A Protocol with data members can be asked of objects alone.
    made = LineChannel.__new__(LineChannel)
    assert [isinstance(made, one) for one in can] == [True] * len(can)
    assert [isinstance(made, one) for one in cannot] == [False] * len(cannot)
    assert KIND.answers_within == 2.0
    assert (KIND.limits.longest, KIND.limits.unit, KIND.limits.window) == (5000, "utf16", None)


# Made with SignatureValidator of line-bot-sdk 3.27.0, which took these and no other.
@pytest.mark.channel("line", "signature")
@pytest.mark.parametrize(
    ("secret", "body", "expected"),
    [
        ("channel_secret", "bodybodybodybody", "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="),
        (
            CHANNEL_SECRET,
            '{"destination":"Ub9952f8c0a7d0f54d9c2b8a1f7e6d5c4","events":[]}',
            "ds/SiTMYfrY+h0pVQGmMADakhRvrBGJXM9lXMQaBtZs=",
        ),
        (CHANNEL_SECRET, '{"text":"สวัสดี 🍎"}', "Luqnj7w7+VJh8OsyBg145vXfAFvIGwSwriPBNxshSaU="),
    ],
)
def test_a_signature_is_the_one_that_lines_own_library_takes(
    secret: str, body: str, expected: str
) -> None:
    assert signature(secret, body.encode()) == expected


@pytest.mark.attack(18)
@pytest.mark.channel("line", "signature")
def test_what_line_signed_is_accepted_also_with_the_secret_that_is_going(
    channel: LineChannel,
) -> None:
    assert check_accepts(channel, posted(*every_kind()))
    assert check_accepts(channel, posted(*every_kind(), secret=OLD_SECRET))
    assert check_accepts(channel, signed(b"\xff not json"))


def _hexadecimal(text: str) -> str:
    return base64.b64decode(text).hex()


@pytest.mark.attack(18)
@pytest.mark.channel("line", "signature")
@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "é\udc80",
        lambda right: right[:-2],
        lambda right: right.lower(),
        lambda right: f" {right}",
        lambda right: f"sha256={right}",
        _hexadecimal,
        lambda right: base64.b64encode(hashlib.sha256(CHANNEL_SECRET.encode()).digest()).decode(),
    ],
)
def test_a_missing_a_wrong_or_a_rewritten_signature_is_refused(
    channel: LineChannel, given: Any
) -> None:
    request = posted(*every_kind())
    headers = dict(request.headers)
    right = headers.pop("x-line-signature")
    if given is not None:
        headers["x-line-signature"] = given(right) if callable(given) else given
    assert not check_accepts(channel, replace(request, headers=headers))


@pytest.mark.attack(18)
@pytest.mark.channel("line", "signature")
def test_one_space_more_or_the_same_json_written_anew_is_refused(channel: LineChannel) -> None:
    request = posted(*every_kind())
    anew = json.dumps(json.loads(request.body)).encode()
    for body in (request.body + b" ", anew, b""):
        assert not check_accepts(channel, replace(request, body=body))
    assert not check_accepts(channel, posted(*every_kind(), secret="another channel's"))
    assert not check_accepts(channel, replace(request, method="GET"))


@pytest.mark.attack(18)
async def test_an_account_without_a_secret_accepts_nothing() -> None:
    async with tools() as given:
        for secrets in ((), ("",)):
            channel = LineChannel(
                account_of(KIND, {"channel_id": "1"}, {"channel_secret": secrets}), given
            )
            assert not check_accepts(channel, posted(secret=""))


@pytest.mark.channel("line", "handshake")
def test_an_empty_delivery_with_which_line_tries_an_address_is_taken(channel: LineChannel) -> None:
    request = posted()
    assert channel.accepts(request)
    assert check_read(channel, request) == []
