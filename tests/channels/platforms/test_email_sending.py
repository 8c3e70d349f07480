import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from channels.mail.connecting import Security
from channels.mail.smtp import Envelope, MailHandover, MailServer
from channels.mail.tokens import key_of_bounce_address, key_of_message_id
from domain.attachments import AttachedFile
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from tests.channels import mail_server
from tests.channels.certificates import certificate_for, server_side
from tests.channels.contract import assert_says_nothing
from tests.channels.mail.writing import KEY, MAILBOX, TICKET, files_of, message, read, text_of
from tests.channels.mail_server import Answers, Fault, HangsUp, KeepsSilent, Stage
from tests.channels.platforms.email_accounts import email_account, email_channel

THAI = "คำสั่งซื้อของคุณจะถึงพรุ่งนี้\n.\n..สองจุด"
PERSONAL = ("maria@", "สั่งซื้อ", "Where is it")
BEFORE = [Stage.GREETING, Stage.SENDER, Stage.RECIPIENT, Stage.START]


@pytest.mark.channel("email", "out")
async def test_a_message_goes_out_with_its_words_and_comes_back_to_its_own_address() -> None:
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        receipt = await channel.send(message(text=THAI, language="th"))
        [taken] = server.taken
        mail = read(taken.content)
        assert taken.recipients == ("maria@example.com",)
        assert key_of_bounce_address(MAILBOX, taken.sender) == KEY
        assert receipt == Receipt(mail["Message-ID"])
        assert key_of_message_id(MAILBOX, receipt.provider_id) == KEY
        assert text_of(mail).replace("\r\n", "\n") == THAI
        assert mail["Subject"] == "Re: Where is it?"
        assert not taken.encrypted


@pytest.mark.channel("email", "files")
async def test_files_go_along() -> None:
    large = AttachedFile("رسم.png", bytes(range(256)) * 12_000, media_type="image/png")
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        assert channel.sends_files
        await channel.send(message(files=(large,)))
        [file] = files_of(read(server.taken[0].content))
        assert (file.name, file.content) == (large.name, large.content)


@pytest.mark.channel("email", "files")
async def test_files_that_no_server_takes_are_refused_before_anybody_is_called() -> None:
    half = AttachedFile("x.bin", bytes(10 * 1024 * 1024))
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        with pytest.raises(Refused, match=r"^too_large$"):
            await channel.send(message(files=(half, half)))
        assert server.connections == 0


@pytest.mark.channel("email", "never")
async def test_a_mail_that_is_too_large_for_its_server_is_refused_before_it_leaves() -> None:
    async with (
        mail_server.MailServer(largest=5_000) as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        with pytest.raises(Refused, match=r"^smtp_552"):
            await channel.send(message(text="x" * 9_000))
        await channel.send(message())
        assert len(server.taken) == 1


@pytest.mark.channel("email", "again", "never", "blocked")
@pytest.mark.parametrize("stage", [Stage.SENDER, Stage.RECIPIENT, Stage.START, Stage.END])
@pytest.mark.parametrize(
    ("line", "failure", "reason"),
    [
        ("421 4.3.2 closing", NotNow, "smtp_421_4_3_2"),
        ("450 4.2.0 greylisted, maria@", NotNow, "smtp_450_4_2_0"),
        ("451 later, maria@", NotNow, "smtp_451"),
        ("452 4.2.2 full", NotNow, "smtp_452_4_2_2"),
        ("550 5.1.1 no maria@ here", Refused, "smtp_550_5_1_1"),
        ("550 4.7.1 it contradicts itself", Refused, "smtp_550"),
        ("554 5.7.1 maria@ does not want you", Refused, "smtp_554_5_7_1"),
        ("552 5.12345.1 too much", Refused, "smtp_552"),
    ],
)
async def test_the_code_says_whether_to_come_again(
    stage: Stage, line: str, failure: type[Exception], reason: str
) -> None:
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        server.then(Answers(stage, line))
        with pytest.raises(failure, match=f"^{reason}$") as raised:
            await channel.send(message(text=THAI))
        assert_says_nothing(raised.value, line, *PERSONAL)
        assert server.taken == []
        await channel.send(message())
        assert len(server.taken) == 1


@pytest.mark.channel("email", "again")
@pytest.mark.parametrize("stage", BEFORE)
@pytest.mark.parametrize("fault", [HangsUp, KeepsSilent])
async def test_what_breaks_before_the_mail_has_left_may_be_tried_again(
    stage: Stage, fault: type[HangsUp] | type[KeepsSilent]
) -> None:
    account = email_account(smtp_port=1)
    async with mail_server.MailServer() as server:
        account = email_account(smtp_port=server.port)
        async with email_channel(account, whole_timeout=0.3) as channel:
            server.then(fault(stage))
            with pytest.raises(NotNow, match=r"^unreachable$"):
                await channel.send(message())
            assert server.taken == []


@pytest.mark.parametrize(
    "fault", [HangsUp(Stage.END), Answers(Stage.END, "perhaps"), Answers(Stage.END, "354 go on")]
)
async def test_what_breaks_once_the_mail_has_left_proves_nothing(fault: Fault) -> None:
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        server.then(fault)
        with pytest.raises(OutcomeUnknown, match=r"^no_answer$") as raised:
            await channel.send(message(text=THAI))
        assert_says_nothing(raised.value, *PERSONAL)
        assert not channel.folds_repeats  # so that nobody sends it again
        await channel.send(message(text=THAI))
        ids = {read(one.content)["Message-ID"] for one in server.taken}
        assert len(ids) == 1  # and whoever has both can tell


async def test_a_server_that_keeps_silent_once_the_mail_has_left_proves_nothing() -> None:
    async with mail_server.MailServer() as server:
        account = email_account(smtp_port=server.port)
        async with email_channel(account, whole_timeout=1.5) as channel:
            server.then(KeepsSilent(Stage.END))
            with pytest.raises(OutcomeUnknown, match=r"^no_answer$"):
                await channel.send(message())


@pytest.mark.channel("email", "again")
async def test_where_nobody_listens_nothing_was_sent(closed_port: int) -> None:
    async with email_channel(email_account(smtp_port=closed_port)) as channel:
        with pytest.raises(NotNow, match=r"^unreachable$"):
            await channel.send(message())


@pytest.mark.channel("email", "never")
@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "säm@example.org"},
        {"recipient": "sam@example.org\r\nRCPT TO:<eve@example.org>"},
        {"text": "lone \ud800"},
        {"key": "no key of ours"},
    ],
)
async def test_what_cannot_be_written_is_refused_before_anybody_is_called(
    changes: Mapping[str, Any],
) -> None:
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        with pytest.raises(Refused, match=r"^unwritable$") as raised:
            await channel.send(message(**changes))
        assert_says_nothing(raised.value, "lone", "example.org")
        assert server.connections == 0


