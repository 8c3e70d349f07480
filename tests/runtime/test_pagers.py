"""Each setting of `notifications.yaml`, seen by who is told."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail.addresses import is_address
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import read_secret, verify
from domain.notifications import Pager, PagerMessage, Way
from domain.ports import NotNow, Receipt, Refused
from rulebook.desk import read_desk
from rulebook.facts import Desk, EmailAccount, SecretReference, Webhook
from rulebook.schemas.ways import email_address
from runtime.accounts import make_callback_secret
from runtime.clock import SystemClock
from runtime.keys import KeyMissing
from runtime.pagers import pagers_of
from runtime.settings import ROOT, Settings
from tests.channels.certificates import certificate_for, server_side
from tests.channels.mail_server import MailServer
from tests.channels.receiver import Receiver

IN_A_FILE = SecretReference("file", "pager-secret")
BY_EMAIL = PagerMessage("b-1", "sam@example.org", "sam", "A ticket waits", "It waits.", ())
BY_WEBHOOK = replace(BY_EMAIL, address="on-call")


@pytest.fixture(scope="module")
def sample() -> Desk:
    return read_desk(ROOT / "desk")


@pytest.fixture
async def http() -> AsyncIterator[GuardedHttp]:
    async with GuardedHttp() as http:
        yield http


def with_webhook(desk: Desk, port: int, **changes: object) -> Desk:
    webhook = Webhook(f"http://127.0.0.1:{port}/desk", IN_A_FILE, loopback=True)
    return replace(desk, webhooks={"on-call": replace(webhook, **changes)})  # type: ignore[arg-type] # any field


def with_email(desk: Desk, port: int, **changes: object) -> Desk:
    account = EmailAccount("desk@example.org", "localhost", port, "none", None, None)
    return replace(desk, email=replace(account, **changes))  # type: ignore[arg-type] # any field


def pagers(
    desk: Desk,
    http: GuardedHttp,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    embedded: bool = True,
) -> dict[Way, Pager]:
    settings = Settings(keys=folder, embedded=embedded)
    return pagers_of(settings, desk, http, environment or {})


def test_a_desk_without_ways_has_no_pagers(sample: Desk, http: GuardedHttp, tmp_path: Path) -> None:
    assert pagers(sample, http, tmp_path) == {}


async def test_a_webhook_is_called_at_its_url_and_signed_with_its_secret(
    sample: Desk, http: GuardedHttp, tmp_path: Path
) -> None:
    secret = make_callback_secret(tmp_path, "pager-secret")
    async with Receiver() as receiver:
        found = pagers(with_webhook(sample, receiver.port), http, tmp_path)
        assert await found[Way.WEBHOOK].call(BY_WEBHOOK) == Receipt()
        [request] = receiver.requests
        assert request.line == "POST /desk HTTP/1.1"
        now = SystemClock().now()
        assert verify(read_secret(secret), request.headers, request.body, now)


@pytest.mark.parametrize(("loopback", "embedded"), [(False, True), (True, False)])
async def test_loopback_has_an_effect_only_on_a_desk_of_one_machine(
    sample: Desk, http: GuardedHttp, tmp_path: Path, loopback: bool, embedded: bool
) -> None:
    make_callback_secret(tmp_path, "pager-secret")
    desk = with_webhook(sample, 9, loopback=loopback)
    found = pagers(desk, http, tmp_path, embedded=embedded)
    with pytest.raises(Refused, match="forbidden_destination"):
        await found[Way.WEBHOOK].call(BY_WEBHOOK)


def test_a_secret_is_looked_for_where_it_is_named(
    sample: Desk, http: GuardedHttp, tmp_path: Path
) -> None:
    with pytest.raises(KeyMissing, match="the secret pager-secret is not in the file that names"):
        pagers(with_webhook(sample, 9), http, tmp_path)
    desk = with_webhook(sample, 9, secret=SecretReference("environment", "ON_CALL_SECRET"))
    with pytest.raises(KeyMissing, match="the secret ON_CALL_SECRET is not in the environment"):
        pagers(desk, http, tmp_path)
    secret = make_callback_secret(tmp_path, "any")
    assert list(pagers(desk, http, tmp_path, {"ON_CALL_SECRET": secret})) == [Way.WEBHOOK]


@pytest.mark.parametrize("secret", ["canary", ""])
def test_what_is_no_secret_is_refused_without_being_shown(
    sample: Desk, http: GuardedHttp, tmp_path: Path, secret: str
) -> None:
    desk = with_webhook(sample, 9, secret=SecretReference("environment", "ON_CALL_SECRET"))
    with pytest.raises(KeyMissing, match="the secret ON_CALL_SECRET cannot be used") as refusal:
        pagers(desk, http, tmp_path, {"ON_CALL_SECRET": secret})
    assert "canary" not in str(refusal.value)


async def test_mail_comes_from_the_desk_to_the_server_and_port_of_the_file(
    sample: Desk, http: GuardedHttp, tmp_path: Path
) -> None:
    async with MailServer() as server:
        found = pagers(with_email(sample, server.port), http, tmp_path)
        assert list(found) == [Way.EMAIL]
        assert await found[Way.EMAIL].call(BY_EMAIL) == Receipt()
        [mail] = server.taken
        assert (mail.sender, mail.recipients) == ("desk@example.org", ("sam@example.org",))
        assert not mail.encrypted


@pytest.mark.parametrize(("security", "reason"), [("starttls", "unsupported"), ("tls", "unreach")])
async def test_encryption_that_was_asked_for_is_not_left_out(
    sample: Desk, http: GuardedHttp, tmp_path: Path, security: str, reason: str
) -> None:
    async with MailServer() as server:
        found = pagers(with_email(sample, server.port, security=security), http, tmp_path)
        with pytest.raises(NotNow, match=reason):
            await found[Way.EMAIL].call(BY_EMAIL)
        assert server.taken == []


async def test_the_desk_logs_in_as_the_file_says(
    sample: Desk, http: GuardedHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for("localhost", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # what this machine vouches for
    async with MailServer(
        starttls=server_side(certificate, []), login=("desk", "a password")
    ) as server:
        desk = with_email(
            sample,
            server.port,
            security="starttls",
            user="desk",
            password=SecretReference("environment", "SMTP_PASSWORD"),
        )
        right = pagers(desk, http, tmp_path, {"SMTP_PASSWORD": "a password"})
        assert await right[Way.EMAIL].call(BY_EMAIL) == Receipt()
        assert [(mail.encrypted, mail.user) for mail in server.taken] == [(True, "desk")]
        wrong = pagers(desk, http, tmp_path, {"SMTP_PASSWORD": "another"})
        with pytest.raises(Refused, match="smtp_535"):
            await wrong[Way.EMAIL].call(BY_EMAIL)


def test_a_password_that_is_not_there_is_named(
    sample: Desk, http: GuardedHttp, tmp_path: Path
) -> None:
    password = SecretReference("file", "smtp-password")
    desk = with_email(sample, 587, security="tls", user="desk", password=password)
    with pytest.raises(KeyMissing, match="the secret smtp-password is not in the file"):
        pagers(desk, http, tmp_path)


@given(
    st.emails()
    | st.from_regex(r"\A[\w.!#'+-]{1,70}@[\w.-]{1,80}\Z")
    | st.text(alphabet='ab.-@<>" \r\n+é', max_size=12)
)
def test_every_address_that_the_desk_takes_is_one_that_mail_can_be_sent_to(text: str) -> None:
    try:
        taken = email_address(text)
    except ValueError:
        return
    assert is_address(taken)
