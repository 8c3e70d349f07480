"""Mail through real servers: three mails each way, in Thai, Arabic and Japanese."""

import base64
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.channels.mail.writing import files_of, read, text_of
from tests.channels.receiver import Receiver
from tests.dovecot import NO_DOVECOT, PASSWORD, programs
from tests.e2e.correspondence import Correspondent, Said
from tests.e2e.running import ROOT, Desk, a_desk
from tests.post_office import AUTHSERV, PostOffice, post_office

pytestmark = pytest.mark.skipif(programs() is None, reason=NO_DOVECOT)

CARE: Final = "care@example.org"
MARIA: Final = "maria@example.com"
BOB: Final = "bob@example.com"
USERS: Final = {CARE: "care", "bounce@example.org": "care", MARIA: "maria", BOB: "bob"}
PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
PDF: Final = b"%PDF-1.7\r\n.\r\n..\n\x00\xff" * 30


@dataclass(frozen=True)
class Turn:
    """What the customer says and what is answered, each with a file."""

    said: Said
    language: str
    answer: str
    name: str
    file: bytes


TURNS: Final = (
    Turn(
        Said(
            "สวัสดีค่ะ ฉันสั่งซื้อโทรศัพท์เมื่อวันจันทร์ แต่ยังไม่ได้รับสินค้าเลย ช่วยตรวจสอบให้หน่อยได้ไหมคะ",
            "windows-874",
            {"ใบเสร็จ.png": PNG},
        ),
        "th",
        "เรียน คุณมาเรีย\n\nสินค้าของคุณจะถึงพรุ่งนี้ค่ะ",
        "ใบติดตาม.pdf",
        PDF,
    ),
    Turn(
        Said(
            "شكرًا لكم، ولكن العنوان الذي كتبته خطأ. هل يمكنكم تغييره من فضلكم؟",
            "windows-1256",
            {"العنوان الجديد.txt": "شارع النيل ٧\r\n".encode()},
            "في الأحد، 22 نوفمبر 2026 في 10:00 ص كتب Example Care <care@example.org>:",
        ),
        "ar",
        "مرحبًا ماريا،\n\nغيّرنا العنوان. رقم الطلب هو A-10293.",
        "العنوان.png",
        PNG + b"ar",
    ),
    Turn(
        Said(
            "ご対応ありがとうございます。領収書を送っていただけますか。よろしくお願いいたします。",
            "iso-2022-jp",
            {"依頼書.pdf": PDF + b"ja"},
            "2026年11月22日(日) 10:00 Example Care <care@example.org>:",
        ),
        "ja",
        "マリア様\n\n領収書を添付いたします。",
        "領収書.pdf",
        PDF + b"receipt",
    ),
)


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office(USERS) as running:
        yield running


