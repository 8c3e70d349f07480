"""How long the law gives for an answer to a person's request, and for what a person is asked first.

A statutory term is counted in days of the calendar on the wall of the region, not in hours: the day
on which the request came is not counted, and the last day ends with its last hour (Regulation (EEC,
Euratom) 1182/71, Art. 3(1) and (2); what is said of other laws stands in the desk's own file). One
of months ends on the day of the same number; where the last month has no such day, on its last day.
Pure: the instant at which a request came and the days of the region are arguments.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.hours import first_reading

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
LONGEST_REST: Final = 60  # days in a row that may be without work; more is a fault of a calendar


class NoWorkingDay(Exception):
    """No working day comes within 60 days of the end of a term: the calendar cannot be right."""


class Purpose(StrEnum):
    """What a person's data may be used for beyond answering them, each with its effect.

    ONLINE_TRANSLATION: engines on other machines see their texts. SATISFACTION: they are asked how
    it was. A purpose of which nothing here goes by is none.
    """

    ONLINE_TRANSLATION = "online_translation"
    SATISFACTION = "satisfaction"


class Basis(StrEnum):
    """What a purpose needs: the person's consent, or nothing more than that they are served."""

    CONSENT = "consent"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as laws say it: so many months, and so many days."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for a term that has no length."""
        if min(self.months, self.days) < 0 or not (self.months or self.days):
            raise ValueError("a term has at least a day, and nothing of it is negative")

    def __add__(self, other: "Term") -> "Term":
        """Both, counted from where the first begins."""
        return Term(self.months + other.months, self.days + other.days)

    def last_day(self, received: date) -> date:
        """The last day of the term for what came on that day, which is not counted.

        Raises OverflowError beyond the year 9999.
        """
        month = received.year * 12 + received.month - 1 + self.months
        if month // 12 > date.max.year:
            raise OverflowError("the term ends after the year 9999")
        year, place = month // 12, month % 12 + 1
        day = min(received.day, monthrange(year, place)[1])
        return date(year, place, day) + self.days * _DAY


@dataclass(frozen=True, slots=True)
class LegalDays:
    """The days of a region as a law counts them: its clock, and its public holidays."""

    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def day_of(self, at: datetime) -> date:
        """The day on the region's wall at an instant. Raises ValueError for a naive one."""
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone: a term needs an aware instant")
        return at.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The instant at which the last hour of a day is over, in UTC: when the next begins."""
        return first_reading(datetime.combine(day + _DAY, time(0)), self.zone)

    def working_day_from(self, day: date) -> date:
        """The day, or the first after it that is no Saturday, Sunday or public holiday.

        Raises NoWorkingDay.
        """
        for ahead in range(LONGEST_REST):
            found = day + ahead * _DAY
            if found.weekday() < _SATURDAY and found not in self.holidays:
                return found
        raise NoWorkingDay(f"no working day within {LONGEST_REST} days of {day}")


@dataclass(frozen=True, slots=True)
class Law:
    """Until when a request of a person is to be answered, in the regions where it holds."""

    name: str
    title: str
    regions: tuple[str, ...]
    answer_within: Term
    extended_by: Term | None = None  # None: the law knows no extension
    ends_on_working_day: bool = False
    remind_before: timedelta = timedelta(days=7)

    def due(self, received_at: datetime, days: LegalDays, *, extended: bool = False) -> datetime:
        """The instant, in UTC, by which the answer must have been given.

        An extended term is one term from the receipt, as long as both. Raises ValueError where
        there is no extension, or for a naive instant.
        """
        if extended and self.extended_by is None:
            raise ValueError(f"{self.name} knows no extension")
        term = self.answer_within
        if extended and self.extended_by is not None:
            term = term + self.extended_by
        last = term.last_day(days.day_of(received_at))
        if self.ends_on_working_day:
            last = days.working_day_from(last)
        return days.end_of(last)

    def reminds_at(self, due_at: datetime) -> datetime:
        """From when on a request that is due then is nearly due."""
        return due_at.astimezone(UTC) - self.remind_before


@dataclass(frozen=True, slots=True)
class PurposeRule:
    """What the desk says of one purpose."""

    purpose: Purpose
    title: str
    needs: Basis


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """What a desk says of laws and purposes; one that says nothing has none of either."""

    laws: tuple[Law, ...] = ()
    purposes: Mapping[Purpose, PurposeRule] = field(default_factory=dict)

    def law_of(self, region: str) -> Law | None:
        """The one law that holds in a region, if the desk names one."""
        return next((law for law in self.laws if region in law.regions), None)

    def law_named(self, name: str) -> Law | None:
        """The law of that name; None for one that the desk does not know any more."""
        return next((law for law in self.laws if law.name == name), None)
