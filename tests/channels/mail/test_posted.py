"""Mails that are posted over HTTP: taken from whoever signed them, from nobody else."""

import hmac
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote_plus, urlencode

import pytest

from channels.mail.posted import TOLERANCE, PostedMail
from channels.web.signature import BadSecret, sign, write_secret
from domain.channels import Request
from tests.channels.mail.mails import AT, REPLY_ADDRESS, TICKET, mail, written

KEY = "key-of-mailgun-0123456789"
OLDER = "key-before-0123456789"
SECRET = b"a secret of twenty-four b"
TOKEN = "e0b5477167110d68991efc6b9f89f0a11066af27834600e123"
LARGEST = 1_000_000
RAW = mail(body="Grüße \u0e2a\r\n--boundary\r\n%41+&=")


def fields(mime: bytes = RAW, key: str = KEY, token: str = TOKEN, at: int = 0) -> dict[str, bytes]:
    timestamp = str(int(AT.timestamp()) + at)
    signature = hmac.digest(key.encode(), f"{timestamp}{token}".encode(), sha256).hex()
    told = {"timestamp": timestamp, "token": token, "signature": signature}
    return {
        "recipient": REPLY_ADDRESS.encode(),
        **{name: value.encode() for name, value in told.items()},
        "body-mime": mime,
    }


def urlencoded(form: dict[str, bytes]) -> Request:
    body = urlencode(form, quote_via=quote_plus).encode()
    return posted("application/x-www-form-urlencoded", body)


def multipart(form: dict[str, bytes], *, as_file: bool = False) -> Request:
    body = b""
    for name, value in form.items():
        file = b'; filename="message.mime"' if as_file and name == "body-mime" else b""
        head = b'--edge\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + file
        body += head + b"\r\n\r\n" + value + b"\r\n"
    return posted('multipart/form-data; boundary="edge"', body + b"--edge--\r\n")


def posted(kind: str, body: bytes, **headers: str) -> Request:
    return Request(
        "POST", "https://desk.example/mime", {"content-type": kind, **headers}, {}, body, AT
    )


def door() -> PostedMail:
    return PostedMail([KEY, OLDER], ["whsec_" + write_secret(SECRET)[6:]], largest=LARGEST)


FORMS = {
    "urlencoded": urlencoded,
    "multipart": multipart,
    "multipart with a file": lambda form: multipart(form, as_file=True),
}


@pytest.mark.channel("email", "in", "signature")
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_that_mailgun_signed_holds_the_mail_byte_for_byte(
    form: Callable[[dict[str, bytes]], Request],
) -> None:
    request = form(fields())
    assert door().accepts(request)
    raw = door().raw_mail(request)
    assert raw is not None
    assert raw.endswith(RAW)
    assert written(raw).ticket == TICKET  # from the envelope: nothing in the mail says so


@pytest.mark.attack(18)
@pytest.mark.parametrize(
    "form",
    [
        fields(key="another key"),
        {**fields(), "signature": b""},
        {**fields(), "signature": fields()["signature"][:-1]},
        {**fields(), "token": b"f" * 50},
        {**fields(), "timestamp": b"1"},
        {**fields(), "timestamp": "\u0661\u0662".encode()},
        {name: value for name, value in fields().items() if name != "token"},
        fields(token=""),
        fields(at=int(TOLERANCE.total_seconds()) + 1),
        fields(at=-int(TOLERANCE.total_seconds()) - 1),
        {},
    ],
)
def test_a_form_unsigned_altered_or_late_is_not_taken(form: dict[str, bytes]) -> None:
    assert not door().accepts(urlencoded(form))
    assert not door().accepts(multipart(form))


@pytest.mark.attack(18)
def test_while_a_key_changes_the_older_counts_too() -> None:
    assert door().accepts(urlencoded(fields(key=OLDER)))
    assert not PostedMail([KEY], largest=LARGEST).accepts(urlencoded(fields(key=OLDER)))
    assert not PostedMail(largest=LARGEST).accepts(urlencoded(fields(key="")))


@pytest.mark.attack(18)
@pytest.mark.channel("email", "duplicate", "signature")
def test_a_token_that_was_seen_is_good_for_the_same_mail_alone() -> None:
    one = door()
    assert one.accepts(urlencoded(fields()))
    assert one.accepts(urlencoded(fields()))
    assert not one.accepts(urlencoded(fields(mail(body="Another body."))))
    assert one.accepts(urlencoded(fields(mail(body="Another body."), token="0" * 50)))


def test_tokens_are_forgotten_when_their_time_no_longer_counts() -> None:
    one = door()
    assert one.accepts(urlencoded(fields()))
    later = urlencoded(fields(token="1" * 50, at=3600))
    assert one.accepts(Request("POST", "", later.headers, {}, later.body, AT + timedelta(hours=1)))
    assert len(one._seen) == 1


@pytest.mark.channel("email", "in", "signature")
def test_bytes_of_a_mail_are_taken_where_they_are_signed() -> None:
    stamp = int(AT.timestamp())
    headers = {
        "webhook-id": "m-1",
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(SECRET, "m-1", stamp, RAW),
    }
    request = posted("message/rfc822", RAW, **headers)
    assert door().accepts(request)
    assert door().raw_mail(request) == RAW
    assert not door().accepts(posted("message/rfc822", RAW + b" ", **headers))
    assert not door().accepts(posted("message/rfc822", RAW))
    plain = PostedMail(secrets=[SECRET.decode()], largest=LARGEST)
    assert plain.accepts(request)
    assert not PostedMail([KEY], largest=LARGEST).accepts(request)


def test_a_form_without_the_whole_mail_holds_none() -> None:
    assert door().raw_mail(urlencoded({**fields(), "body-mime": b""})) is None
    assert door().raw_mail(urlencoded({"body-plain": b"Hello"})) is None


@pytest.mark.attack(21)
def test_a_recipient_adds_no_field() -> None:
    form = {**fields(), "recipient": b"x@example.org\r\nFrom: eve@evil.example"}
    assert door().raw_mail(urlencoded(form)) == RAW


@pytest.mark.parametrize(
    "request_",
    [
        posted("multipart/form-data", b"--edge"),
        posted("multipart/form-data; boundary=", b"x"),
        posted('multipart/form-data; boundary="edge"', b"--edge\r\nno head at all"),
        posted('multipart/form-data; boundary="edge"', b"\xff" * 1000),
        posted('multipart/form-data; boundary="' + "x" * 500 + '"', b"x"),
        posted("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 1000)),
        posted("application/x-www-form-urlencoded", b"%%%=\xff&=&"),
        posted("application/x-www-form-urlencoded", b"a" * (3 * LARGEST + 1)),
        posted("application/json", b"{}"),
        posted("", b""),
        Request("GET", "", {}, {}, b"", AT),
    ],
)
def test_what_is_no_form_is_refused_without_a_word(request_: Request) -> None:
    assert not door().accepts(request_)
    assert door().raw_mail(request_) is None


def test_a_secret_that_is_none_is_told_at_once() -> None:
    with pytest.raises(BadSecret):
        PostedMail(secrets=["whsec_short"], largest=LARGEST)
