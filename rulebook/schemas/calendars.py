"""The shape of a file of `calendars/`: when people work."""

from pydantic import Field, model_validator

from domain.policy import Intervals
from rulebook.reading.shapes import Misplaced
from rulebook.schemas.parts import HolidaysPart, Part
from rulebook.schemas.values import WEEKDAYS, Day, OpeningHours, Slug, Weekdays, Zone, weekdays


class CalendarFile(Part):
    """A file of `calendars/`: when people work, which is when promises count."""

    calendar: Slug = Field(
        description="Its name, which regions, teams and policies use.", examples=["eu-business"]
    )
    zone: Zone = Field(
        description="The clock on their wall, as Area/City; summer time is taken care of.",
        examples=["Europe/Dublin"],
    )
    week: dict[Weekdays, OpeningHours] = Field(
        min_length=1,
        description="Opening hours of each weekday, one pair or several; a day that is left out is "
        "closed. 24:00 is midnight; a night is two: 22:00-24:00, and 00:00-06:00 on the next day.",
        examples=[
            {"monday to friday": "09:00-17:00"},
            {"monday to thursday": ["09:00-12:00", "13:00-18:00"], "friday": "closed"},
        ],
    )
    holidays: HolidaysPart | None = Field(
        None,
        description="Whose public holidays are days off.",
        examples=[{"country": "IE"}, {"country": "DE", "subdivision": "BY"}],
    )
    days: dict[Day, OpeningHours] = Field(
        default_factory=dict,
        description="Days that are different: their own hours, or closed. They come before a "
        "public holiday.",
        examples=[{"2026-12-24": "08:00-13:00", "2026-12-31": "closed"}],
    )

    @model_validator(mode="after")
    def _opens_at_all(self) -> "CalendarFile":
        if not any(self.by_weekday().values()):
            raise Misplaced("the week has no opening hours at all", ("week",))
        return self

    def by_weekday(self) -> dict[str, Intervals]:
        """The week with Monday as "0". Raises ValueError for a weekday that is there twice."""
        found: dict[str, Intervals] = {}
        for words, hours in self.week.items():
            for day in weekdays(words):
                if str(day) in found:
                    said = f"{WEEKDAYS[day]} is written twice; keep one of them"
                    raise Misplaced(said, ("week", words))
                found[str(day)] = hours
        return dict(sorted(found.items()))
