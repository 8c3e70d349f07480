"""The shape of each file of the desk. What is not named here is refused, never passed over.

Every key says in its description what it does; `rulebook.json_schemas` makes of them what editors
read, and a test shows the effect of each.
"""

from typing import Final

from pydantic import Field, StrictInt, model_validator

from domain.notifications import Contact
from domain.policy import Intervals
from rulebook.channel_schemas import AccountPart, ChannelsFile
from rulebook.parts import FactsPart, HolidaysPart, Part, SecretPart
from rulebook.routing_schemas import RoutingFile, RulePart, TopicPart, WhenPart
from rulebook.shapes import Misplaced
from rulebook.values import (
    WEEKDAYS,
    Country,
    Day,
    Language,
    OpeningHours,
    RegionName,
    Slug,
    Ways,
    Weekdays,
    Words,
    Zone,
    weekdays,
)

OF_THE_REGION: Final = "of the region"
ANY_REGION: Final = "any"

__all__ = [
    "ANY_REGION",
    "OF_THE_REGION",
    "AccountPart",
    "CalendarFile",
    "ChannelsFile",
    "FactsPart",
    "HolidaysPart",
    "MemberPart",
    "Part",
    "RegionPart",
    "RegionsFile",
    "RoutingFile",
    "RulePart",
    "SecretPart",
    "TeamPart",
    "TeamsFile",
    "TopicPart",
    "WhenPart",
]


class RegionPart(Part):
    """One region of `regions.yaml`; it keeps the data of its own customers."""

    name: Words = Field(
        description="What people call it; `on-duty` says it beside each team.",
        examples=["Mainland China"],
    )
    countries: tuple[Country, ...] = Field(
        description="ISO 3166-1 alpha-2; every country has exactly one home.",
        examples=[["CN"], ["IE", "GB"]],
    )
    languages: tuple[Language, ...] = Field(
        min_length=1,
        description="BCP 47. A customer's locale without a country (just ja) is at home in the "
        "region that speaks it, if only one does.",
        examples=[["en", "pt-BR"]],
    )
    calendar: Slug = Field(
        description="When people work here: a calendar of calendars/.", examples=["eu-business"]
    )
    residency: Slug = Field(
        description="Regions of one group share what must not leave the group: agents of one read "
        "names and numbers in the tickets of another unmasked.",
        examples=["eu"],
    )
    translation_engines: tuple[Slug, ...] = Field(
        description="The only engines that may see this region's text; local means that it never "
        "leaves the machine.",
        examples=[["local"]],
    )
    neighbours: tuple[RegionName, ...] = Field(
        (),
        description="Who helps in an emergency and stands by, the nearest first.",
        examples=[["na", "apac"]],
    )


class RegionsFile(Part):
    """`regions.yaml`: the regions of the desk, each with its countries."""

    default: RegionName = Field(
        description="The home of a customer of whom nothing is known.", examples=["eu"]
    )
    regions: dict[RegionName, RegionPart] = Field(
        min_length=1,
        description="Each region by its short name, with which its ticket ids begin.",
        examples=[
            {
                "cn": {
                    "name": "Mainland China",
                    "countries": ["CN"],
                    "languages": ["zh"],
                    "calendar": "cn-business",
                    "residency": "cn",
                    "translation_engines": ["local"],
                }
            }
        ],
    )


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


class MemberPart(Part):
    """One member of a team."""

    id: Slug = Field(
        description="The agent's name at the desk; one agent may be in several teams.",
        examples=["aoife"],
    )
    languages: tuple[Language, ...] = Field(
        min_length=1, description="Which the agent speaks, as `on-duty` says.", examples=[["en"]]
    )
    skills: tuple[Slug, ...] = Field(
        (),
        description="Topics that the agent knows: a team of which somebody who is on knows the "
        "ticket's topic comes before one of which nobody does.",
        examples=[["payment", "technical"]],
    )
    capacity: StrictInt = Field(
        ge=1,
        le=1000,
        description="Tickets at once: a team whose people have as many as they take comes after "
        "one that has room.",
        examples=[10],
    )
    notify: Ways = Field(
        description="How the agent hears of news: inbox (the list on the agent's own page), or "
        "that and more. What sends them is in notifications.yaml.",
        examples=["inbox", ["inbox", {"email": "sam@example.org"}, {"webhook": "on-call"}]],
    )

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The ways beside the agent's own page."""
        found: tuple[Contact, ...] = self.notify
        return found


class TeamPart(Part):
    """One team of `teams.yaml`: people who share a queue."""

    region: RegionName = Field(description="Whose tickets the team sees.", examples=["eu"])
    calendar: str = Field(
        OF_THE_REGION,
        description="When the team is on, if it has no roster: a calendar of calendars/, or: of "
        "the region.",
        examples=["of the region", "ph-business"],
    )
    languages: tuple[Language, ...] = Field(
        min_length=1,
        description="The first is the one that the team reads its tickets in; the others, too, it "
        "speaks.",
        examples=[["en", "de"]],
    )
    members: tuple[MemberPart, ...] = Field(
        min_length=1,
        description="Who is in the team.",
        examples=[[{"id": "aoife", "languages": ["en"], "capacity": 10, "notify": "inbox"}]],
    )


class TeamsFile(Part):
    """`teams.yaml`: the teams, and who is in them."""

    teams: dict[Slug, TeamPart] = Field(
        min_length=1,
        description="Each team by its name.",
        examples=[
            {
                "eu-care": {
                    "region": "eu",
                    "languages": ["en"],
                    "members": [
                        {"id": "aoife", "languages": ["en"], "capacity": 10, "notify": "inbox"}
                    ],
                }
            }
        ],
    )
