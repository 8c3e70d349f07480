"""The shape of each file of the desk. What is not named here is refused, never passed over."""

from collections.abc import Mapping
from typing import Annotated, Final

import holidays
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from domain.notifications import Contact
from domain.policy import Intervals
from domain.vocabulary import Priority, Tier
from rulebook.values import (
    WEEKDAYS,
    Callback,
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
    encrypted,
    no_secret,
    weekdays,
)

OF_THE_REGION: Final = "of the region"
ANY_REGION: Final = "any"


class Part(BaseModel):
    """A part of a file: frozen, and with no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RegionPart(Part):
    """One region of `regions.yaml`."""

    name: Words
    countries: tuple[Country, ...]
    languages: tuple[Language, ...] = Field(min_length=1)
    calendar: Slug
    residency: Slug
    translation_engines: tuple[Slug, ...]
    neighbours: tuple[RegionName, ...] = ()


class RegionsFile(Part):
    """`regions.yaml`."""

    default: RegionName
    regions: dict[RegionName, RegionPart] = Field(min_length=1)


class HolidaysPart(Part):
    """Whose public holidays a calendar keeps."""

    country: Country
    subdivision: str | None = None

    @model_validator(mode="after")
    def _is_known(self) -> "HolidaysPart":
        known: Mapping[str, list[str]] = holidays.list_supported_countries()
        if self.country not in known:
            raise ValueError(f"the holidays of '{self.country}' are not known; list them as days")
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            places = ", ".join(known[self.country]) or "none"
            raise ValueError(f"{self.country} has no part '{self.subdivision}', but: {places}")
        return self


class CalendarFile(Part):
    """A file of `calendars/`."""

    calendar: Slug
    zone: Zone
    week: dict[Weekdays, OpeningHours] = Field(min_length=1)
    holidays: HolidaysPart | None = None
    days: dict[Day, OpeningHours] = {}

    @model_validator(mode="after")
    def _opens_at_all(self) -> "CalendarFile":
        if not any(self.by_weekday().values()):
            raise ValueError("the week has no opening hours at all")
        return self

    def by_weekday(self) -> dict[str, Intervals]:
        """The week with Monday as "0". Raises ValueError for a weekday that is there twice."""
        found: dict[str, Intervals] = {}
        for words, hours in self.week.items():
            for day in weekdays(words):
                if str(day) in found:
                    raise ValueError(f"{WEEKDAYS[day]} is written twice; keep one of them")
                found[str(day)] = hours
        return dict(sorted(found.items()))


class MemberPart(Part):
    """One member of a team."""

    id: Slug
    languages: tuple[Language, ...] = Field(min_length=1)
    skills: tuple[Slug, ...] = ()
    capacity: StrictInt = Field(ge=1, le=1000)
    notify: Ways

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The ways beside the agent's own page."""
        found: tuple[Contact, ...] = self.notify
        return found


class TeamPart(Part):
    """One team of `teams.yaml`."""

    region: RegionName
    calendar: str = OF_THE_REGION
    languages: tuple[Language, ...] = Field(min_length=1)
    members: tuple[MemberPart, ...] = Field(min_length=1)


class TeamsFile(Part):
    """`teams.yaml`."""

    teams: dict[Slug, TeamPart] = Field(min_length=1)


class TopicPart(Part):
    """One topic of `routing.yaml`."""

    words: dict[Language, tuple[Words, ...]] = {}


class FactsPart(Part):
    """Facts of a ticket, each with the values that it may have."""

    def named(self) -> dict[str, tuple[str, ...]]:
        """Only the facts that are written down; any other may be anything."""
        return {fact: values for fact, values in self if values is not None}


class WhenPart(FactsPart):
    """What a routing rule looks at."""

    region: tuple[RegionName, ...] | None = Field(None, min_length=1)
    topic: tuple[Slug, ...] | None = Field(None, min_length=1)
    language: tuple[Language, ...] | None = Field(None, min_length=1)
    tier: tuple[Tier, ...] | None = Field(None, min_length=1)
    priority: tuple[Priority, ...] | None = Field(None, min_length=1)


class RulePart(Part):
    """One rule of `routing.yaml`."""

    name: Words
    when: WhenPart = WhenPart()
    teams: tuple[Slug, ...] = Field(min_length=1)


class RoutingFile(Part):
    """`routing.yaml`."""

    topics: dict[Slug, TopicPart]
    rules: tuple[RulePart, ...] = Field(min_length=1)


class SecretPart(Part):
    """Where a secret is kept: exactly one of the two."""

    file: Slug | None = None
    environment: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,99}$")] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "SecretPart":
        if (self.file is None) == (self.environment is None):
            raise ValueError("name one place of the secret: file or environment")
        return self


class AccountPart(Part):
    """One account of `channels.yaml`."""

    channel: Slug
    account: Slug
    region: RegionName
    callback_url: Callback | None = None
    secret: Annotated[SecretPart, BeforeValidator(no_secret)]
    loopback: StrictBool = False

    @model_validator(mode="after")
    def _is_encrypted(self) -> "AccountPart":
        encrypted("callback", self.callback_url, loopback=self.loopback)
        return self


class ChannelsFile(Part):
    """`channels.yaml`."""

    accounts: tuple[AccountPart, ...] = Field(min_length=1)
