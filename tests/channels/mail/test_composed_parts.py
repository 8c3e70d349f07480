"""The page and the files of our mails, as other programs find them."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.attachments import AttachedFile
from tests.channels.mail.writing import composed, files_of, message, read, text_of

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


class Shown(HTMLParser):
    """What a page says, and by which elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said = ""
        self.elements: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)

    def handle_data(self, data: str) -> None:
        self.said += data


@given(anything, st.sampled_from(["ar", "en", "und", "he"]))
@example("<script>alert(1)</script><img src=x onerror=y> & \" '", "ar")
@example("رقم +49 30 123456, A-10293 & <b>x</b> https://a.example/?x=<y>", "ar")
def test_a_page_says_the_same_and_nothing_in_it_is_markup(text: str, language: str) -> None:
    shown = Shown(text_of(read(composed(text=text, language=language)), "html"))
    assert "".join(shown.said.split()) == "".join(text.split())
    assert shown.elements <= {"html", "head", "meta", "body", "p", "br", "span"}


FILES = [
    AttachedFile("ใบเสร็จรับเงิน.pdf", b"%PDF-1.7\n\x00\xff" * 99, media_type="application/pdf"),
    AttachedFile("فاتورة رقم ١.png", b"\x89PNG\r\n\x1a\n\r.\r\n", media_type="image/png"),
    AttachedFile("領収書" * 66 + ".txt", "領収書\n.\n".encode(), media_type="text/plain"),
    AttachedFile('a "quoted"; name*=x.bin', bytes(range(256)), media_type=""),
    AttachedFile("plain name.txt", b"", media_type="text/plain"),
    AttachedFile("it's 100%.csv", b"a,b", media_type="text/plain"),
    AttachedFile("../../etc/passwd", b"x", media_type="text/html; charset=x\r\nBcc: eve"),
]


@pytest.mark.channel("email", "files")
def test_files_arrive_under_their_names_byte_for_byte() -> None:
    mail = read(composed(files=tuple(FILES)))
    found = files_of(mail)
    assert [one.name for one in found] == [one.name for one in FILES]
    assert [one.content for one in found] == [one.content for one in FILES]
    assert [one.media_type for one in found] == [
        "application/pdf", "image/png", "text/plain", "application/octet-stream", "text/plain",
        "text/plain", "application/octet-stream",
    ]  # fmt: skip
    assert all(part.get_content_disposition() == "attachment" for part in mail.iter_attachments())
    assert text_of(mail).replace("\r\n", "\n") == message().text


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200)
)
def test_any_name_of_a_file_arrives(name: str) -> None:
    mail = read(composed(files=(AttachedFile(name, b"x"),)))
    assert files_of(mail)[0].name == (" ".join(name.split()) or "file")
