import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.mail.composing import MOST_REFERENCES, Writer, compose, subject_of
from channels.mail.mailbox import Mailbox
from channels.mail.tokens import (
    key_of_bounce_address,
    key_of_message_id,
    ticket_of_address,
    ticket_of_subject,
)
from domain.attachments import AttachedFile
from tests.channels.building import NOW
from tests.channels.mail.writing import (
    KEY,
    MAILBOX,
    TICKET,
    WRITER,
    composed,
    message,
    read,
    text_of,
)

INJECTED = "=?utf-8?q?x=0D=0ABcc:_eve@example.org?="
NO_PLUS = Writer(MAILBOX, "Example Care", plus_addresses=False)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
hostile = st.lists(
    st.sampled_from(
        ["\r\n", "\n", "\r", "\x85", "\u2028", "\x00", "Bcc: eve@example.org", INJECTED, "\r\n\r\n"]
    )
    | anything,
    max_size=6,
).map("".join)
USUAL = [
    "Content-Type",
    "MIME-Version",
    "Date",
    "From",
    "To",
    "Reply-To",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "Content-Language",
]


def test_an_answer_names_the_mail_that_it_answers_and_all_before_it() -> None:
    earlier = ("<zero@mail.example.com>", "<t.ours@example.org>", "<first@mail.example.com>")
    mail = read(composed(references=earlier))
    assert mail["In-Reply-To"] == "<first@mail.example.com>"
    assert mail["References"].split() == [
        "<zero@mail.example.com>",
        "<t.ours@example.org>",
        "<first@mail.example.com>",
    ]


def test_where_the_conversation_began_comes_first() -> None:
    began = "<zero@mail.example.com>"
    ours = ("<t.1@example.org>", "<t.2@example.org>")
    named = read(composed(conversation_id=began, references=ours))["References"].split()
    assert named == [began, *ours, "<first@mail.example.com>"]
    again = read(composed(conversation_id=began, references=(*ours, began)))
    assert again["References"].split() == named
    alone = read(composed(conversation_id="<first@mail.example.com>", references=ours))
    assert alone["References"] == "<first@mail.example.com>"


def test_of_a_long_conversation_the_first_and_the_last_are_named() -> None:
    many = tuple(f"<{number}@mail.example.com>" for number in range(100))
    named = read(composed(references=many, in_reply_to=many[-1]))["References"].split()
    assert len(named) == MOST_REFERENCES
    assert (named[0], named[-1], named[-2]) == (many[0], many[-1], many[-2])


@pytest.mark.parametrize(
    "hostile_id",
    ["", "no id", "<a@b>\r\nBcc: eve@example.org", "<a b@c>", "<é@c>", "<a@b> <c@d>", INJECTED,
     "sha256:0123", f"<{'a' * 300}@b>", "<0123@unnamed.invalid>"],
)  # fmt: skip
def test_what_is_no_id_is_not_named(hostile_id: str) -> None:
    mail = read(composed(in_reply_to=hostile_id, references=(hostile_id,)))
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


def test_ids_and_addresses_of_a_mail_prove_which_message_and_ticket_it_is_of() -> None:
    envelope = compose(message(), WRITER, NOW)
    mail = read(envelope.mail)
    assert key_of_message_id(MAILBOX, mail["Message-ID"]) == KEY
    assert key_of_bounce_address(MAILBOX, envelope.sender) == KEY
    assert ticket_of_address(MAILBOX, mail["Reply-To"]) == TICKET
    assert parseaddr(mail["From"]) == ("Example Care", "care@example.org")
    assert mail["To"] == envelope.recipient == "maria@example.com"


def test_the_same_key_has_the_same_message_id_and_another_has_another() -> None:
    first, again = composed(), composed(text="Other words", subject="Another")
    other = composed(key=f"{TICKET}:12:1")
    assert read(first)["Message-ID"] == read(again)["Message-ID"]
    assert read(first)["Message-ID"] != read(other)["Message-ID"]
    assert composed() == first  # byte for byte, as long as it is written at the same instant


def test_a_server_without_plus_addresses_has_the_mark_in_the_subject() -> None:
    envelope = compose(message(), NO_PLUS, NOW)
    mail = read(envelope.mail)
    assert mail["Reply-To"] is None
    assert ticket_of_subject(MAILBOX, mail["Subject"]) == TICKET
    assert envelope.sender == "care@example.org"
    again = read(compose(message(subject=mail["Subject"]), NO_PLUS, NOW).mail)
    assert again["Subject"] == mail["Subject"]


def test_answers_go_to_another_address_where_the_account_has_one() -> None:
    mailbox = Mailbox("customer.care@example.org", MAILBOX.keys, answers_to="in@mail.example.org")
    mail = read(compose(message(), Writer(mailbox, "Care"), NOW).mail)
    assert mail["Reply-To"].startswith("in+eu-")
    assert mail["Reply-To"].endswith("@mail.example.org")


