import pytest

from language.masking.entities import entities
from tests.language.masking.texts import ENTITIES, FENCE

PLAIN = {"3", "12", "2026"}  # left to the engine, and counted


def _values(text: str, every_number: bool = False) -> list[str]:
    return [span.value for span in entities(text, every_number=every_number)]


@pytest.mark.parametrize("entity", [*sorted({*ENTITIES} - PLAIN), FENCE])
@pytest.mark.parametrize(
    "around", ["{}", "see {} now", "({})", "我的{}没有到", "“{}”!", "a\n{}\nb"]
)
def test_an_entity_is_found_whole(entity: str, around: str) -> None:
    assert _values(around.format(entity)) == [entity]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We bought 3 of 12 in 2026, 5kg each, the 2nd", []),
        ("don't well-known e.g. and/or", []),
        ("see https://de.wikipedia.example/Köln, and go", ["https://de.wikipedia.example/Köln"]),
        ("请看https://a.example/x。谢谢", ["https://a.example/x"]),
        ("انظر https://a.example/س، شكرا", ["https://a.example/س"]),
        ("it arrived.12345 boxes", ["12345"]),
        ("open report2.pdf", ["report2.pdf"]),
        ("between 10-12 and 5:30", ["10-12", "5:30"]),
        ("it is -5 °C", ["-5"]),
        ("our bank's SWIFT is DEUTDEFF500, DEUTDEFF", ["DEUTDEFF500", "DEUTDEFF"]),
        ("your SHIPMENT and DELIVERY", []),
        ("from $5 to $10", ["$5", "$10"]),
        ('click <a href="x">here</a><br/>', ['<a href="x">', "</a>", "<br/>"]),
        ("if a <b and c> d", []),
        ("2026年12月5日14時30分", ["2026年12月5日", "14時30分"]),
        ("2026년 12월 5일", ["2026년 12월 5일"]),
        ("````", []),
        ("``` never closed 12345", ["12345"]),
        ("№ 77 and №1234", ["№1234"]),
        ("eu-01J9ZC7Q2K8V4N6P3R5T7W9Y0A", ["eu-01J9ZC7Q2K8V4N6P3R5T7W9Y0A"]),
    ],
)
def test_what_stands_in_a_text(text: str, found: list[str]) -> None:
    assert _values(text) == found


def test_small_numbers_are_hidden_on_request() -> None:
    text = "We bought 3 of 12 in 2026, 5kg each"
    assert _values(text, every_number=True) == ["3", "12", "2026", "5kg"]
