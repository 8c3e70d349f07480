"""Times in the words of a language: how long somebody waits, and when something is due."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from types import MappingProxyType
from typing import Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta, get_datetime_format

FALLBACK: Final = "en"
Unit = Literal["minute", "hour", "day"]
# A greater unit from here on, and what is rounded to: no shorter time is known so exactly.
_UNITS: Final[tuple[tuple[timedelta, Unit, timedelta, int], ...]] = (
    (timedelta(minutes=90), "minute", timedelta(minutes=1), 5),
    (timedelta(hours=48), "hour", timedelta(hours=1), 1),
    (timedelta.max, "day", timedelta(days=1), 1),
)
# The answer to "when?": not later than, and from to.
_SPOKEN: Final = MappingProxyType(
    {
        "en": ("within {latest}", "between {soonest} and {latest} from now"),
        "pt": ("em até {latest}", "dentro de {soonest} a {latest}"),
        "es": ("en un plazo máximo de {latest}", "en un plazo de {soonest} a {latest}"),
        "fr": ("d’ici {latest}", "d’ici {soonest} à {latest}"),
        "de": ("innerhalb von {latest}", "in {soonest} bis {latest}"),
        "ja": ("{latest}以内に", "{soonest}～{latest}後に"),
        "zh": ("在{latest}内", "在{soonest}至{latest}后"),
    }
)
_PLAINLY: Final = ("0–{latest}", "{soonest}–{latest}")  # of a language that is not in the list


def between(language: str) -> Callable[[str, str, str], str]:
    """How a language says from when to when something is expected.

    The function takes now, the soonest and the latest instant in RFC 3339 and answers, say,
    "between 20 and 45 minutes from now", or "within 15 minutes" where it may be at once. Both ends
    are rounded outwards, so that it stays true. "" where an instant is not known. It raises
    ValueError for what is no instant.
    """
    locale = _locale(language)
    never_later, from_to = _SPOKEN.get(locale.language, _PLAINLY)

    def said(now: str, soonest: str, latest: str) -> str:
        if not (now and soonest and latest):
            return ""
        first, last = _at(soonest) - _at(now), _at(latest) - _at(now)
        unit, size, step = next(each[1:] for each in _UNITS if last <= each[0])
        high = max(ceil(last / size / step) * step, step)
        low = max(floor(first / size / step) * step, 0)
        words = from_to if 0 < low < high else never_later
        return words.format(soonest=low, latest=_counted(high * size, unit, locale))

    return said


def instant(language: str) -> Callable[[str], str]:
    """How a language writes an instant, in UTC: "Nov 23, 2026, 09:05 UTC"; "" stays "".

    The function takes RFC 3339 and raises ValueError for anything else.
    """
    locale = _locale(language)

    def said(words: str) -> str:
        if not words:
            return ""
        at = _at(words)
        day = format_date(at, "medium", locale=locale)
        time = format_skeleton("Hm", at, tzinfo=UTC, locale=locale)
        both = str(get_datetime_format("medium", locale=locale))
        return both.replace("{0}", time).replace("{1}", day) + " UTC"

    return said


def _counted(length: timedelta, unit: Unit, locale: Locale) -> str:
    # German wants the dative here, which the data have only where they say "in 3 Tagen".
    directed = locale.language == "de"
    words = format_timedelta(
        length, unit, threshold=1e9, add_direction=directed, format="long", locale=locale
    )
    return words.removeprefix("in ") if directed else words


def _at(words: str) -> datetime:
    at = datetime.fromisoformat(words)
    if at.utcoffset() is None:
        raise ValueError(f"'{words}' has no offset from UTC")
    return at.astimezone(UTC)


def _locale(language: str) -> Locale:
    """The nearest that is known: `pt-XX` is read as `pt`."""
    tag = language
    while tag:
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0]
    return Locale.parse(FALLBACK)
