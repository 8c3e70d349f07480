"""Dates, numbers and money look as they do where the reader lives: by babel, with no own table."""

from datetime import UTC, datetime

import pytest

from domain.cultures import Recipient
from rulebook.local_forms import local_forms

AT = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "country", "locale", "date", "money"),
    [
        ("de", "DE", "de-DE", "31. Dezember 2026", "12.345,67\N{NO-BREAK SPACE}€"),
        ("de", "AT", "de-AT", "31. Dezember 2026", "€\N{NO-BREAK SPACE}12.345,67"),
        ("en", "US", "en-US", "December 31, 2026", "$12,345.67"),
        ("en", "GB", "en-GB", "31 December 2026", "£12,345.67"),
        ("en-GB", "US", "en-GB", "31 December 2026", "US$12,345.67"),
        ("ja", "JP", "ja-JP", "2026年12月31日", "￥12,346"),
        ("zh-Hant", "TW", "zh-Hant-TW", "2026年12月31日", "$12,345.67"),
        ("es", "MX", "es-MX", "31 de diciembre de 2026", "$12,345.67"),
        ("pt-BR", None, "pt-BR", "31 de dezembro de 2026", ""),
        ("en", "FI", "en-FI", "31 December 2026", "12\N{NO-BREAK SPACE}345,67\N{NO-BREAK SPACE}€"),
        ("tlh", "DE", "en", "December 31, 2026", "€12,345.67"),
        ("und", None, "en", "December 31, 2026", ""),
    ],
)
def test_a_date_and_money_look_as_they_do_there(
    language: str, country: str | None, locale: str, date: str, money: str
) -> None:
    forms = local_forms(Recipient(language, country), AT)
    assert (forms.locale, forms.date, forms.money) == (locale, date, money)


def test_the_direction_of_the_script_is_said() -> None:
    assert local_forms(Recipient("ar", "AE"), AT).direction == "rtl"
    assert local_forms(Recipient("hi", "IN"), AT).number == "12,345.67"
    assert local_forms(Recipient("fr", "FR"), AT).time == "17:05"
    assert local_forms(Recipient("en", "US"), AT).time.startswith("5:05")
