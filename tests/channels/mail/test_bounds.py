"""Mails made to take all time or memory: each of these has a bound of its own."""

from time import perf_counter

import pytest

from tests.channels.mail.mails import mail, mail_of, part, read, together, written

SOON = 10.0  # seconds; each takes less than one here


@pytest.mark.attack(10)
@pytest.mark.parametrize(
    "raw",
    [
        mail(body="a: b\n" * 200_000),
        mail(body=("--" + "-" * 58 + "x\n") * 50_000),
        mail(body="> x\n" + "1:" * 200_000 + "@" * 200_000 + "\n> y"),
        mail(body="\n" * 1_000_000 + "> a"),
        mail(body="> a\nb\n" * 200_000),
        mail(kind="text/plain; format=flowed", body="a \n" * 300_000),
        mail("Subject: " + "=?utf-8?q?a?= " * 60_000),
        mail("References: " + " ".join(f"<{n}@example.com>" for n in range(40_000))),
        mail("To: " + "a+" * 400_000),
        mail("Authentication-Results: mx.example.org; " + "spf=pass (( " * 30_000),
        mail(sender="a@" * 40_000),
        mail("Content-Type: text/plain; " + "a=b;" * 100_000),
        mail("Content-Type: text/plain; " + "; ".join(f"name*{n}=x" for n in range(20_000))),
        mail_of(together("multipart/mixed", [part("text/html", "<p>" * 2000)] * 400)),
        mail_of(together("multipart/mixed", [part("text/plain", "hi\n> a\n")] * 400)),
    ],
    ids=range(15),
)
def test_a_mail_without_measure_is_read_in_time(raw: bytes) -> None:
    before = perf_counter()
    assert read(raw)
    assert perf_counter() - before < SOON


@pytest.mark.attack(10)
@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>" + "x" * 200_000 + "<tr><td>a<td>b" * 5000,
        "<ul>" * 140 + "<li>x" * 25_000,
        "<ol>" * 140 + "<li>x" * 25_000,
    ],
)
def test_html_does_not_grow_without_measure_when_it_becomes_text(html: str) -> None:
    assert len(written(mail(kind="text/html", body=html)).text) <= 1_000_000


def test_a_text_that_is_too_long_to_be_read_is_a_file_too() -> None:
    text = "Help. " * 300_000
    one = written(mail(body=text))
    assert one.text.startswith("Help. Help.")
    [file] = one.attached
    assert (file.name, file.content.decode()) == ("message.txt", text)


@pytest.mark.channel("email", "media")
def test_a_file_of_25_megabytes_comes_through() -> None:
    content = bytes(25 * 1024 * 1024)
    text = part("text/plain", "Here it is.")
    one = written(mail_of(together("multipart/mixed", [text, part("application/zip", content)])))
    assert one.text == "Here it is."
    assert one.attached[0].content == content
