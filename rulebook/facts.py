"""What the desk's files say, checked and put together; nothing here changes once it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from domain.contacts import NO_RULE, AccountRule
from domain.cultures import Culture
from domain.facts import Via
from domain.moods import Moods
from domain.notifications import Contact
from domain.policy import Calendar, Intervals, Relay, Step, WarningPoint
from domain.privacy import PrivacyRules
from domain.residency import Residency
from domain.retention import Retention
from domain.routing import RoutingRule
from domain.terms import Glossary, Slang
from domain.translation import PairRule
from domain.vocabulary import Priority, Status
from rulebook.public_holidays import PublicHolidays, dates_of
from rulebook.replies.compiled import Replies
from rulebook.rosters import TeamRoster

FROZEN_DAYS: Final = 400  # how far ahead holidays are known to a frozen calendar


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world that keeps its own data."""

    name: str
    title: str
    countries: tuple[str, ...]  # ISO 3166-1 alpha-2
    languages: tuple[str, ...]  # BCP 47
    calendar: str
    residency: str
    translation_engines: tuple[str, ...]  # the only ones that may see the region's text
    neighbours: tuple[str, ...]  # regions, the nearest first


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working time as operations wrote it: its holidays are a country, not yet dates."""

    name: str
    zone: str
    week: Mapping[str, Intervals]  # "0" is Monday
    days: Mapping[str, Intervals]  # "2026-12-24"
    holidays: PublicHolidays | None

    def frozen(self, on: date) -> Calendar:
        """The calendar with all closed and special days from the eve of `on` to 400 days later.

        A day that operations wrote down themselves comes before the public holiday.
        """
        # The eve, because `on` is a date in UTC and the zone may still live in the day before.
        first, last = on - timedelta(days=1), on + timedelta(days=FROZEN_DAYS + 1)
        days: dict[str, Intervals] = {}
        if self.holidays is not None:
            for year in range(first.year, last.year + 1):
                days |= dict.fromkeys(dates_of(self.holidays, year), ())
        days |= self.days
        span = (first.isoformat(), last.isoformat())
        kept = {day: days[day] for day in sorted(days) if span[0] <= day <= span[1]}
        return Calendar(self.name, self.zone, dict(self.week), kept)


@dataclass(frozen=True, slots=True)
class Member:
    """An agent as a member of a team."""

    id: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int  # tickets at once
    contacts: tuple[Contact, ...]  # how news reach the agent beside their own page


@dataclass(frozen=True, slots=True)
class Team:
    """People who share a queue. The first language is the one they read tickets in."""

    name: str
    region: str
    calendar: str
    languages: tuple[str, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a message may be about, with the words that suggest it, by language."""

    name: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A policy as operations wrote it, before it is frozen for a ticket."""

    name: str
    version: int
    applies_to: Mapping[str, tuple[str, ...]]  # fact -> values; a fact not named may be any
    calendar: str | None  # None: the calendar of the ticket's region
    targets: Mapping[str, timedelta]
    warnings: Mapping[str, tuple[WarningPoint, ...]]  # target -> when, in their order
    pause_while: tuple[Status, ...]
    reopen_within: timedelta
    acknowledge: bool
    relay: Relay
    raises: Mapping[str, Priority]  # mood -> what it raises the priority to
    steps: tuple[Step, ...]

    def fits(self, facts: Mapping[str, str]) -> bool:
        """Whether each fact that the policy names has one of its values."""
        return all(facts[fact] in values for fact, values in self.applies_to.items())


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where a secret is kept, never the secret: a door resolves it."""

    source: str  # file or environment
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a channel, as its file says it: what its kind makes of that, `channels/` says.

    `callback_url` and `secret` are a webhook's, for its setting and its secret `signing`.
    """

    channel: str
    account: str
    region: str | None  # None: the home is worked out for each customer
    callback_url: str | None
    secret: SecretReference | None
    loopback: bool  # may be called on this machine itself
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, SecretReference] = field(default_factory=dict)
    rule: AccountRule = NO_RULE  # when and how messages of ours go out by it

    @property
    def via(self) -> Via:
        """Its name."""
        return Via(self.channel, self.account)


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that notifications are posted to."""

    url: str
    secret: SecretReference
    loopback: bool  # may be on this machine itself


@dataclass(frozen=True, slots=True)
class EmailAccount:
    """The server that takes the desk's mail. Without a user nobody logs in."""

    sender: str
    server: str
    port: int
    security: str  # none, starttls or tls
    user: str | None
    password: SecretReference | None


@dataclass(frozen=True, slots=True)
class EngineAccess:
    """How an online translation engine is reached; None is as the engine itself has it."""

    url: str | None = None
    key: SecretReference | None = None
    location: str | None = None
    formality: str | None = None  # default, more or less
    email: str | None = None
    proxy: str | None = None
    requests_a_minute: int | None = None  # of each process
    price: float | None = None  # of a million characters, in the desk's own money
    internal: bool = False  # its url, and only that, may lead into a network of ours


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that operations decided, as it was read from one folder."""

    default_region: str
    regions: Mapping[str, Region]
    calendars: Mapping[str, WorkCalendar]
    teams: Mapping[str, Team]
    topics: tuple[Topic, ...]
    rules: tuple[RoutingRule, ...]
    policies: tuple[PolicyRule, ...]
    accounts: tuple[Account, ...]
    defaults: Mapping[str, Via]  # region -> the account that customers are written to by first
    replies: Replies
    glossary: Glossary
    slang: Slang
    moods: Moods
    homes: Mapping[str, str]  # country -> region
    rosters: Mapping[str, TeamRoster]  # of the teams that have one
    webhooks: Mapping[str, Webhook]  # by the names that agents' ways have for them
    email: EmailAccount | None
    culture: Culture
    engines: Mapping[str, EngineAccess]  # of those that translation.yaml names
    pairs: tuple[PairRule, ...]
    residency: Residency
    privacy: PrivacyRules
    retention: Mapping[str, Retention]  # of every region

    def team_languages(self) -> dict[str, str]:
        """The language in which each team reads its tickets."""
        return {name: self.teams[name].languages[0] for name in sorted(self.teams)}

    def policies_for(self, facts: Mapping[str, str]) -> list[PolicyRule]:
        """The policies that fit best: those that name the most facts. Exactly one, once checked."""
        fitting = [policy for policy in self.policies if policy.fits(facts)]
        most = max((len(policy.applies_to) for policy in fitting), default=0)
        return [policy for policy in fitting if len(policy.applies_to) == most]
