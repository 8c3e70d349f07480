"""Each key of `notifications.yaml`, seen by who is told."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from channels.web.guarded_http import GuardedHttp
from channels.web.signature import read_secret, verify
from domain.notifications import Pager, PagerMessage, Way
from domain.ports import NotNow, Receipt, Refused
from rulebook.facts import Desk
from runtime.accounts import make_callback_secret
from runtime.clock import SystemClock
from runtime.keys import KeyMissing
from runtime.pagers import pagers_of
from runtime.settings import Settings
from tests.channels.certificates import certificate_for, server_side
from tests.channels.mail_server import MailServer
from tests.channels.receiver import Receiver
from tests.rulebook.building import Copy

NOTIFICATIONS = "notifications.yaml"
WEBHOOK = """webhooks:
  on-call:
    url: {url}
    secret: {secret}
    loopback: {loopback}
"""
EMAIL = """email:
  from: {sender}
  server: localhost
  port: {port}
  security: {security}
"""
LOGIN = "  user: desk\n  password: {password}\n"
FILE, ENVIRONMENT = "{file: a-secret}", "{environment: A_SECRET}"
BY_EMAIL = PagerMessage("b-1", "sam@example.org", "sam", "A ticket waits", "It waits.", ())
BY_WEBHOOK = replace(BY_EMAIL, address="on-call")


@pytest.fixture
async def http() -> AsyncIterator[GuardedHttp]:
    async with GuardedHttp() as http:
        yield http


def webhook(copy: Copy, url: str, secret: str = FILE, loopback: str = "true") -> Desk:
    text = WEBHOOK.format(url=url, secret=secret, loopback=loopback)
    return copy.write(NOTIFICATIONS, text).read()


def email(copy: Copy, port: int, login: str = "", **changes: str) -> Desk:
    facts = {"sender": "desk@example.org", "security": "none"} | changes
    return copy.write(NOTIFICATIONS, EMAIL.format(port=port, **facts) + login).read()


def pagers(
    desk: Desk, http: GuardedHttp, folder: Path, environment: Mapping[str, str] | None = None
) -> dict[Way, Pager]:
    settings = Settings(keys=folder, embedded=True)
    return pagers_of(settings, desk, http, environment or {})


@pytest.mark.shows_key(
    "notifications.webhooks", "notifications.webhooks.url", "notifications.webhooks.secret.file"
)
async def test_a_webhook_is_called_at_its_url_and_signed_with_its_secret(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    assert pagers(copy.write(NOTIFICATIONS, "webhooks: {}\n").read(), http, tmp_path) == {}
    secret = make_callback_secret(tmp_path, "a-secret")
    async with Receiver() as one, Receiver() as other:
        for receiver in (one, other):
            desk = webhook(copy, f"http://127.0.0.1:{receiver.port}/desk")
            pager = pagers(desk, http, tmp_path)[Way.WEBHOOK]
            assert await pager.call(BY_WEBHOOK) == Receipt()
        for receiver in (one, other):
            [request] = receiver.requests
            now = SystemClock().now()
            assert verify(read_secret(secret), request.headers, request.body, now)


@pytest.mark.shows_key("notifications.webhooks.secret", "notifications.webhooks.secret.environment")
async def test_the_secret_of_a_webhook_is_looked_for_where_the_file_says(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    url = "https://pager.example.org/desk"
    with pytest.raises(KeyMissing, match="the secret a-secret is not in the file"):
        pagers(webhook(copy, url), http, tmp_path)
    desk = webhook(copy, url, ENVIRONMENT)
    with pytest.raises(KeyMissing, match="the secret A_SECRET is not in the environment"):
        pagers(desk, http, tmp_path)
    secret = make_callback_secret(tmp_path, "any")
    assert list(pagers(desk, http, tmp_path, {"A_SECRET": secret})) == [Way.WEBHOOK]


@pytest.mark.shows_key("notifications.webhooks.loopback")
async def test_only_with_loopback_a_webhook_may_be_on_this_machine(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    make_callback_secret(tmp_path, "a-secret")
    async with Receiver() as receiver:
        desk = webhook(copy, f"http://127.0.0.1:{receiver.port}/desk")
        assert await pagers(desk, http, tmp_path)[Way.WEBHOOK].call(BY_WEBHOOK) == Receipt()
    away = webhook(copy, "https://127.0.0.1:9/desk", loopback="false")
    with pytest.raises(Refused, match="forbidden_destination"):
        await pagers(away, http, tmp_path)[Way.WEBHOOK].call(BY_WEBHOOK)


@pytest.mark.shows_key(
    "notifications.email", "notifications.email.from", "notifications.email.port"
)
async def test_mail_comes_from_the_address_to_the_port_of_the_file(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    assert pagers(copy.write(NOTIFICATIONS, "email: null\n").read(), http, tmp_path) == {}
    async with MailServer() as one, MailServer() as other:
        for server, sender in ((one, "desk@example.org"), (other, "night@example.org")):
            pager = pagers(email(copy, server.port, sender=sender), http, tmp_path)[Way.EMAIL]
            assert await pager.call(BY_EMAIL) == Receipt()
        assert [mail.sender for mail in one.taken] == ["desk@example.org"]
        assert [mail.sender for mail in other.taken] == ["night@example.org"]


@pytest.mark.shows_key("notifications.email.server")
async def test_mail_goes_to_the_server_of_the_file(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    async with MailServer() as server:
        email(copy, server.port)
        here = copy.read()
        nowhere = copy.edit(NOTIFICATIONS, "localhost", "nowhere.invalid").read()
        with pytest.raises(NotNow, match="unreachable"):
            await pagers(nowhere, http, tmp_path)[Way.EMAIL].call(BY_EMAIL)
        assert server.taken == []
        assert await pagers(here, http, tmp_path)[Way.EMAIL].call(BY_EMAIL) == Receipt()


@pytest.mark.shows_key("notifications.email.security")
async def test_encryption_that_the_file_asks_for_is_not_left_out(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    async with MailServer() as server:
        for security in ("starttls", "tls"):
            desk = email(copy, server.port, security=security)
            with pytest.raises(NotNow):
                await pagers(desk, http, tmp_path)[Way.EMAIL].call(BY_EMAIL)
        assert server.taken == []
        plain = pagers(email(copy, server.port), http, tmp_path)[Way.EMAIL]
        assert await plain.call(BY_EMAIL) == Receipt()


@pytest.mark.shows_key(
    "notifications.email.user",
    "notifications.email.password",
    "notifications.email.password.file",
    "notifications.email.password.environment",
)
async def test_the_desk_logs_in_as_the_file_says(
    copy: Copy, http: GuardedHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for("localhost", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # what this machine vouches for
    keys = tmp_path / "keys"
    keys.mkdir()
    async with MailServer(
        starttls=server_side(certificate, []), login=("desk", "a password")
    ) as server:

        def pager(user: str, password: str) -> Pager:
            login = LOGIN.format(password=password).replace("desk", user)
            desk = email(copy, server.port, login, security="starttls")
            return pagers(desk, http, keys, {"A_SECRET": "a password"})[Way.EMAIL]

        assert await pager("desk", ENVIRONMENT).call(BY_EMAIL) == Receipt()
        assert [mail.user for mail in server.taken] == ["desk"]
        with pytest.raises(Refused, match="smtp_535"):
            await pager("somebody", ENVIRONMENT).call(BY_EMAIL)
        with pytest.raises(KeyMissing, match="the secret a-secret is not in the file"):
            pager("desk", FILE)
        (keys / "a-secret").write_text("another password", encoding="utf-8")
        (keys / "a-secret").chmod(0o600)
        with pytest.raises(Refused, match="smtp_535"):
            await pager("desk", FILE).call(BY_EMAIL)
