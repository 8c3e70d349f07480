import pytest

from language.entities import entities_kept, says_nothing, without_entities


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Order 10293 costs $1,234.50", "O pedido 10293 custa 1.234,50 dólares"),
        ("see https://a.example/x?y=1.", "veja https://a.example/x?y=1, sim"),
        ("mail me@a.example", "escreva para me@a.example"),
        ("3 of 3", "3 de 3"),
        ("الطلب ٣٤٥", "order 345"),
        ("no numbers here", "sem números aqui, mas 1 a mais"),
    ],
)
def test_what_is_carried_over_is_kept(source: str, translation: str) -> None:
    assert entities_kept(source, translation)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Order 10293", "O pedido 10239"),
        ("1.5 litres", "15 litros"),
        ("3 of 3", "3"),
        ("see https://a.example/b", "veja https: //a. example/b"),
        ("mail me@a.example", "mail me-a. example"),
        ("5 and https://a.example/5", "https://a.example/5"),
        ("order #A-10293", "ordem -A-10293"),
        ("order A-10293", "ordem A10293"),
    ],
)
def test_what_is_lost_or_changed_is_noticed(source: str, translation: str) -> None:
    assert not entities_kept(source, translation)


def test_only_words_remain_without_entities() -> None:
    text = "Order #A-10293 from me@a.example via https://a.example/b"
    assert without_entities(text).split() == ["Order", "from", "via"]


def test_words_around_a_number_in_a_script_without_spaces_remain() -> None:
    assert without_entities("订单12345没有收到").split() == ["订单", "没有收到"]


@pytest.mark.parametrize("text", ["", " \n", "42", "me@a.example", "A-10293", "🎉!"])
def test_a_text_of_entities_alone_says_nothing(text: str) -> None:
    assert says_nothing(text)