@pytest.mark.channel("email", "never")
@pytest.mark.parametrize(
    ("host", "loopback"), [("127.0.0.1", False), ("169.254.169.254", True), ("localhost", False)]
)
async def test_what_is_never_called_is_not_called(host: str, loopback: bool) -> None:
    async with mail_server.MailServer() as server:
        account = email_account(smtp_host=host, smtp_port=server.port, loopback=loopback)
        async with email_channel(account) as channel:
            with pytest.raises(Refused, match=r"^forbidden_destination$"):
                await channel.send(message())
        assert server.connections == 0


async def test_mails_that_are_sent_together_all_arrive() -> None:
    async with (
        mail_server.MailServer() as server,
        email_channel(email_account(smtp_port=server.port)) as channel,
    ):
        keys = [f"{TICKET}:{number}:0" for number in range(20)]
        await asyncio.gather(*(channel.send(message(key=key)) for key in keys))
        told = {key_of_message_id(MAILBOX, read(one.content)["Message-ID"]) for one in server.taken}
        assert told == {*keys}


async def test_a_line_that_begins_with_a_dot_arrives_with_it() -> None:
    mail = b"Subject: x\r\n\r\n.\r\n..two\r\nend.\r\n"
    async with mail_server.MailServer() as server:
        given = MailServer("care@example.org", "127.0.0.1", server.port, Security.NONE)
        handover = MailHandover(given, whole_timeout=10)
        outcome = await handover.give(Envelope("care@example.org", "maria@example.com", mail))
        assert outcome == Receipt()
        assert server.taken[0].content == mail


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return certificate_for("localhost", tmp_path)


def encrypted(security: str, certificate: Path) -> mail_server.MailServer:
    context = server_side(certificate, [])
    login = ("care", "pass wörd")
    if security == "tls":
        return mail_server.MailServer(tls=context, login=login)
    return mail_server.MailServer(starttls=context, login=login)


@pytest.mark.channel("email", "token")
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_log_in_that_is_not_taken_is_operations_to_mend(
    security: str, certificate: Path
) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    async with encrypted(security, certificate) as server:
        for password, expected in [("pass wörd", None), ("canary", "smtp_535_5_7_8")]:
            account = email_account(
                smtp_host="localhost",
                smtp_port=server.port,
                smtp_security=security,
                smtp_user="care",
                secrets={"smtp_password": [password]},
            )
            async with email_channel(account, tls=trust) as channel:
                if expected is None:
                    await channel.send(message())
                    continue
                with pytest.raises(TokenRefused, match=f"^{expected}$") as raised:
                    await channel.send(message())
                assert_says_nothing(raised.value, "canary", *PERSONAL)
        assert [(mail.encrypted, mail.user) for mail in server.taken] == [(True, "care")]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    security: str, certificate: Path
) -> None:
    async with encrypted(security, certificate) as server:
        account = email_account(
            smtp_host="localhost", smtp_port=server.port, smtp_security=security
        )
        async with email_channel(account) as channel:
            with pytest.raises(NotNow, match=r"^unreachable$"):
                await channel.send(message())
        assert server.taken == []


async def test_nothing_is_sent_in_the_open_where_encryption_was_asked_for() -> None:
    async with mail_server.MailServer() as server:
        account = email_account(smtp_port=server.port, smtp_security="starttls")
        async with email_channel(account) as channel:
            with pytest.raises(NotNow, match=r"^unsupported$"):
                await channel.send(message())
        assert server.taken == []
