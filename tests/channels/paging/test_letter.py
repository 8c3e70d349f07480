from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.mail.addresses import is_address
from channels.paging.letter import Letter, message_id, write_mail
from tests.channels.building import NOW, SENDER

HEADERS = [
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Date",
    "From",
    "To",
    "Message-ID",
    "Subject",
    "Auto-Submitted",
]
INJECTED = "=?utf-8?q?x=0D=0ABcc:_eve@example.org?="  # how EmailMessage can be made to add a header
LONG_DOMAIN = ".".join(["a" * 63, "b" * 63, "c" * 63, "example"])

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
hostile = st.lists(
    st.sampled_from(
        ["\r\n", "\n", "\r", "\x85", "\u2028", "\x00", "Bcc: eve@example.org", INJECTED]
    )
    | anything,
    max_size=6,
).map("".join)


def letter(subject: str = "Ticket 42", text: str = "It waits.", key: str = "note-7:x") -> Letter:
    return Letter(key, SENDER, "sam@example.org", subject, text)


@pytest.mark.attack(21)
@given(hostile)
@example(INJECTED)
@example("a\nBcc: eve@example.org\n\nbody")
@example("\n")
@example("a" * 2000)
def test_no_subject_can_add_a_header_or_begin_the_body(subject: str) -> None:
    written = write_mail(letter(subject), NOW)
    mail = message_from_bytes(written)
    assert mail.keys() == HEADERS
    assert mail.get_payload(decode=True) == b"It waits."
    told = str(make_header(decode_header(mail["Subject"])))
    assert "\n" not in told
    assert "\r" not in told


@given(st.lists(anything.filter(str.isprintable), max_size=5).map(" ".join))
@example(INJECTED)
@example("Überfällig — 期限切れ 🚨")
def test_a_subject_arrives_as_it_was_said(subject: str) -> None:
    mail = message_from_bytes(write_mail(letter(subject), NOW))
    assert str(make_header(decode_header(mail["Subject"]))) == " ".join(subject.split())


@given(hostile)
@example(".\r\n.\r\nQUIT\r\n")
def test_a_text_arrives_as_it_was_said_but_for_the_ends_of_its_lines(text: str) -> None:
    payload = message_from_bytes(write_mail(letter(text=text), NOW)).get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode("utf-8") == "\r\n".join(
        text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )


@given(hostile, hostile)
def test_every_line_is_short_ascii_that_ends_as_on_the_wire(subject: str, text: str) -> None:
    lines = write_mail(letter(subject, text), NOW).split(b"\r\n")
    assert lines[-1] == b""
    assert all(line.isascii() and len(line) <= 78 for line in lines)
    assert not any(b"\r" in line or b"\n" in line or line.startswith(b".") for line in lines)


@pytest.mark.attack(4)
def test_a_mail_says_when_it_was_written_and_that_a_machine_did() -> None:
    mail = message_from_bytes(write_mail(letter(), NOW))
    assert mail["Date"] == "Sun, 29 Mar 2026 01:30:05 +0000"
    assert (mail["From"], mail["To"]) == (SENDER, "sam@example.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"


def test_the_message_id_follows_from_the_key_alone() -> None:
    ids = [
        message_from_bytes(write_mail(one, NOW))["Message-ID"]
        for one in (letter(), letter("Other", "words"), letter(key="note-7:y"))
    ]
    assert ids[0] == ids[1] == message_id("note-7:x", SENDER) != ids[2]


def test_a_long_domain_leaves_the_message_id_whole() -> None:
    sender = f"desk@{LONG_DOMAIN}"
    mail = message_from_bytes(
        write_mail(Letter("note-7:x", sender, "sam@example.org", "s", "t"), NOW)
    )
    assert mail["Message-ID"] == message_id("note-7:x", sender)
    assert mail["From"] == sender


@pytest.mark.attack(21)
@pytest.mark.parametrize(
    "address",
    [
        "",
        "sam",
        "sam@",
        "@example.org",
        "sam@-example.org",
        "sam@example..org",
        "sam..b@example.org",
        '"sam"@example.org',
        "Sam <sam@example.org>",
        "sam@example.org, eve@example.org",
        "sam@example.org\r\nBcc: eve@example.org",
        "sam@example.org\n",
        "sam @example.org",
        "sam@example.org> SIZE=1",
        "säm@example.org",
        "sam@example.org" + "g" * 250,
    ],
)
def test_what_is_no_address_is_not_written(address: str) -> None:
    assert not is_address(address)
    for one in (
        Letter("k", SENDER, address, "s", "t"),
        Letter("k", address, "sam@example.org", "s", "t"),
    ):
        with pytest.raises(ValueError, match=r"an address is written like sam@example\.org"):
            write_mail(one, NOW)


@pytest.mark.parametrize("address", ["sam@example.org", "o'hara+desk_1@mail.example.co", "a@b"])
def test_an_ordinary_address_is_one(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize("number", [0xD800, 0xDC80])
def test_what_utf8_cannot_hold_is_not_written(number: int) -> None:
    lone = chr(number)
    for one in (letter(subject=lone), letter(text=lone), letter(key=lone)):
        with pytest.raises(ValueError, match="surrogates not allowed"):
            write_mail(one, NOW)