@pytest.fixture
def with_mail(tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample desk with an account of mail, for a desk on this machine."""
    folder, keys = tmp_path / "desk", tmp_path / "keys"
    shutil.copytree(ROOT / "desk", folder)
    file = folder / "channels.yaml"
    accounts = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings = {
        "address": CARE,
        "name": "Example Care",
        "authserv_id": AUTHSERV,
        "smtp_host": "127.0.0.1",
        "smtp_port": str(office.smtp.port),
        "smtp_security": "none",
        "imap_host": "127.0.0.1",
        "imap_port": str(office.boxes.port),
        "imap_security": "none",
        "imap_user": "care",
    }
    accounts["accounts"].append(
        {
            "channel": "email",
            "account": "care",
            "region": "eu",
            "settings": settings,
            "secrets": {
                "token_key": {"environment": "MAIL_TOKENS"},
                "imap_password": {"environment": "MAIL_PASSWORD"},
            },
            "loopback": True,
        }
    )
    file.write_text(yaml.safe_dump(accounts, allow_unicode=True), encoding="utf-8")
    keys.mkdir(mode=0o700)
    monkeypatch.setenv("MERIDIAN_DESK", str(folder))
    monkeypatch.setenv("MAIL_TOKENS", "a key that only we have")
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)


@pytest.mark.channel("email", "in", "out", "files", "media")
async def test_a_conversation_in_three_scripts_is_one_ticket_and_one_thread(
    tmp_path: Path, office: PostOffice, with_mail: None
) -> None:
    maria = Correspondent(office, MARIA, "maria", "มาเรีย")
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        first = await maria.writes(CARE, "โทรศัพท์ยังไม่มา", TURNS[0].said)
        ticket = await the_ticket(desk)
        [last] = await maria.receives(1)
        assert last["Auto-Submitted"] == "auto-replied"
        assert last["In-Reply-To"] == first
        ours = [str(last["Message-ID"])]
        await desk.ask(ticket, "claim")
        for number, turn in enumerate(TURNS):
            if number:
                await maria.answers(last, turn.said)
            await the_agent_reads(desk, ticket, number, turn)
            await the_agent_answers(desk, ticket, turn)
            last = (await maria.receives(number + 2))[-1]
            the_answer_is_right(last, turn, maria)
            assert not number or set(ours) < set(str(last["References"]).split())
            ours.append(str(last["Message-ID"]))
        assert [one["id"] for one in (await desk.read("/v1/tickets"))["items"]] == [ticket]
        assert len(office.boxes.mails("care", "Meridian/Kept")) == 3
        assert office.boxes.mails("care", "Meridian/Set aside") == []


async def the_ticket(desk: Desk) -> str:
    found = await desk.eventually("/v1/tickets", lambda shown: shown["items"])
    [ticket] = found["items"]
    return str(ticket["id"])


async def the_agent_reads(desk: Desk, ticket: str, number: int, turn: Turn) -> None:
    def has_come(shown: Any) -> bool:
        return len(from_the_customer(shown)) > number

    shown = await desk.eventually(f"/v1/tickets/{ticket}/messages", has_come)
    message = from_the_customer(shown)[number]
    assert message["original"]["text"] == turn.said.text
    [file] = message["attachments"]
    [(name, content)] = turn.said.files.items()
    assert file["name"] == name
    path = f"/v1/tickets/{ticket}/attachments/{file['id']}"
    got = await desk.http.get(path, headers=desk.key("agent"))
    assert (got.status_code, got.content) == (200, content)


def from_the_customer(shown: Any) -> list[Any]:
    return [one for one in shown["items"] if one["direction"] == "in"]


async def the_agent_answers(desk: Desk, ticket: str, turn: Turn) -> None:
    file = {"name": turn.name, "content": base64.b64encode(turn.file).decode()}
    await desk.ask(ticket, "replies", text=turn.answer, language=turn.language, attachments=[file])


def the_answer_is_right(answer: EmailMessage, turn: Turn, maria: Correspondent) -> None:
    assert text_of(answer).replace("\r\n", "\n") == turn.answer
    assert answer["In-Reply-To"] == maria.written[-1]
    named = str(answer["References"]).split()
    assert (named[0], named[-1]) == (maria.written[0], maria.written[-1])
    assert answer["Subject"] == "Re: โทรศัพท์ยังไม่มา"
    assert answer["From"] == "Example Care <care@example.org>"
    [file] = files_of(answer)
    assert (file.name, file.content) == (turn.name, turn.file)
    assert f'dir="{"rtl" if turn.language == "ar" else "ltr"}"' in text_of(answer, "html")


@pytest.mark.attack(3, 4)
async def test_nobody_has_us_fill_the_mailbox_of_somebody_else_and_machines_are_not_answered(
    tmp_path: Path, office: PostOffice, with_mail: None
) -> None:
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        for number in range(6):
            await office.post(forged(number), "eve@evil.example", CARE)
        await office.post(away(), BOB, CARE)
        tickets = await desk.eventually("/v1/tickets", lambda shown: len(shown["items"]) == 7)
        for ticket in tickets["items"]:
            path = f"/v1/tickets/{ticket['id']}/messages"
            await desk.eventually(path, all_is_out)
        [told] = office.boxes.mails("maria")
        assert b"canary" not in told
        assert read(told)["Auto-Submitted"] == "auto-replied"
        assert "canary" not in text_of(read(told)) + text_of(read(told), "html")
        assert office.boxes.mails("bob") == []


def forged(number: int) -> bytes:
    return (
        f"From: Canary <{MARIA}>\r\nTo: {CARE}\r\nMessage-ID: <{number}@evil.example>\r\n"
        f"Subject: canary no. {number}\r\n\r\nBuy canary {number} at https://evil.example\r\n"
    ).encode()


def away() -> bytes:
    return (
        f"From: {BOB}\r\nTo: {CARE}\r\nMessage-ID: <away@mail.example.com>\r\n"
        "Auto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nI am not here until Monday.\r\n"
    ).encode()


def all_is_out(shown: Any) -> bool:
    """Whether nothing that the desk says by itself is under way any more."""
    said = [one for one in shown["items"] if one["direction"] == "out"]
    return bool(shown["items"]) and all(one["delivery"]["state"] != "queued" for one in said)


@pytest.mark.channel("email", "receipt", "never")
async def test_what_comes_back_is_shown_as_failed_and_what_is_no_mail_is_set_aside(
    tmp_path: Path, office: PostOffice, with_mail: None
) -> None:
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        broken = b"Subject: who am I?\r\n\r\nno sender\r\n"
        office.boxes.deliver("care", broken)
        nobody = Correspondent(office, "nobody@example.net", "nobody", "Nobody")
        await nobody.writes(CARE, "Hello", Said("Hello, my order has not come. Where is it?"))
        ticket = await the_ticket(desk)

        def has_come_back(shown: Any) -> bool:
            said = [one["delivery"] for one in shown["items"] if one["direction"] == "out"]
            return [one["state"] for one in said] == ["failed"]

        shown = await desk.eventually(f"/v1/tickets/{ticket}/messages", has_come_back)
        [back] = [one for one in shown["items"] if one["direction"] == "out"]
        assert back["delivery"]["reason"] == "bounced_5.1.1"
        assert len(from_the_customer(shown)) == 1
        aside = (await desk.read("/v1/set-aside", role="admin"))["items"]
        assert [(one["channel"], one["reason"]) for one in aside] == [("email", "no_sender")]
        assert office.boxes.mails("care", "Meridian/Set aside") == [broken]
