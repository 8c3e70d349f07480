"""Reads a desk: from a folder that operations edit to facts that the rules can rely on."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from types import MappingProxyType

from domain.routing import RoutingRule
from domain.vocabulary import Priority, Tier
from rulebook.checks import offences
from rulebook.facts import (
    Account,
    Desk,
    EmailAccount,
    Member,
    Region,
    SecretReference,
    Team,
    Topic,
    Webhook,
    WorkCalendar,
)
from rulebook.files import DeskError
from rulebook.notification_schemas import EmailPart, WebhookPart
from rulebook.policies import policy_rule
from rulebook.public_holidays import PublicHolidays
from rulebook.reading import Sources, read_sources
from rulebook.rosters import team_roster
from rulebook.schemas import (
    ANY_REGION,
    OF_THE_REGION,
    AccountPart,
    CalendarFile,
    RegionPart,
    SecretPart,
    TeamPart,
)


def read_desk(folder: Path) -> Desk:
    """Read the desk in `folder`.

    Raises DeskError. It holds all that is wrong inside single files, or, once each can be read by
    itself, all in which they do not agree.
    """
    sources = read_sources(folder)
    complaints = list(offences(sources))
    if complaints:
        raise DeskError(complaints)
    desk = _desk(sources)
    undecided = list(_undecided(desk))
    if undecided:
        raise DeskError(undecided)
    return desk


def _desk(sources: Sources) -> Desk:
    regions, told = sources.regions.says.regions, sources.notifications.says
    return Desk(
        default_region=sources.regions.says.default,
        regions=MappingProxyType({name: _region(name, part) for name, part in regions.items()}),
        calendars=MappingProxyType(
            {file.says.calendar: _calendar(file.says) for file in sources.calendars}
        ),
        teams=MappingProxyType(
            {
                name: _team(name, part, regions[part.region].calendar)
                for name, part in sources.teams.says.teams.items()
            }
        ),
        topics=tuple(
            Topic(name, MappingProxyType(dict(part.words)))
            for name, part in sources.routing.says.topics.items()
        ),
        rules=tuple(
            RoutingRule(part.name, part.teams, MappingProxyType(part.when.named()))
            for part in sources.routing.says.rules
        ),
        policies=tuple(policy_rule(file.says) for file in sources.policies),
        accounts=tuple(_account(part) for part in sources.channels.says.accounts),
        replies=sources.replies,
        homes=MappingProxyType(
            {country: name for name, part in regions.items() for country in part.countries}
        ),
        rosters=MappingProxyType(
            {file.says.team: team_roster(file.says) for file in sources.rosters}
        ),
        webhooks=MappingProxyType({name: _webhook(part) for name, part in told.webhooks.items()}),
        email=None if told.email is None else _email(told.email),
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


def _account(part: AccountPart) -> Account:
    return Account(
        channel=part.channel,
        account=part.account,
        region=None if part.region == ANY_REGION else part.region,
        callback_url=part.callback_url,
        secret=_secret(part.secret),
        loopback=part.loopback,
    )


def _webhook(part: WebhookPart) -> Webhook:
    return Webhook(url=part.url, secret=_secret(part.secret), loopback=part.loopback)


def _email(part: EmailPart) -> EmailAccount:
    return EmailAccount(
        sender=part.sender,
        server=part.server,
        port=part.port,
        security=part.security,
        user=part.user,
        password=None if part.password is None else _secret(part.password),
    )


def _secret(part: SecretPart) -> SecretReference:
    if part.file is not None:
        return SecretReference("file", part.file)
    return SecretReference("environment", part.environment or "")


def _undecided(desk: Desk) -> Iterator[str]:
    """Every matter needs exactly one policy that fits best: all of them are looked at."""
    reported: set[str] = set()
    for facts in _all_facts(desk):
        best = desk.policies_for(facts)
        if len(best) == 1:
            continue
        names = " and ".join(f"'{policy.name}'" for policy in best)
        verdict = f"policies/: {names} fit equally well" if best else "policies/: no policy fits"
        if verdict not in reported:
            said = ", ".join(f"{fact} {value}" for fact, value in facts.items())
            advice = "let one name more facts" if best else "let one apply to everything"
            yield f"{verdict}, for example for {said}; {advice}"
        reported.add(verdict)


def _all_facts(desk: Desk) -> Iterator[Mapping[str, str]]:
    channels = sorted({account.channel for account in desk.accounts})
    for region, tier, priority, channel in product(desk.regions, Tier, Priority, channels):
        yield {"region": region, "tier": tier, "priority": priority, "channel": channel}
