import ssl
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.mail.connecting import Security
from channels.mail.smtp import MailServer
from channels.paging.email import EmailPager
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from tests.channels import mail_server
from tests.channels.building import NOW, SENDER, StoppedClock, email_pager
from tests.channels.certificates import certificate_for, server_side
from tests.channels.contract import assert_says_nothing
from tests.channels.mail_server import Answers, Fault, HangsUp, KeepsSilent, Stage
from tests.channels.paging.contract import TEXT
from tests.channels.paging.test_contract import message_to

MESSAGE = message_to("sam@example.org")
HOST = "localhost"
LOGIN = ("desk", "pass wörd")


async def test_the_envelope_and_the_mail_name_the_same_two_addresses() -> None:
    async with mail_server.MailServer() as server:
        assert await email_pager(server.port).call(MESSAGE) == Receipt()
        [mail] = server.taken
        assert (mail.sender, mail.recipients) == (SENDER, ("sam@example.org",))
        assert b"\r\nFrom: desk@example.org\r\nTo: sam@example.org\r\n" in mail.content
        assert f"\r\nDate: {NOW:%a, %d %b %Y %H:%M:%S} +0000\r\n".encode() in mail.content
        assert not mail.encrypted


@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.RECIPIENT, Stage.START, Stage.END])
@pytest.mark.parametrize(
    ("line", "failure", "reason"),
    [
        ("421 4.3.2 closing", NotNow, "smtp_421_4_3_2"),
        ("451 4.3.0 later", NotNow, "smtp_451_4_3_0"),
        ("550 5.7.1 never", Refused, "smtp_550_5_7_1"),
        ("552 5.3.4 too much", Refused, "smtp_552_5_3_4"),
    ],
)
async def test_a_refusal_means_the_same_at_every_stage(
    stage: Stage, line: str, failure: type[Refused | NotNow], reason: str
) -> None:
    async with mail_server.MailServer() as server:
        server.then(Answers(stage, line))
        pager = email_pager(server.port)
        with pytest.raises(failure, match=f"^{reason}$") as raised:
            await pager.call(MESSAGE)
        assert_says_nothing(raised.value, line, "sam@", TEXT)
        assert server.taken == []
        assert await pager.call(MESSAGE) == Receipt()


@pytest.mark.parametrize("stage", [Stage.GREETING, Stage.SENDER, Stage.RECIPIENT, Stage.START])
@pytest.mark.parametrize("fault", [HangsUp, KeepsSilent])
async def test_what_breaks_before_the_mail_has_left_may_be_tried_again(
    stage: Stage, fault: type[HangsUp] | type[KeepsSilent]
) -> None:
    async with mail_server.MailServer() as server:
        server.then(fault(stage))
        with pytest.raises(NotNow) as failure:
            await email_pager(server.port, whole_timeout=0.3).call(MESSAGE)
        assert failure.value.reason == "unreachable"
        assert server.taken == []


@pytest.mark.parametrize(
    "fault",
    [
        HangsUp(Stage.END),
        Answers(Stage.END, "well, perhaps"),
        Answers(Stage.END, "354 go on"),
    ],
)
async def test_what_breaks_once_the_mail_has_left_proves_nothing(fault: Fault) -> None:
    async with mail_server.MailServer() as server:
        server.then(fault)
        with pytest.raises(OutcomeUnknown, match=r"^no_answer$"):
            await email_pager(server.port).call(MESSAGE)


async def test_a_server_that_keeps_silent_once_the_mail_has_left_proves_nothing() -> None:
    async with mail_server.MailServer() as server:
        server.then(KeepsSilent(Stage.END))
        with pytest.raises(OutcomeUnknown, match=r"^no_answer$"):
            await email_pager(server.port, whole_timeout=1.5).call(MESSAGE)


