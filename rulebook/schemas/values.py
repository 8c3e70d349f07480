"""The kinds of value that stand in the desk's files, each with what is refused and why."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import langcodes
from pydantic import AfterValidator, BeforeValidator, Field

from domain.policy import Calendar, Intervals
from domain.routing import MOST_CONTACTS
from domain.vocabulary import Status
from rulebook.patterns import spoken_pattern
from rulebook.schemas import written_forms as written
from rulebook.schemas.times import (
    day_of_year,
    opening_hours,
    spoken_duration,
    spoken_moment,
    spoken_times,
    spoken_warnings,
)
from rulebook.schemas.ways import spoken_ways

# What a key says where no calendar, and no one region, is named.
OF_THE_REGION: Final = "of the region"
ANY_REGION: Final = "any"
_AT_LEAST: Final = re.compile(rf"at least ([1-9][0-9]?|{MOST_CONTACTS})")
_AT_MOST: Final = re.compile(r"at most ([1-9][0-9]?)")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _language(tag: str) -> str:
    if not langcodes.tag_is_valid(tag):
        raise ValueError(f"'{tag}' is no language: write a tag like pt or pt-BR")
    return langcodes.standardize_tag(tag)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{name}' is no time zone: write one like Europe/Berlin") from None
    return name


def weekdays(words: str) -> range:
    """The days that `monday`, or `monday to friday`, names; Monday is 0. Raises ValueError."""
    first, _, last = words.partition(" to ")
    known = first in WEEKDAYS and (last or first) in WEEKDAYS
    days = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1) if known else range(0)
    if not days:
        raise ValueError(f"'{words}' is no weekday: write monday, or monday to friday")
    return days


def _weekday_key(words: str) -> str:
    weekdays(words)
    return words


def _date_key(words: str) -> str:
    day_of_year(words)
    return words


def _intervals(value: object) -> Intervals:
    """Opening hours that the domain can reckon with; it says itself what is wrong with others."""
    found = opening_hours(value)
    try:
        Calendar("", "UTC", {"0": found}).hours()
    except ValueError as error:
        raise ValueError(str(error).removeprefix("weekday 0: ")) from None
    return found


def _callback(url: str) -> str:
    if not url.startswith(("https://", "http://")) or "@" in url or len(url) > 2048:
        raise ValueError("write an address that begins with https:// and holds no password")
    return url


def encrypted(what: str, url: str | None, *, loopback: bool) -> None:
    """Refuse plain http, except to this very machine."""
    if url and url.startswith("http://") and not loopback:
        raise ValueError(f"a {what} begins with https:// (http:// only with loopback: true)")


def no_secret(value: object) -> object:
    """Refuse a secret where its place is wanted, without repeating it."""
    if not isinstance(value, Mapping):
        raise ValueError("a secret never stands in a file of the desk: write {file: its name}")
    return value


def spoken_contacts(words: object) -> tuple[str, ...]:
    """`none`, `at least 3` or `at most 2`, as the numbers that are meant. Raises ValueError.

    The greatest of all stands for itself and whatever is greater.
    """
    if words == "none":
        return ("0",)
    if match := _AT_LEAST.fullmatch(str(words)):
        return tuple(str(count) for count in range(int(match[1]), MOST_CONTACTS + 1))
    if match := _AT_MOST.fullmatch(str(words)):
        return tuple(str(count) for count in range(int(match[1]) + 1))
    raise ValueError(
        f"'{words}' is no number of tickets: write none, or one like at least 3 (up to "
        f"{MOST_CONTACTS}), or at most 2"
    )


_SLUG: Final = "[a-z0-9][a-z0-9._-]{0,63}"
Slug = Annotated[str, Field(pattern=rf"^{_SLUG}$")]
SettingName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
AccountName = Annotated[str, Field(pattern=rf"^{_SLUG}/{_SLUG}$")]
WayOut = Annotated[str, Field(pattern=rf"^{_SLUG}(/{_SLUG})?$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
RegionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,15}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Language = Annotated[str, AfterValidator(_language), written.LANGUAGE]
Weekdays = Annotated[str, AfterValidator(_weekday_key), written.WEEKDAYS]
Day = Annotated[str, AfterValidator(_date_key), written.DATE]
Zone = Annotated[str, AfterValidator(_zone), written.ZONE]
OpeningHours = Annotated[Any, BeforeValidator(_intervals), written.HOURS]
Duration = Annotated[timedelta, BeforeValidator(spoken_duration), written.LENGTH]
Times = Annotated[int, BeforeValidator(spoken_times), written.HOW_OFTEN]
WarningPoints = Annotated[Any, BeforeValidator(spoken_warnings), written.WARNINGS]
At = Annotated[Any, BeforeValidator(spoken_moment), written.MOMENT]
Callback = Annotated[str, AfterValidator(_callback), written.ADDRESS]
Ways = Annotated[Any, BeforeValidator(spoken_ways), written.WAYS]
Contacts = Annotated[tuple[str, ...], BeforeValidator(spoken_contacts), written.CONTACTS]
Pattern = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(spoken_pattern)]
Pausing = Literal[Status.WAITING, Status.HELD]  # the others run, or have nothing left to run
