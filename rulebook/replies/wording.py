"""Times and money in the words of a language: how long somebody waits, when something is due."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from math import ceil, floor
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_datetime_format,
    get_timezone_name,
)
from babel.numbers import format_currency

from rulebook.locales import locale_of
from rulebook.replies.readers import NOBODY, Reader

Unit = Literal["minute", "hour", "day"]
# A greater unit from here on, and what is rounded to: no shorter time is known so exactly.
_UNITS: Final[tuple[tuple[timedelta, Unit, timedelta, int], ...]] = (
    (timedelta(minutes=90), "minute", timedelta(minutes=1), 5),
    (timedelta(hours=48), "hour", timedelta(hours=1), 1),
    (timedelta.max, "day", timedelta(days=1), 1),
)
# The answer to "when?": not later than, and from to. `first` is the soonest with its unit.
_SPOKEN: Final = MappingProxyType(
    {
        "en": ("within {latest}", "between {soonest} and {latest} from now"),
        "pt": ("em até {latest}", "dentro de {soonest} a {latest}"),
        "es": ("en un plazo máximo de {latest}", "en un plazo de {soonest} a {latest}"),
        "fr": ("d’ici {latest}", "d’ici {soonest} à {latest}"),
        "de": ("innerhalb von {latest}", "in {soonest} bis {latest}"),
        "it": ("entro {latest}", "in un tempo compreso tra {soonest} e {latest}"),
        "nl": ("binnen {latest}", "over {soonest} tot {latest}"),
        # After these words Polish and Russian count as in the nominative; after others they do not.
        "pl": ("najpóźniej za {latest}", "za {soonest}–{latest}"),
        "ru": ("не позднее чем через {latest}", "через {soonest}–{latest}"),
        "tr": ("{latest} içinde", "{soonest} ila {latest} içinde"),
        "ar": ("خلال {latest}", "بعد {first} إلى {latest}"),
        "hi": ("{latest} के भीतर", "{soonest} से {latest} में"),
        "th": ("ภายใน {latest}", "ภายใน {soonest} ถึง {latest}"),
        "ja": ("{latest}以内に", "{soonest}～{latest}後に"),
        "zh": ("在{latest}内", "在{soonest}至{latest}后"),
        "zh-Hant": ("在 {latest}內", "在 {soonest} 至 {latest}後"),
    }
)
# These want another case than the one in which the data name a length: it stands in the data only
# where they say "in 3 Tagen".
_DIRECTED: Final = MappingProxyType({"de": "in ", "ar": "خلال "})
_PLAINLY: Final = ("0–{latest}", "{soonest}–{latest}")  # of a language that is not in the list


def between(language: str) -> Callable[[str, str, str], str]:
    """How a language says from when to when something is expected.

    The function takes now, the soonest and the latest instant in RFC 3339 and answers, say,
    "between 20 and 45 minutes from now", or "within 15 minutes" where it may be at once. Both ends
    are rounded outwards, so that it stays true. "" where an instant is not known. It raises
    ValueError for what is no instant.
    """
    return partial(_wait, language)


@lru_cache(maxsize=4096)  # a template is tried in every way, with the same few instants
def _wait(language: str, now: str, soonest: str, latest: str) -> str:
    if not (now and soonest and latest):
        return ""
    locale = locale_of(language)
    written = f"{locale.language}-{locale.script}"
    never_later, from_to = _SPOKEN.get(written, _SPOKEN.get(locale.language, _PLAINLY))
    from_now, until = _at(soonest) - _at(now), _at(latest) - _at(now)
    unit, size, step = next(each[1:] for each in _UNITS if until <= each[0])
    high = max(ceil(until / size / step) * step, step)
    low = max(floor(from_now / size / step) * step, 0)
    words = from_to if 0 < low < high else never_later
    first, last = (_counted(each * size, unit, locale) for each in (low, high))
    return words.format(soonest=low, first=first, latest=last)


def instant(language: str) -> Callable[..., str]:
    """How a language writes an instant: "Nov 23, 2026, 09:05 UTC", and "" for "".

    The function takes RFC 3339 and raises ValueError for anything else. A second argument, a
    reader, has it written in the forms of their country and by their clock, which is then named:
    "23 Nov 2026, 09:05 (Greenwich Mean Time)".
    """

    def said(words: str, reader: Reader = NOBODY) -> str:
        if not words:
            return ""
        at = _at(words)
        return _written(at, language, reader.territory, reader.zone(at))

    return said


@lru_cache(maxsize=4096)  # as above
def _written(at: datetime, language: str, territory: str | None, zone: ZoneInfo | None) -> str:
    locale = locale_of(language, territory)
    there = at.astimezone(zone or UTC)
    if territory is None:
        time = str(format_skeleton("Hm", there, tzinfo=zone or UTC, locale=locale))
    else:
        time = format_time(there, "short", tzinfo=zone or UTC, locale=locale)
    day = format_date(there, "medium", locale=locale)
    both = str(get_datetime_format("medium", locale=locale))
    clock = f"({get_timezone_name(there, 'long', locale=locale)})" if zone else "UTC"
    return f"{both.replace('{0}', time).replace('{1}', day)} {clock}"


def money(language: str) -> Callable[..., str]:
    """How a language writes an amount: "1234.5", "EUR" is "€1,234.50", "1.234,50 €", ….

    The function takes a decimal and a currency by ISO 4217, and raises ArithmeticError for what is
    no number. A third argument, a reader, has it written in the form of their country.
    """

    def said(amount: str, currency: str, reader: Reader = NOBODY) -> str:
        locale = locale_of(language, reader.territory)
        number = Decimal(amount)
        return str(format_currency(number, currency, locale=locale, numbering_system="default"))

    return said


def _counted(length: timedelta, unit: Unit, locale: Locale) -> str:
    before = _DIRECTED.get(locale.language)
    words = format_timedelta(
        length,
        unit,
        threshold=1e9,
        add_direction=before is not None,
        format="long",
        locale=locale,
    )
    return words.removeprefix(before) if before else words


def _at(words: str) -> datetime:
    at = datetime.fromisoformat(words)
    if at.utcoffset() is None:
        raise ValueError(f"'{words}' has no offset from UTC")
    return at.astimezone(UTC)