@pytest.mark.parametrize(
    ("line", "failure", "reason"),
    [
        ("421 4.3.2 busy", NotNow, "smtp_421_4_3_2"),
        ("554 5.3.2 no mail here", Refused, "smtp_554_5_3_2"),
        ("HTTP/1.1 400 Bad Request", NotNow, "unreachable"),
    ],
)
async def test_a_server_that_turns_us_away_at_once_has_nothing(
    line: str, failure: type[Refused | NotNow], reason: str
) -> None:
    async with mail_server.MailServer() as server:
        server.then(Answers(Stage.GREETING, line))
        with pytest.raises(failure, match=f"^{reason}$"):
            await email_pager(server.port).call(MESSAGE)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "no-such-host.invalid"])
async def test_a_name_that_leads_nowhere_is_out_of_reach(host: str) -> None:
    server = MailServer(SENDER, host, 25, Security.NONE)
    with pytest.raises(NotNow, match="unreachable"):
        await EmailPager(server, StoppedClock(), whole_timeout=2).call(MESSAGE)


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "säm@example.org"},
        {"address": "sam@example.org> NOTIFY=NEVER"},
        {"address": "sam@example.org\r\nRCPT TO:<eve@example.org>"},
        {"address": ""},
        {"text": "lone \ud800"},
        {"subject": "lone \ud800"},
    ],
)
async def test_what_cannot_be_written_is_refused_before_anybody_is_called(
    changes: Mapping[str, str],
) -> None:
    async with mail_server.MailServer() as server:
        with pytest.raises(Refused) as failure:
            await email_pager(server.port).call(replace(MESSAGE, **changes))  # type: ignore[arg-type] # only texts
        assert failure.value.reason == "unwritable"
        assert_says_nothing(failure.value, "lone", "example.org")
        assert server.connections == 0


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_for(HOST, tmp_path)


def pager_to(port: int, security: Security, trusted: Path | None, **login: Any) -> EmailPager:
    trust = ssl.create_default_context(cafile=trusted)
    server = MailServer(SENDER, HOST, port, security, **login)
    return EmailPager(server, StoppedClock(), tls=trust)


def secured(security: Security, certificate: Path) -> mail_server.MailServer:
    context = server_side(certificate, [])
    if security is Security.TLS:
        return mail_server.MailServer(tls=context, login=LOGIN)
    return mail_server.MailServer(starttls=context, login=LOGIN)


each_encryption = pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])


@each_encryption
async def test_we_log_in_on_an_encrypted_connection(security: Security, certificate: Path) -> None:
    async with secured(security, certificate) as server:
        pager = pager_to(server.port, security, certificate, user=LOGIN[0], password=LOGIN[1])
        assert await pager.call(MESSAGE) == Receipt()
        [mail] = server.taken
        assert (mail.encrypted, mail.user) == (True, "desk")


@each_encryption
async def test_a_wrong_password_is_refused_and_not_repeated(
    security: Security, certificate: Path
) -> None:
    async with secured(security, certificate) as server:
        pager = pager_to(server.port, security, certificate, user="desk", password="canary")
        with pytest.raises(Refused) as failure:
            await pager.call(MESSAGE)
        assert failure.value.reason == "smtp_535_5_7_8"
        assert_says_nothing(failure.value, "canary")


@each_encryption
async def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    security: Security, certificate: Path
) -> None:
    async with secured(security, certificate) as server:
        with pytest.raises(NotNow, match="unreachable"):
            await pager_to(server.port, security, None).call(MESSAGE)
        assert server.taken == []


async def test_nothing_is_sent_in_the_open_where_encryption_was_asked_for() -> None:
    async with mail_server.MailServer() as server:
        with pytest.raises(NotNow, match="unsupported"):
            await pager_to(server.port, Security.STARTTLS, None).call(MESSAGE)
        assert server.taken == []


async def test_a_server_without_log_in_is_not_logged_in_to() -> None:
    async with mail_server.MailServer() as server:
        pager = pager_to(server.port, Security.NONE, None, user="desk", password="canary")
        with pytest.raises(NotNow, match="unsupported") as failure:
            await pager.call(MESSAGE)
        assert_says_nothing(failure.value, "canary")


def test_a_mail_server_does_not_show_its_password() -> None:
    server = MailServer(SENDER, HOST, 587, Security.STARTTLS, "desk", "canary")
    assert "canary" not in repr(server)
