"""Texts that would keep a careless pattern busy for hours, and such as nobody expects."""

import time
from collections.abc import Callable

import pytest

from language.masking import protected
from tests.language.masking.adversaries import Noted
from tests.language.masking.texts import GLOSSARY

SIZE = 200_000
MANY = 50_000
UNITS = [
    *("a", "1", "1.", "1 ", "1-", "(1) ", "1,", "٣", "$", "USD ", "a/", "a.", "a@", "#1#", "12年"),
    *("`", "` ", "~~~", "{", "%(", "<a ", '<a b="', "http://", "www.", "ABCD", "AB12 ", "bank "),
    *(
        "bill of ",
        "bill of lading ",
        "海运提单",
        "🎉",
        "\u202e\u202c",
        "\u0301\u0323",
        "1 \t",
        "é1",
    ),
    *("ZQ0QZ ", "zqxjkvw", "Order A-123 of bill of lading is late. "),
]


def _seconds(engine: Callable[[str], str], text: str) -> float:
    start = time.process_time()
    protected(engine, text, "en", "pt", GLOSSARY)
    return time.process_time() - start


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    # It is less than a second; a square would be minutes.
    assert _seconds(lambda said: said, (unit * MANY)[:MANY]) < 10


@pytest.mark.parametrize("unit", ["a", "🎉", "Order A-123 of bill of lading is late. ", "a 5\n"])
def test_200_000_characters_are_no_matter(unit: str) -> None:
    assert _seconds(lambda said: said, (unit * SIZE)[:SIZE]) < 20
    assert _seconds(lambda _: "no", (unit * SIZE)[: SIZE // 10]) < 20


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "\n",
            "\r\n \r\n",
            "a",
            "é",
            "我",
            "5",
            "🎉",
            "👨‍👩‍👧‍👦",
            "\x00",
            "\u202e",
            "\ufeff",
        ),
        "\u202eabc 12345\u202c def",
        "\u2067مرحبا A-10293\u2069 hello \u200f12345\u200e",
        "Hello 你好 مرحبا สวัสดี Привет A-10293 १२३",
        "ZQ0QZ XTERM0X WV7001 zq0qz ＺＱ０ＱＺ Z Q 0 Q Z",
        "5️⃣ of ①② ½ m² x² Ⅻ 〇",
        "a\u2028b\u2029c\x0bd\x0ce\x85f 12345",
        "\ud800 12345",
    ],
)
def test_strange_texts_come_through_unchanged(text: str) -> None:
    answer = protected(lambda said: said, text, "en", "pt", GLOSSARY)
    assert (answer.text, answer.flags) == (text, ())


def test_a_text_full_of_look_alikes_finds_letters_of_its_own() -> None:
    letters = "zqxjkvw"
    pairs = " ".join(a + b for a in letters for b in letters)
    triples = " ".join(a + b + c for a in letters for b in letters for c in letters)
    text = f"{pairs} {triples} xterm wv7001 hello A-10293"
    engine = Noted(lambda said: said)
    answer = protected(engine, text, "en", "pt", GLOSSARY)
    assert (answer.text, answer.flags) == (text, ())
    token = engine.asked[0].rpartition(" ")[2]
    assert "A-10293" not in engine.asked[0]
    assert token.lower() not in text.lower()


def test_an_engine_that_adds_breaks_changes_no_line() -> None:
    text = "Hello there, order A-10293\nis late"
    answer = protected(lambda said: said.replace(" ", "\n"), text, "en", "pt", GLOSSARY)
    assert (answer.text, answer.flags) == (text, ())
