from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.replies.wording import between, instant, money

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
LANGUAGES = ["en", "pt", "es", "fr", "de", "ja", "zh", "pt-BR", "ar", "it", "und", "xx", "zz-!"]
UNITS = {"minute": 1, "hour": 60, "day": 1440}


def said(language: str, soonest: float, latest: float) -> str:
    """What the language says of a wait between so many minutes."""
    ends = [(NOW + timedelta(minutes=each)).isoformat() for each in (soonest, latest)]
    return between(language)(NOW.isoformat(), *ends)


@pytest.mark.parametrize(
    ("soonest", "latest", "words"),
    [
        (0, 15, "within 15 minutes"),
        (-30, 15, "within 15 minutes"),
        (20, 45, "between 20 and 45 minutes from now"),
        (22, 41, "between 20 and 45 minutes from now"),
        (3, 41, "within 45 minutes"),
        (60, 90, "between 60 and 90 minutes from now"),
        (60, 91, "between 1 and 2 hours from now"),
        (59, 91, "within 2 hours"),
        (10 * 60 + 10, 10 * 60 + 40, "between 10 and 11 hours from now"),
        (50 * 60, 51 * 60, "between 2 and 3 days from now"),
        (20, 20, "within 20 minutes"),
        (0, 0, "within 5 minutes"),
        (-60, -30, "within 5 minutes"),
    ],
)
def test_a_wait_is_said_as_a_range(soonest: float, latest: float, words: str) -> None:
    assert said("en", soonest, latest) == words


@pytest.mark.parametrize(
    ("language", "within", "from_to", "days"),
    [
        ("pt", "em até 15 minutos", "dentro de 20 a 45 minutos", "dentro de 2 a 3 dias"),
        ("pt-BR", "em até 15 minutos", "dentro de 20 a 45 minutos", "dentro de 2 a 3 dias"),
        ("es", "en un plazo máximo de 15 minutos", "en un plazo de 20 a 45 minutos", "3 días"),
        ("fr", "d’ici 15 minutes", "d’ici 20 à 45 minutes", "d’ici 2 à 3\N{NO-BREAK SPACE}jours"),
        ("de", "innerhalb von 15 Minuten", "in 20 bis 45 Minuten", "in 2 bis 3 Tagen"),
        ("ja", "15 分以内に", "20～45 分後に", "2～3 日後に"),
        ("zh", "在15分钟内", "在20至45分钟后", "在2至3天后"),
        ("it", "entro 15 minuti", "in un tempo compreso tra 20 e 45 minuti", "2 e 3 giorni"),
        ("nl", "binnen 15 minuten", "over 20 tot 45 minuten", "over 2 tot 3 dagen"),
        ("pl", "najpóźniej za 15 minut", "za 20–45 minut", "za 2–3 dni"),
        ("ru", "не позднее чем через 15 минут", "через 20–45 минут", "через 2–3 дня"),
        ("tr", "15 dakika içinde", "20 ila 45 dakika içinde", "2 ila 3 gün içinde"),
        ("ar", "خلال 15 دقيقة", "بعد 20 دقيقة إلى 45 دقيقة", "بعد يومين إلى 3 أيام"),
        ("hi", "15 मिनट के भीतर", "20 से 45 मिनट में", "2 से 3 दिन में"),
        ("th", "ภายใน 15 นาที", "ภายใน 20 ถึง 45 นาที", "ภายใน 2 ถึง 3 วัน"),
        ("zh-Hant", "在 15 分鐘內", "在 20 至 45 分鐘後", "在 2 至 3 天後"),
        ("sv", "0–15 minuter", "20–45 minuter", "2–3 dygn"),
        ("xx", "within 15 minutes", "between 20 and 45 minutes from now", "between 2 and 3 days"),
    ],
)
def test_a_wait_is_said_in_the_language_of_the_variant(
    language: str, within: str, from_to: str, days: str
) -> None:
    assert said(language, 0, 15) == within
    assert said(language, 20, 45) == from_to
    assert days in said(language, 50 * 60, 51 * 60)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_wait_of_which_something_is_not_known_is_not_said(missing: int) -> None:
    given_instants = [NOW.isoformat()] * 3
    given_instants[missing] = ""
    assert between("en")(*given_instants) == ""


@given(
    language=st.sampled_from(LANGUAGES),
    soonest=st.integers(-1000, 100_000),
    length=st.integers(0, 100_000),
)
def test_any_wait_can_be_said_in_any_language(language: str, soonest: int, length: int) -> None:
    words = said(language, soonest, soonest + length)
    assert 0 < len(words) < 80
    assert "{" not in words


@given(soonest=st.integers(0, 100_000), length=st.integers(0, 100_000))
def test_what_is_said_is_never_narrower_than_what_is_meant(soonest: int, length: int) -> None:
    words = said("en", soonest, soonest + length).split()
    size = next(UNITS[word.rstrip("s")] for word in words if word.rstrip("s") in UNITS)
    numbers = [int(word) * size for word in words if word.isdigit()]
    assert numbers[-1] >= soonest + length
    assert numbers[0] <= soonest or words[0] == "within"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Nov 23, 2026, 09:05 UTC"),
        ("pt", "23 de nov. de 2026 09:05 UTC"),
        ("es", "23 nov 2026, 9:05 UTC"),
        ("de", "23.11.2026, 09:05 UTC"),
        ("zh", "2026年11月23日 09:05 UTC"),
        ("xx", "Nov 23, 2026, 09:05 UTC"),
    ],
)
def test_an_instant_is_written_in_the_language_of_the_variant(language: str, words: str) -> None:
    assert instant(language)("2026-11-23T10:05:00+01:00") == words


def test_an_instant_that_is_not_known_is_not_written() -> None:
    assert instant("de")("") == ""


@pytest.mark.parametrize("words", ["soon", "2026-11-23T09:05:00", "2026-11-23"])
def test_what_is_no_instant_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|no offset"):
        instant("en")(words)
    with pytest.raises(ValueError, match=r"isoformat|no offset"):
        between("en")(words, words, words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "€1,234.50"),
        ("de", "1.234,50\N{NO-BREAK SPACE}€"),
        ("th", "€1,234.50"),
        ("hi", "€1,234.50"),
        ("ja", "€1,234.50"),
        ("xx", "€1,234.50"),
    ],
)
def test_an_amount_is_written_in_the_language_of_the_variant(language: str, words: str) -> None:
    assert money(language)("1234.5", "EUR") == words


def test_a_currency_without_cents_has_none() -> None:
    assert money("en")("1234", "JPY") == "¥1,234"
