"""What Meta signs is ours to read; what it did not sign is not, whatever it says."""

import base64
import json

import pytest

from domain.channels import Request
from tests.channels.platforms.meta_accounts import greeting, offline
from tests.standins.meta import APP_SECRET
from tests.standins.meta_webhooks import (
    NOW,
    direct_text,
    directly,
    on_whatsapp,
    signed,
    wa_text,
    written,
)

CHANNELS = [
    pytest.param(name, marks=pytest.mark.channel(name, "signature", "handshake"))
    for name in ("whatsapp", "messenger", "instagram")
]
TEXT = "Olá — 注文 🚚 https://example.org/ü"


def document(channel: str) -> dict[str, object]:
    if channel == "whatsapp":
        return on_whatsapp(wa_text("A", TEXT))
    kind = "page" if channel == "messenger" else "instagram"
    return directly(direct_text("A", TEXT, kind=kind), kind=kind)


def with_header(body: bytes, header: str | None) -> Request:
    headers = {} if header is None else {"x-hub-signature-256": header}
    return Request("POST", "https://desk.example/hook", headers, {}, body, NOW)


def test_the_published_example_has_the_signature_that_others_compute_of_it() -> None:
    request = signed(b"hello world", "sesame")
    assert request.headers["x-hub-signature-256"].startswith("sha256=f39034b2")
    assert offline("messenger", {"app_secret": ["sesame"]}).accepts(request)


@pytest.mark.parametrize("name", CHANNELS)
def test_what_meta_signed_is_accepted_as_it_came_and_not_as_we_would_write_it(name: str) -> None:
    channel, body = offline(name), written(document(name))
    request = signed(body)
    assert body.isascii()
    assert channel.accepts(request)
    header = request.headers["x-hub-signature-256"]
    again = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()
    for other in (again, body + b" ", body.replace(b"\\/", b"/"), body.decode().encode("utf-16")):
        assert not channel.accepts(with_header(other, header))
    assert channel.accepts(with_header(body, header))


@pytest.mark.parametrize("name", CHANNELS)
def test_a_signature_that_is_missing_wrong_or_written_otherwise_is_refused(name: str) -> None:
    channel, body = offline(name), written(document(name))
    right = signed(body).headers["x-hub-signature-256"]
    raw = bytes.fromhex(right.removeprefix("sha256="))
    others = [
        *(None, "", "sha256=", right.removeprefix("sha256="), right[:-1], f"{right}0"),
        *(right.upper(), right.replace("sha256", "sha1"), f" {right}", f"{right},{right}"),
        *(f"sha256={base64.b64encode(raw).decode()}", "sha256=ключ", "\ud800"),
        signed(body, "another secret").headers["x-hub-signature-256"],
        signed(body, "").headers["x-hub-signature-256"],
    ]
    assert [other for other in others if channel.accepts(with_header(body, other))] == []
    assert not channel.accepts(
        Request("POST", "https://desk.example/hook", {"x-hub-signature": right}, {}, body, NOW)
    )


@pytest.mark.parametrize("name", CHANNELS)
def test_while_an_app_secret_changes_both_are_good_and_without_one_nothing_is(name: str) -> None:
    body = written(document(name))
    changing = offline(name, {"app_secret": ["the new one", APP_SECRET]})
    assert changing.accepts(signed(body))
    assert changing.accepts(signed(body, "the new one"))
    assert not changing.accepts(signed(body, "a third"))
    assert not offline(name, {"app_secret": []}).accepts(signed(body, ""))
    assert not offline(name, {"app_secret": [""]}).accepts(signed(body, ""))


@pytest.mark.parametrize("name", CHANNELS)
def test_the_handshake_gives_back_the_challenge_to_whoever_knows_the_token(name: str) -> None:
    channel = offline(name, {"verify_token": ["new", "verify-me"]})
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": "verify-me",
        "hub.challenge": "1158201444",
    }
    assert channel.greeting(greeting(asked)) == "1158201444"
    assert channel.greeting(greeting({**asked, "hub.verify_token": "new"})) == "1158201444"
    for wrong in (
        {"hub.verify_token": "other"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "ключ\ud800"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "<script>alert(1)</script>"},
        {"hub.challenge": "1" * 300},
    ):
        assert channel.greeting(greeting({**asked, **wrong})) is None
    assert channel.greeting(greeting(asked, "POST")) is None
    assert channel.greeting(greeting({})) is None
    assert offline(name, {"verify_token": []}).greeting(greeting(asked)) is None
