"""Whatever tree of parts a mail comes as: its text is read, and every file is kept."""

import pytest

from domain.channels import Written
from tests.channels.mail.mails import AT, mail, mail_of, part, together, written

TEXT = part("text/plain; charset=utf-8", "It is on page 2.")
HTML = part("text/html; charset=utf-8", "<p>It is on <b>page 2</b>.</p>")
PDF = part(
    "application/pdf", b"%PDF-1.7 x", 'Content-Disposition: attachment; filename="invoice.pdf"'
)
PICTURE = part("image/png", b"\x89PNG\r\n\x1a\n x", "Content-ID: <picture-1@example.com>")


def files(one: Written) -> list[tuple[str, bytes]]:
    return [(file.name, file.content) for file in one.attached]


@pytest.mark.channel("email", "in", "media")
def test_text_html_and_files_are_told_apart() -> None:
    body = together("multipart/alternative", [TEXT, HTML], boundary="two")
    one = written(mail_of(together("multipart/mixed", [body, PDF])))
    assert one.text == "It is on page 2."
    assert one.extra["html"] == "<p>It is on <b>page 2</b>.</p>"
    assert files(one) == [("invoice.pdf", b"%PDF-1.7 x")]


def test_html_alone_is_put_into_text() -> None:
    one = written(
        mail(
            kind="text/html; charset=utf-8",
            body="<h1>Hi</h1><p>One&nbsp;&lt;two&gt;</p><ul><li>a<li>b</ul>"
            "<table><tr><td>x<td>y</table>",
        )
    )
    assert one.text == "Hi\n\nOne <two>\n\n  * a\n  * b\nx y"


def test_a_text_that_says_nothing_gives_way_to_the_html() -> None:
    body = together("multipart/alternative", [part("text/plain", " \r\n"), HTML])
    assert written(mail_of(body)).text == "It is on page 2."


def test_texts_around_a_picture_are_read_in_their_order() -> None:
    texts = [part("text/plain", "Before."), PICTURE, part("text/plain", "After.")]
    one = written(mail_of(together("multipart/mixed", texts)))
    assert one.text == "Before.\n\nAfter."
    assert len(one.attached) == 1


@pytest.mark.parametrize("disposition", [[], ["Content-Disposition: inline; filename=a.png"]])
def test_a_picture_within_the_html_is_a_file_that_the_html_names(disposition: list[str]) -> None:
    picture = part("image/png", b"\x89PNG", "Content-ID: <pic 1@example.com>", *disposition)
    html = part("text/html", '<p>See <img src="cid:pic%201@example.com" onerror="x()"></p>')
    one = written(mail_of(together("multipart/related", [html, picture])))
    assert [file.inline for file in one.attached] == ["pic1@example.com"]
    assert one.extra["html"] == "<p>See <img></p>"
    named = part("text/html", '<p>See <img src="CID:Pic1@example.com"></p>')
    one = written(mail_of(together("multipart/related", [named, picture])))
    assert one.extra["html"] == '<p>See <img src="cid:pic1@example.com"></p>'


def test_of_two_parts_with_one_name_the_html_means_the_first() -> None:
    html = part("text/html", '<img src="cid:picture-1@example.com">')
    one = written(mail_of(together("multipart/related", [html, PICTURE, PICTURE])))
    assert [file.inline for file in one.attached] == ["picture-1@example.com", ""]


def test_a_mail_within_the_mail_is_a_file() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + mail(body="From another day.")
    one = written(mail_of(together("multipart/mixed", [TEXT, inner])))
    assert one.text == "It is on page 2."
    [(name, content)] = files(one)
    assert name == "message.eml"
    assert b"From another day." in content
    assert b"Subject: Router" in content


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/ms-tnef", "winmail.dat"),
        ("text/calendar; method=REQUEST", "invitation.ics"),
        ("application/pgp-signature", "signature.asc"),
        ("application/pkcs7-signature", "smime.p7s"),
    ],
)
def test_what_only_programs_read_is_kept_as_a_file(kind: str, name: str) -> None:
    one = written(mail_of(together("multipart/mixed", [TEXT, part(kind, b"content")])))
    assert one.text == "It is on page 2."
    assert files(one) == [(name, b"content")]


def test_a_signed_mail_is_read() -> None:
    signed = together(
        'multipart/signed; protocol="application/pgp-signature"',
        [TEXT, part("application/pgp-signature", b"-----BEGIN PGP SIGNATURE-----")],
    )
    assert written(mail_of(signed)).text == "It is on page 2."


