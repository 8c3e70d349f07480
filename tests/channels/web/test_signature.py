import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web.signature import BadSecret, read_secret, sign, verify, write_secret

SECRET = bytes(range(32))
OTHER = bytes(range(1, 33))
NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
BODY = b'{"event": "message.created"}'

bodies = st.binary(max_size=200)


def headers(body: bytes = BODY, secret: bytes = SECRET, at: datetime = NOW) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {
        "Webhook-Id": "ticket-7:1:0",
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": sign(secret, "ticket-7:1:0", timestamp, body),
    }


def test_a_signature_is_the_one_that_the_specification_describes() -> None:
    digest = hmac.new(SECRET, b"msg_2KWP.1674087231." + BODY, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    assert sign(SECRET, "msg_2KWP", 1674087231, BODY) == expected


def test_a_signature_is_the_one_that_the_reference_library_makes() -> None:
    # The example in the README of the reference libraries.
    secret = read_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.attack(18)
@given(bodies)
def test_what_was_signed_is_accepted_as_it_was_received(body: bytes) -> None:
    assert verify(SECRET, headers(body), body, NOW)


@pytest.mark.attack(18)
@given(bodies, st.data())
def test_a_body_with_any_bit_changed_is_refused(body: bytes, data: st.DataObject) -> None:
    changed = bytearray(body + b" ")
    bit = data.draw(st.integers(0, 8 * len(changed) - 1))
    changed[bit // 8] ^= 1 << bit % 8
    assert not verify(SECRET, headers(body + b" "), bytes(changed), NOW)


@pytest.mark.attack(18)
@pytest.mark.parametrize(
    "changes",
    [
        {"Webhook-Id": "ticket-7:2:0"},
        {"Webhook-Id": ""},
        {"Webhook-Id": "tícket"},
        {"Webhook-Timestamp": str(int(NOW.timestamp()) + 1)},
        {"Webhook-Timestamp": ""},
        {"Webhook-Timestamp": "now"},
        {"Webhook-Timestamp": "٣"},
        {"Webhook-Timestamp": "9" * 5000},
        {"Webhook-Signature": ""},
        {"Webhook-Signature": "v1,"},
        {"Webhook-Signature": "v1,\ud800é"},
    ],
)
def test_changed_headers_are_refused(changes: dict[str, str]) -> None:
    assert not verify(SECRET, headers() | changes, BODY, NOW)


@pytest.mark.attack(18)
def test_missing_headers_are_refused() -> None:
    for name in headers():
        assert not verify(SECRET, {k: v for k, v in headers().items() if k != name}, BODY, NOW)


@pytest.mark.attack(18)
def test_another_secret_is_refused() -> None:
    assert not verify(SECRET, headers(secret=OTHER), BODY, NOW)


@pytest.mark.attack(18)
def test_while_a_key_changes_one_fitting_signature_of_several_is_enough() -> None:
    old, new = headers(secret=OTHER)["Webhook-Signature"], headers()["Webhook-Signature"]
    for together in (f"{old} {new}", f"{new} {old}", f"v1a,AAAA {new}"):
        assert verify(SECRET, headers() | {"Webhook-Signature": together}, BODY, NOW)


@pytest.mark.attack(18)
@pytest.mark.parametrize("direction", [-1, 1])
def test_a_timestamp_holds_for_300_seconds_in_both_directions(direction: int) -> None:
    assert verify(SECRET, headers(at=NOW + direction * timedelta(seconds=300)), BODY, NOW)
    assert not verify(SECRET, headers(at=NOW + direction * timedelta(seconds=301)), BODY, NOW)


@pytest.mark.attack(18)
@pytest.mark.parametrize("webhook_id", ["", "a.1", "a b", "a\r\nx: y", "é", "x" * 256])
def test_an_id_that_could_confuse_what_was_signed_is_not_signed(webhook_id: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII without a full stop"):
        sign(SECRET, webhook_id, 1674087231, BODY)


@given(st.binary(min_size=24, max_size=64))
def test_a_written_secret_reads_back(secret: bytes) -> None:
    assert read_secret(write_secret(secret)) == secret


@pytest.mark.parametrize(
    "written",
    [
        "",
        "whsec_",
        base64.b64encode(SECRET).decode(),
        "whsec_" + base64.b64encode(SECRET[:23]).decode(),
        "whsec_" + base64.b64encode(SECRET * 3).decode(),
        "whsec_canary!canary!canary!canary!",
        "whsec_canáriocanáriocanáriocanário",
    ],
)
def test_a_bad_secret_is_refused_without_being_quoted(written: str) -> None:
    with pytest.raises(BadSecret, match="write a signing secret like whsec_") as failure:
        read_secret(written)
    assert "can" not in str(failure.value)


def test_a_secret_that_is_too_short_is_not_handed_out() -> None:
    with pytest.raises(BadSecret):
        write_secret(b"short")
