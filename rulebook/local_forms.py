"""How a date, an hour, a number and money look to a reader, by Unicode's locale data (babel)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_territory_currencies

from domain.cultures import Recipient
from rulebook.locales import locale_of

SAMPLE: Final = Decimal("12345.67")  # as grouped as an amount of an order gets


@dataclass(frozen=True, slots=True)
class LocalForms:
    """Samples in the reader's form; money is "" where the country, or its currency, is unknown."""

    locale: str  # BCP 47: whose forms these are
    direction: str  # ltr or rtl
    date: str
    time: str
    number: str
    money: str
    currency: str  # ISO 4217


def local_forms(recipient: Recipient, at: datetime) -> LocalForms:
    """How an instant (aware) and an amount look to a reader; the instant in its own zone.

    The nearest locale that Unicode describes counts: that of language and country, else of the
    language, else English.
    """
    locale = locale_of(recipient.language, recipient.variant)
    currency = _currency(recipient.country, at)
    return LocalForms(
        locale=str(locale).replace("_", "-"),
        direction=locale.text_direction,
        date=format_date(at, "long", locale=locale),
        time=format_time(at, "short", locale=locale),
        number=format_decimal(SAMPLE, locale=locale),
        money=format_currency(SAMPLE, currency, locale=locale) if currency else "",
        currency=currency,
    )


def _currency(country: str | None, at: datetime) -> str:
    day = at.date()
    known = get_territory_currencies(country, day, day) if country else []
    return str(known[0]) if known else ""
