"""The shape of each file of the desk. What is not named here is refused, never passed over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import langcodes
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from domain.policy import Calendar, Intervals
from domain.vocabulary import Priority, Status, Target, Tier
from rulebook.times import (
    Moment,
    day_of_year,
    opening_hours,
    spoken_duration,
    spoken_fraction,
    spoken_moment,
)

OF_THE_REGION: Final = "of the region"
ANY_REGION: Final = "any"
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
        raise ValueError("a callback is an address that begins with https:// and holds no password")
    return url


def _no_secret(value: object) -> object:
    if not isinstance(value, Mapping):
        raise ValueError("a secret never stands in a file of the desk: write {file: its name}")
    return value


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
RegionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,15}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Language = Annotated[str, AfterValidator(_language)]
Zone = Annotated[str, AfterValidator(_zone)]
OpeningHours = Annotated[Any, BeforeValidator(_intervals)]
Duration = Annotated[timedelta, BeforeValidator(spoken_duration)]
Fraction = Annotated[float, BeforeValidator(spoken_fraction)]
At = Annotated[Any, BeforeValidator(spoken_moment)]
Callback = Annotated[str, AfterValidator(_callback)]
Pausing = Literal[Status.WAITING, Status.HELD]  # the others run, or have nothing left to run


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
    week: dict[str, OpeningHours] = Field(min_length=1)
    holidays: HolidaysPart | None = None
    days: dict[str, OpeningHours] = {}

    @model_validator(mode="after")
    def _days_are_dates(self) -> "CalendarFile":
        for day in self.days:
            day_of_year(day)
        if not any(self.by_weekday().values()):
            raise ValueError("the week has no opening hours at all")
        return self

    def by_weekday(self) -> dict[str, Intervals]:
        """The week with Monday as "0". Raises ValueError for an unknown or repeated weekday."""
        found: dict[str, Intervals] = {}
        for words, hours in self.week.items():
            for day in _weekdays(words):
                if str(day) in found:
                    raise ValueError(f"{WEEKDAYS[day]} is written twice; keep one of them")
                found[str(day)] = hours
        return dict(sorted(found.items()))


def _weekdays(words: str) -> range:
    first, _, last = words.partition(" to ")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        raise ValueError(f"'{words}' is no weekday: write monday, or monday to friday")
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)


class MemberPart(Part):
    """One member of a team."""

    id: Slug
    languages: tuple[Language, ...] = Field(min_length=1)
    skills: tuple[Slug, ...] = ()
    capacity: StrictInt = Field(ge=1, le=1000)
    notify: Literal["inbox"]


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


class AppliesPart(FactsPart):
    """Which tickets a policy is for."""

    region: tuple[RegionName, ...] | None = Field(None, min_length=1)
    tier: tuple[Tier, ...] | None = Field(None, min_length=1)
    priority: tuple[Priority, ...] | None = Field(None, min_length=1)
    channel: tuple[Slug, ...] | None = Field(None, min_length=1)


class StepPart(Part):
    """One step of a policy's ladder."""

    at: At
    raise_priority_to: Priority | None = None
    assign_to: Slug | None = None

    @property
    def moment(self) -> Moment:
        """When the step is taken."""
        found: Moment = self.at
        return found

    @model_validator(mode="after")
    def _does_something(self) -> "StepPart":
        if self.raise_priority_to is None and self.assign_to is None:
            raise ValueError("a step does something: write raise_priority_to or assign_to")
        return self


class PolicyFile(Part):
    """A file of `policies/`."""

    policy: Slug
    version: StrictInt = Field(ge=1)
    applies_to: AppliesPart = AppliesPart()
    calendar: str = OF_THE_REGION
    targets: dict[Target, Duration] = Field(min_length=1)
    warn_at: dict[Target, Fraction] = {}
    pause_while: tuple[Pausing, ...] = (Status.WAITING, Status.HELD)
    reopen_within: Duration
    acknowledge: StrictBool = True
    steps: tuple[StepPart, ...] = Field((), max_length=50)


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
    secret: Annotated[SecretPart, BeforeValidator(_no_secret)]
    loopback: StrictBool = False

    @model_validator(mode="after")
    def _is_encrypted(self) -> "AccountPart":
        if self.callback_url and self.callback_url.startswith("http://") and not self.loopback:
            raise ValueError("a callback begins with https:// (http:// only with loopback: true)")
        return self


class ChannelsFile(Part):
    """`channels.yaml`."""

    accounts: tuple[AccountPart, ...] = Field(min_length=1)