def test_where_there_is_no_room_for_a_token_the_subject_has_it() -> None:
    mailbox = Mailbox("customer-happiness-team@example.org", MAILBOX.keys)
    mail = read(compose(message(), Writer(mailbox, "Care"), NOW).mail)
    assert mail["Reply-To"] is None
    assert ticket_of_subject(mailbox, mail["Subject"]) == TICKET


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Where is it?", "Re: Where is it?"),
        ("Re: Where is it?", "Re: Where is it?"),
        ("RE: RE: x", "RE: RE: x"),
        ("AW: Wo ist es?", "AW: Wo ist es?"),
        ("Re[2]: x", "Re[2]: x"),
        ("回复：订单", "回复：订单"),
        ("رد: طلبي", "رد: طلبي"),
        ("Return: x", "Re: Return: x"),
        ("Research: x", "Re: Research: x"),
        ("注文について", "Re: 注文について"),
        ("", "Re:"),
        ("  a\r\n b\t ", "Re: a b"),
    ],
)
def test_a_subject_stays_as_the_customer_wrote_it(written: str, expected: str) -> None:
    assert subject_of(message(subject=written), "Care") == expected
    assert str(read(composed(subject=written))["Subject"]) == expected


def test_a_conversation_that_we_begin_has_our_name_as_its_subject() -> None:
    assert read(composed(subject="", in_reply_to=None))["Subject"] == "Example Care"


@pytest.mark.attack(3)
def test_what_the_desk_says_by_itself_repeats_no_word_of_the_customer() -> None:
    mail = composed(
        automatic=True,
        subject="canary: buy at evil.example",
        text="We have your message.",
        author_name="canary",
    )
    assert read(mail)["Subject"] == "Example Care"
    assert b"canary" not in mail
    assert "canary" not in text_of(read(mail)) + text_of(read(mail), "html")


@pytest.mark.attack(4)
@pytest.mark.parametrize("automatic", [True, False])
def test_what_the_desk_says_by_itself_asks_no_machine_to_answer(automatic: bool) -> None:
    mail = read(composed(automatic=automatic))
    assert mail["Auto-Submitted"] == ("auto-replied" if automatic else None)
    assert mail["X-Auto-Response-Suppress"] == ("All" if automatic else None)


@pytest.mark.attack(21)
@given(hostile, hostile, hostile)
@example(INJECTED, INJECTED, INJECTED)
@example("a\nBcc: eve@example.org\n\nbody", "n\r\nBcc: eve", "f\r\n\r\nx")
def test_nothing_that_is_written_can_add_a_header(subject: str, name: str, file: str) -> None:
    written = AttachedFile(file, b"%PDF-1", media_type="application/pdf")
    raw = composed(Writer(MAILBOX, name), subject=subject, files=(written,))
    mail = read(raw)
    assert mail.keys() == USUAL
    assert len([*mail.walk()]) == 5
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\nBcc:" not in raw
    assert all(
        line[:1] in b" \t" or re.match(rb"[A-Za-z-]+: ", line) for line in head.split(b"\r\n")
    )
    told = str(make_header(decode_header(message_from_bytes(raw)["Subject"])))
    assert "\n" not in told
    assert "\r" not in told


@given(hostile, hostile)
def test_every_line_is_ascii_that_ends_as_on_the_wire(text: str, name: str) -> None:
    files = (AttachedFile(name, text.encode(), media_type="text/plain"),)
    head, _, body = composed(text=text, subject=text, files=files).partition(b"\r\n\r\n")
    assert all(line.isascii() and len(line) <= 998 for line in head.split(b"\r\n"))
    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert all(line.isascii() and len(line) <= 78 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)


@given(hostile)
@example(".\r\n.\r\nQUIT\r\n")
@example("สวัสดีครับ\n\nمرحبا\nお問い合わせ")
def test_a_text_arrives_as_it_was_said_but_for_the_ends_of_its_lines(text: str) -> None:
    part = read(composed(text=text)).get_body(("plain",))
    assert part is not None
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode("utf-8") == re.sub(r"\r\n|\r|\n", "\r\n", text)


@pytest.mark.parametrize(
    ("language", "expected"), [("th", "th"), ("pt-BR", "pt-BR"), ("und", None), ("x\r\ny: z", None)]
)
def test_a_mail_says_its_language_where_it_is_known(language: str, expected: str | None) -> None:
    assert read(composed(language=language))["Content-Language"] == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "säm@example.org"},
        {"recipient": "sam@example.org> NOTIFY=NEVER"},
        {"recipient": "sam@example.org\r\nRCPT TO:<eve@example.org>"},
        {"recipient": ""},
        {"text": "lone \ud800"},
        {"subject": "lone \ud800"},
        {"key": "no key"},
        {"ticket_id": "no ticket"},
    ],
)
def test_what_cannot_be_written_is_said(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"address|key|ticket|surrogates"):
        composed(**changes)
