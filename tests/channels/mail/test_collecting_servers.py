"""Servers as they are set up out there: how they are reached, and what they can."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from channels.mail.connecting import Place, Security
from tests.channels.certificates import certificate_for
from tests.channels.mail.intake import PACE, USERS, intake, mail
from tests.dovecot import NO_DOVECOT, Dovecot, dovecot, programs

pytestmark = pytest.mark.skipif(programs() is None, reason=NO_DOVECOT)


@pytest.fixture
async def server() -> AsyncIterator[Dovecot]:
    async with dovecot(users=USERS) as running:
        yield running


async def test_a_server_that_tells_nothing_by_itself_is_asked_now_and_then() -> None:
    silent = "imap_capability = IMAP4rev1 LITERAL+"  # no IDLE, and no MOVE
    async with (
        dovecot(users=USERS, more=silent) as server,
        intake(server, pace=replace(PACE, news=0.05)) as mails,
    ):
        async with mails.listening() as waiting:
            await mails.comes_to("listening")
            server.deliver("support", mail(1))
            first = await waiting
        await first.keep()
        server.deliver("support", mail(2))
        assert await mails.settled() == mail(2)
        assert server.mails("support", "Meridian/Kept") == [mail(1)]
        assert server.mails("support") == [mail(2)]


async def test_our_folders_are_named_as_the_server_separates_names() -> None:
    async with dovecot(users=USERS, separator=".") as server, intake(server) as mails:
        server.deliver("support", mail(1))
        server.deliver("support", mail(2))
        await mails.settled()
        await mails.settled()
        assert server.mails("support", "Meridian.Kept") == [mail(1)]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_for("localhost", tmp_path)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_mails_come_over_an_encrypted_connection(
    certificate: Path, security: Security
) -> None:
    async with dovecot(users=USERS, certificate=certificate) as server:
        port = server.tls_port if security is Security.TLS else server.port
        place = Place("localhost", port)
        async with (
            intake(server, place=place, security=security) as mails,
            mails.listening() as waiting,
        ):
            await mails.comes_to("listening")
            server.deliver("support", mail(1))
            assert (await waiting).request.body == mail(1)
        assert ", TLS, session" in (server.folder / "log").read_text()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_of_another_name_hears_no_password(
    certificate: Path, security: Security
) -> None:
    async with dovecot(users=USERS, certificate=certificate) as server:
        port = server.tls_port if security is Security.TLS else server.port
        place = Place("127.0.0.1", port)  # which the certificate does not name
        async with intake(server, place=place, security=security) as mails, mails.listening():
            await mails.comes_to("unreachable")
        assert "Login: user" not in (server.folder / "log").read_text()


async def test_no_password_travels_in_the_open_but_on_this_machine(server: Dovecot) -> None:
    for security, place, reason in [
        (Security.NONE, Place("mail.example.org", 143, loopback=False), "unencrypted"),
        (Security.STARTTLS, Place("127.0.0.1", server.port), "unsupported"),
        (Security.TLS, Place("127.0.0.1", server.port, loopback=False), "forbidden_destination"),
        (Security.TLS, Place("169.254.169.254", 993), "forbidden_destination"),
    ]:
        async with intake(server, security=security, place=place) as mails, mails.listening():
            await mails.comes_to(reason)


async def test_a_name_that_leads_nowhere_is_out_of_reach(server: Dovecot) -> None:
    for host in ("no-such-host.invalid", "a" * 64 + ".example"):
        async with intake(server, place=Place(host, 143)) as mails, mails.listening():
            await mails.comes_to("unreachable")
