"""Who reads an answer follows from what they told; nobody's faith is ever guessed."""

import pytest

from domain.arrivals import FORGOTTEN, Sender
from domain.cultures import Faith, Recipient
from rulebook.recipients import recipient_of


@pytest.mark.parametrize(
    ("facts", "language", "recipient"),
    [
        ({}, "und", Recipient()),
        ({"country": "in"}, "hi", Recipient("hi", "IN")),
        ({"country": "IE", "phone": "+66 2 123 4567"}, "en", Recipient("en", "IE")),
        ({"phone": "+66 2 123 4567"}, "th", Recipient("th", "TH")),
        ({"phone": "12"}, "th", Recipient("th", None)),
        ({"locale": "pt-br"}, "pt", Recipient("pt-BR", "BR")),
        ({"locale": "pt-BR"}, "pt-PT", Recipient("pt-PT", "BR")),
        ({"locale": "pt-BR"}, "en", Recipient("en", "BR")),
        ({"locale": "zh-Hant-TW"}, "zh", Recipient("zh-Hant-TW", "TW")),
        ({"locale": "ja"}, "und", Recipient("ja", None)),
        ({"locale": "es-419"}, "es", Recipient("es-419", None)),
    ],
)
def test_a_reader_is_known_by_what_was_told(
    facts: dict[str, str], language: str, recipient: Recipient
) -> None:
    assert recipient_of([Sender("a", **facts)], language) == recipient


def test_a_faith_is_only_what_a_person_told_and_can_be_taken_back() -> None:
    told = Sender("a", name="Muhammad", country="SA", locale="ar-SA")
    assert recipient_of([told], "ar").faith is None
    assert recipient_of([Sender("a", faith="islam")], "de").faith is Faith.ISLAM
    assert recipient_of([Sender("a", faith=FORGOTTEN)], "de").faith is None


def test_of_several_profiles_the_first_that_says_something_counts() -> None:
    known = [Sender("a"), Sender("b", country="TH"), Sender("c", country="IN", faith="hinduism")]
    assert recipient_of(known, "en") == Recipient("en", "TH", Faith.HINDUISM)
    assert recipient_of([], "en") == Recipient("en")
