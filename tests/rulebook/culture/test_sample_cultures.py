"""The cultures that ship do what the issue asked of them, and say what an agent needs."""

import pytest

from domain.cultures import DraftAction, Faith
from rulebook.facts import Desk
from tests.rulebook.culture.reading import checked

HOLD, WARN = DraftAction.HOLD, DraftAction.WARN


@pytest.mark.parametrize(
    ("country", "language", "draft", "rule", "action"),
    [
        ("IN", "en", "Holy cow, it broke again!", "cow-as-figure", HOLD),
        ("TH", "en", "You will live like kings.", "royal-family", HOLD),
        ("AE", "en", "Have a beer on us.", "alcohol", WARN),
        ("SA", "en", "A free pack of bacon!", "pork", HOLD),
        ("CN", "en", "We ship to the Republic of China.", "taiwan-as-country", HOLD),
        ("TW", "en", "We ship to Taiwan, China.", "taiwan-as-province", HOLD),
        ("KR", "en", "across the Sea of Japan", "sea-of-japan", HOLD),
        ("UA", "en", "We ship to Kiev.", "russian-names-of-ukraine", HOLD),
        ("IE", "en", "all over the British Isles", "ireland-as-britain", WARN),
        ("DE", "de", "Hast du die Rechnung?", "informal-address", WARN),
        ("FR", "fr", "Peux-tu répondre ?", "informal-address", WARN),
        ("MX", "es", "Envíanos tu dirección.", "informal-address", WARN),
        ("JP", "ja", "返金はできません。", "plain-refusal", WARN),
        ("KR", "ko", "당신의 주소", "informal-address", WARN),
        ("PT", "pt", "Você recebeu?", "voce-in-portugal", WARN),
        ("US", "en", "your postcode", "wording", WARN),
        ("GB", "en", "your ZIP code", "wording", WARN),
        ("ES", "es", "su computadora", "wording", WARN),
        ("MX", "es", "su ordenador", "wording", WARN),
        ("BR", "pt", "o seu telemóvel", "wording", WARN),
        ("PT", "pt", "o seu celular", "wording", WARN),
    ],
)
def test_what_is_better_not_said_there_is_found(
    desk: Desk, country: str, language: str, draft: str, rule: str, action: DraftAction
) -> None:
    [found] = checked(desk, draft, country, language=language)
    assert (found.rule, found.action) == (rule, action)


@pytest.mark.parametrize(
    ("country", "language", "draft"),
    [
        ("DE", "en", "Holy cow, it broke again!"),
        ("BR", "pt", "Você recebeu?"),
        ("ES", "es", "Envíanos tu dirección."),
        ("NL", "nl", "Kun je ons jouw adres sturen?"),
        ("JP", "en", "across the Sea of Japan"),
        ("DE", "en", "A free pack of bacon!"),
    ],
)
def test_elsewhere_it_is_fine(desk: Desk, country: str, language: str, draft: str) -> None:
    assert checked(desk, draft, country, language=language) == ()


def test_a_faith_that_is_known_counts_in_every_country(desk: Desk) -> None:
    [held] = checked(desk, "A free pack of bacon!", "DE", Faith.ISLAM)
    assert (held.rule, held.action, held.personal) == ("pork", HOLD, True)
    [held] = checked(desk, "Holy cow!", None, Faith.HINDUISM)
    assert (held.rule, held.action) == ("cow-as-figure", HOLD)


def test_every_country_of_a_file_has_a_hint_and_every_hint_is_one_line(desk: Desk) -> None:
    for country in ("DE", "JP", "US", "CA", "IN", "TH", "AE", "CN", "KR", "BR", "PT", "MX", "ES"):
        hint = desk.culture.of_country(country).hint
        assert hint, country
        assert "\n" not in hint
    assert desk.culture.of_country("DE").hint.startswith("Facts first")
    assert desk.culture.of_country("JP").hint.startswith("Context first")
    assert desk.culture.of_country("US").hint.startswith("Warmth first")


@pytest.mark.parametrize(
    ("country", "language", "address"),
    [
        ("DE", "de", "Sie"),
        ("FR", "fr", "vous"),
        ("MX", "es", "usted"),
        ("PT", "pt", "o senhor"),
        ("JP", "ja", "敬語"),
        ("KR", "ko", "고객님"),
        ("CN", "zh", "您"),
        ("IN", "hi", "आप"),
    ],
)
def test_the_form_of_address_is_said(desk: Desk, country: str, language: str, address: str) -> None:
    register = desk.culture.of_country(country).registers[language]
    assert register.address.startswith(address)
