"""What a customer has given already is found, and what only looks like it is not."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from domain.given import LOOKED_THROUGH, MOST, Given, What, each_once, found_in, in_messages

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REFERENCE = What.REFERENCE


def found(words: str) -> Sequence[tuple[str, str]]:
    return [(what.value, value) for what, value in found_in(words)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("A minha encomenda A-10293 ainda não chegou", "A-10293"),
        ("Onde está o pedido 4711?", "4711"),
        ("注文番号12345です", "12345"),
        ("لم يصلني الطلب A-10294 حتى الآن", "A-10294"),
        ("Rechnung 2026-118 ist falsch: 49,90 € statt 39,90 €.", "2026-118"),
        ("Where is parcel LX123456789DE?", "LX123456789DE"),
        ("It is ORD-2024-000123/A.", "ORD-2024-000123/A"),
        ("Заказ №471", "471"),
        ("ऑर्डर 12345 कहाँ है", "12345"),
        ("طلب ١٢٣٤٥", "١٢٣٤٥"),
    ],
)
def test_an_order_number_is_found_in_any_language(words: str, code: str) -> None:
    assert found(words) == [("reference", code)]


@pytest.mark.parametrize(
    "words",
    [
        "It was 2026, at 10:45 on 2026-03-01 or 01/03/2026.",
        "It weighs 1500 g and costs 2000 EUR, or €1500, or 3000円.",
        "An iPhone15 with 16GB, within 10-12 days, after COVID-19.",
        "1.234,56 and 1,234,567",
        "https://shop.example/orders/12345",
        "word " * 100,
        "",
    ],
)
def test_what_counts_or_dates_something_is_no_order_number(words: str) -> None:
    assert found(words) == []


def test_an_address_and_a_telephone_are_found_as_masking_finds_them() -> None:
    words = "Ring +351 912 345 678 or write to me@example.org about 4711."
    assert found(words) == [
        ("phone", "+351 912 345 678"),
        ("e-mail", "me@example.org"),
        ("reference", "4711"),
    ]


@pytest.mark.parametrize(
    ("words", "what", "end"),
    [
        ("My card is 4111 1111 1111 1111.", "card", "…1111"),
        ("To DE89 3704 0044 0532 0130 00, please", "account", "…3000"),
        ("Passport: X1234567", "document", "…4567"),
    ],
)
def test_of_cards_accounts_and_papers_the_end_alone_is_told(
    words: str, what: str, end: str
) -> None:
    assert found(words) == [(what, end)]


def test_words_that_were_masked_give_nothing_away() -> None:
    assert found("Write to [e-mail] or ring [phone], account [account]") == []


@pytest.mark.parametrize(
    "words", ["1" * 100_000, "1-" * 50_000, "A1-B2_" * 20_000, "#" * 100_000, "1 " * 50_000]
)
def test_hostile_words_take_no_time(words: str) -> None:
    began = perf_counter()
    list(found_in(words))
    assert perf_counter() - began < 1


def test_the_same_is_told_once_as_it_was_given_last() -> None:
    later = NOON + timedelta(hours=1)
    given = [
        Given(REFERENCE, "A-10293", NOON, "eu-1"),
        Given(REFERENCE, "a 10293", later, "eu-2"),
        Given(What.EMAIL, "me@example.org", None),
    ]
    assert each_once(given) == [given[1], given[2]]


def test_of_very_much_the_newest_is_told() -> None:
    given = [Given(REFERENCE, f"A-{1000 + n}", NOON + timedelta(days=n)) for n in range(2 * MOST)]
    told = each_once(given)
    assert len(told) == MOST
    assert told[0] == given[-1]


def test_of_very_long_conversations_the_newest_part_is_looked_through() -> None:
    empty = "room 1 or " * 500
    often = LOOKED_THROUGH // len(empty)
    early, late = ("A-10001", "eu-1", NOON), ("A-10002", "eu-2", NOON)
    nothing = (empty, "eu-3", NOON)
    told = in_messages([late, *[nothing] * often, early])
    assert [one.value for one in told] == ["A-10002"]


def test_once_enough_was_found_nothing_more_is_looked_through() -> None:
    def messages() -> Iterator[tuple[str, str, datetime]]:
        for n in range(MOST):
            yield f"A-{1000 + n}", "eu-1", NOON
        raise AssertionError("looked further")

    assert len(in_messages(messages())) == MOST
