"""Public holidays of a country or a part of one, as dates."""

from dataclasses import dataclass
from functools import lru_cache

import holidays


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """Whose public holidays a calendar or a roster keeps."""

    country: str
    subdivision: str | None = None


@lru_cache(maxsize=512)
def dates_of(whose: PublicHolidays, year: int) -> tuple[str, ...]:
    """The public holidays of a year as ISO 8601 dates, in order."""
    found = holidays.country_holidays(whose.country, subdiv=whose.subdivision, years=year)
    return tuple(sorted(day.isoformat() for day in found))