def test_an_encrypted_mail_says_so_and_keeps_what_it_holds() -> None:
    parts = [
        part("application/pgp-encrypted", b"Version: 1"),
        part("application/octet-stream", b"-----BEGIN PGP MESSAGE-----"),
    ]
    one = written(mail_of(together("multipart/encrypted", parts), "Subject: Secret"))
    assert one.extra["kind"] == "encrypted"
    assert one.text == "Secret"
    assert len(one.attached) == 2


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=utf-8''na%C3%AFve%20file.pdf", "naïve file.pdf"),
        ('attachment; filename*0="very "; filename*1="long.pdf"', "very long.pdf"),
        ("attachment; filename*0*=utf-8''%E2%82%AC; filename*1*=%20rate.pdf", "€ rate.pdf"),
        ('attachment; filename="=?utf-8?q?na=C3=AFve=2Epdf?="', "naïve.pdf"),
        ('attachment; filename="na\xefve.pdf"', "naïve.pdf"),
        ("attachment; filename=", ""),
        ('attachment; filename=""', ""),
        ("attachment", ""),
        ("attachment; filename*=nonsense'x'%ff", None),
        ("attachment; filename*=%%%", None),
        ("attachment; filename*1*=x; filename*5=y; filename*0", None),
        (f'attachment; filename="{"a" * 10_000}.pdf"', None),
        ('attachment; filename="../../etc/pass\x00wd"', None),
    ],
)
def test_a_file_is_called_what_its_part_says(disposition: str, name: str | None) -> None:
    one = written(
        mail_of(
            together(
                "multipart/mixed",
                [TEXT, part("application/pdf", b"x", f"Content-Disposition: {disposition}")],
            )
        )
    )
    [(found, content)] = files(one)
    assert content == b"x"
    assert len(found) <= 1000
    if name is not None:
        assert found == name


@pytest.mark.parametrize(
    ("charset", "content", "text"),
    [
        ("utf-8", "Grüße — 你好".encode(), "Grüße — 你好"),
        ("iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        ("iso-8859-1", "Grüße “so”".encode("cp1252"), "Grüße “so”"),
        ("iso-8859-1", "Grüße 你好".encode(), "Grüße 你好"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("gb2312", "您好，請問".encode("gb18030"), "您好，請問"),
        ("iso-2022-jp", "とても①".encode("iso2022_jp_ext", "ignore"), "とても"),
        ("shift_jis", "とても①".encode("cp932"), "とても①"),
        ("ks_c_5601-1987", "안녕하세요".encode("cp949"), "안녕하세요"),
        ("tis-620", "สวัสดี".encode("cp874"), "สวัสดี"),
        ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
        ("koi8-r", "Здравствуйте".encode("koi8-r"), "Здравствуйте"),
        (
            "utf-8",
            "Привет, это не работает уже неделю".encode("cp1251"),
            "Привет, это не работает уже неделю",
        ),
        (
            "x-nobody-knows",
            "Привет, как дела? Всё хорошо.".encode("cp1251"),
            "Привет, как дела? Всё хорошо.",
        ),
        ("zlib", b"plain", "plain"),
        ("unicode_escape", b"\\u0041", "\\u0041"),
        ("", "Grüße".encode(), "Grüße"),
    ],
)
def test_text_is_read_whatever_charset_is_named(charset: str, content: bytes, text: str) -> None:
    assert written(mail(kind=f'text/plain; charset="{charset}"', body=content)).text == text


@pytest.mark.parametrize(
    "raw",
    [
        mail("Content-Type: multipart/mixed", body="no boundary at all"),
        mail("Content-Type: multipart/mixed; boundary=x", body="--y\r\nno such boundary"),
        mail("Content-Type: multipart/mixed; boundary=x", body="--x\r\n\r\nit never ends"),
        mail("Content-Type: nonsense", body="words"),
        mail("Content-Type: text/plain; charset", body="words"),
        mail("Content-Transfer-Encoding: base64", body="not base64 at all!!! é"),
        mail("Content-Transfer-Encoding: x-uuencode", body="begin 644 x\n#86)C\n`\nend\n"),
        mail("Content-Transfer-Encoding: quoted-printable", body="=ZZ =E9 ="),
        mail("Content-Type: message/rfc822", body="no head"),
        mail("Content-Type: text/html", body="<" * 5000),
    ],
)
def test_a_broken_mail_is_a_message_all_the_same(raw: bytes) -> None:
    one = written(raw)
    assert one.text
    assert one.sent_at == AT


def test_text_that_runs_from_the_right_stays_as_it_was_written() -> None:
    body = "שלום, מספר ההזמנה הוא 10293.\r\n\u200fתודה"
    assert written(mail(body=body)).text == body.replace("\r\n", "\n")
    html = '<div dir="rtl">مرحبا <bdi>ABC-1</bdi></div>'
    one = written(mail(kind="text/html; charset=utf-8", body=html))
    assert one.extra["html"] == html
    assert "مرحبا" in one.text
