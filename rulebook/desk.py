"""Reads a desk: from a folder that operations edit to facts that the rules can rely on."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.translation import PairRule
from rulebook.accounts import account_of, defaults_of, secret_of
from rulebook.checking.agreement import disagreements
from rulebook.cultures import culture_of, name_orders
from rulebook.facts import (
    Desk,
    EmailAccount,
    EngineAccess,
    Member,
    Region,
    Team,
    Topic,
    Webhook,
    WorkCalendar,
)
from rulebook.moods import moods_of
from rulebook.policies import policy_rule
from rulebook.privacy import privacy_of
from rulebook.public_holidays import PublicHolidays
from rulebook.reading.files import DeskError
from rulebook.reading.findings import in_order
from rulebook.reading.folders import Source, folder_of
from rulebook.reading.sources import Sources, read_sources
from rulebook.residency import residency_of
from rulebook.retention import retention_of
from rulebook.rosters import team_roster
from rulebook.schemas.calendars import CalendarFile
from rulebook.schemas.notifications import EmailPart, WebhookPart
from rulebook.schemas.regions import RegionPart
from rulebook.schemas.teams import TeamPart
from rulebook.schemas.translation import EnginePart, TranslationFile
from rulebook.schemas.values import OF_THE_REGION


def read_desk(source: Source) -> Desk:
    """Read the desk in a folder, or of texts by their paths in one.

    Raises DeskError with all that is wrong, in single files and between them.
    """
    sources, findings = read_sources(folder_of(source))
    errors = [one for one in (*findings, *disagreements(sources)) if one.is_error]
    if errors:
        raise DeskError(in_order(errors))
    return desk_of(sources)


def desk_of(sources: Sources) -> Desk:
    """What files say that agree with each other."""
    regions, told = sources.regions.says.regions, sources.notifications.says
    return Desk(
        default_region=sources.regions.says.default,
        regions=MappingProxyType({name: _region(name, part) for name, part in regions.items()}),
        calendars=MappingProxyType(
            {file.says.calendar: _calendar(file.says) for file in sources.calendars}
        ),
        teams=_teams(sources),
        topics=tuple(
            Topic(name, MappingProxyType(dict(part.words)))
            for name, part in sources.routing.says.topics.items()
        ),
        rules=sources.routing.says.as_rules(),
        policies=tuple(policy_rule(file.says) for file in sources.policies),
        accounts=tuple(account_of(part) for part in sources.channels.says.accounts),
        defaults=defaults_of(sources.channels.says),
        replies=sources.replies.with_orders(name_orders(sources)),
        glossary=sources.glossary,
        slang=sources.slang,
        moods=moods_of(file.says for file in sources.moods),
        homes=MappingProxyType(
            {country: name for name, part in regions.items() for country in part.countries}
        ),
        rosters=MappingProxyType(
            {file.says.team: team_roster(file.says) for file in sources.rosters}
        ),
        webhooks=MappingProxyType({name: _webhook(part) for name, part in told.webhooks.items()}),
        email=None if told.email is None else _email(told.email),
        culture=culture_of(sources),
        engines=_engines(sources.translation.says),
        pairs=tuple(
            PairRule(one.source, one.target, one.engines) for one in sources.translation.says.pairs
        ),
        residency=residency_of(sources),
        privacy=privacy_of(sources),
        retention=retention_of(sources),
    )


def _region(name: str, part: RegionPart) -> Region:
    return Region(
        name=name,
        title=part.name,
        countries=part.countries,
        languages=part.languages,
        calendar=part.calendar,
        residency=part.residency,
        translation_engines=part.translation_engines,
        neighbours=part.neighbours,
    )


def _calendar(file: CalendarFile) -> WorkCalendar:
    whose = file.holidays
    return WorkCalendar(
        name=file.calendar,
        zone=file.zone,
        week=MappingProxyType(file.by_weekday()),
        days=MappingProxyType(dict(sorted(file.days.items()))),
        holidays=PublicHolidays(whose.country, whose.subdivision) if whose else None,
    )


def _teams(sources: Sources) -> Mapping[str, Team]:
    regions, teams = sources.regions.says.regions, sources.teams.says.teams
    return MappingProxyType(
        {name: _team(name, part, regions[part.region].calendar) for name, part in teams.items()}
    )


def _team(name: str, part: TeamPart, regional: str) -> Team:
    return Team(
        name=name,
        region=part.region,
        calendar=regional if part.calendar == OF_THE_REGION else part.calendar,
        languages=part.languages,
        members=tuple(
            Member(one.id, one.languages, one.skills, one.capacity, one.contacts)
            for one in part.members
        ),
    )


def _webhook(part: WebhookPart) -> Webhook:
    return Webhook(url=part.url, secret=secret_of(part.secret), loopback=part.loopback)


def _email(part: EmailPart) -> EmailAccount:
    return EmailAccount(
        sender=part.sender,
        server=part.server,
        port=part.port,
        security=part.security,
        user=part.user,
        password=None if part.password is None else secret_of(part.password),
    )


def _engines(file: TranslationFile) -> Mapping[str, EngineAccess]:
    return MappingProxyType({name: _engine(part) for name, part in file.engines.items()})


def _engine(part: EnginePart) -> EngineAccess:
    return EngineAccess(
        url=part.url,
        key=None if part.key is None else secret_of(part.key),
        location=part.location,
        formality=part.formality,
        email=part.email,
        proxy=part.proxy,
        requests_a_minute=part.requests_a_minute,
        price=part.price,
        internal=part.internal or part.in_clear,
    )
