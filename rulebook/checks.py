"""What must be true between the files of a desk; each check says every offence it finds."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from babel import Locale

from rulebook.files import Document, Place
from rulebook.ladder import ladder_offences
from rulebook.policy_schemas import PolicyFile
from rulebook.reading import Sources, Written
from rulebook.roster_schemas import RosterFile
from rulebook.rosters import roster_offences
from rulebook.schemas import (
    ANY_REGION,
    OF_THE_REGION,
    CalendarFile,
    RulePart,
)
from rulebook.way_checks import ways_offences

# Two-letter codes that CLDR knows and ISO 3166-1 has not assigned to a country: reserved
# (AC CP CQ DG EA EU EZ IC TA UN), private use (QO XA XB XK ZZ).
_NOT_ISO: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "TA", "UN", "QO", "XA", "XB", "XK", "ZZ"}
)
# Of these, places where people live and telephones ring (+247, +290 8, +383) may have a home too.
ALSO_COUNTRIES: Final = frozenset({"AC", "TA", "XK"})


def iso_countries() -> frozenset[str]:
    """Every country of ISO 3166-1, as alpha-2 code, by the CLDR data of babel."""
    names = Locale("en").territories
    return frozenset(str(code) for code in names if len(str(code)) == 2) - _NOT_ISO


def offences(sources: Sources) -> Iterator[str]:
    """A sentence for everything in which the files do not agree."""
    return chain(
        _double_names(sources),
        _countries(sources),
        _regions(sources),
        _teams(sources),
        _rules(sources),
        _coverage(sources),
        _policies(sources),
        _accounts(sources),
        _rosters(sources),
        ways_offences(sources),
    )


def _double_names(sources: Sources) -> Iterator[str]:
    seen: dict[str, str] = {}
    named: list[tuple[str, Written[CalendarFile] | Written[PolicyFile] | Written[RosterFile]]] = []
    named += [(f"calendar '{each.says.calendar}'", each) for each in sources.calendars]
    named += [(f"policy '{each.says.policy}'", each) for each in sources.policies]
    named += [(f"roster of '{each.says.team}'", each) for each in sources.rosters]
    for name, each in named:
        if name in seen:
            yield each.document.sentence((), f"the {name} stands in {seen[name]} already")
        seen[name] = each.document.name


def _countries(sources: Sources) -> Iterator[str]:
    file, known = sources.regions, iso_countries()
    homes: dict[str, str] = {}
    for name, region in file.says.regions.items():
        for index, country in enumerate(region.countries):
            place: Place = ("regions", name, "countries", index)
            if country not in known | ALSO_COUNTRIES:
                yield file.document.sentence(place, f"'{country}' is no country of ISO 3166-1")
            elif country in homes:
                said = f"{country} has two homes, {homes[country]} and {name}; keep one"
                yield file.document.sentence(place, said)
            homes.setdefault(country, name)
    missing = sorted(known - homes.keys())
    if missing:
        yield file.document.sentence(
            ("regions",), f"countries without a home: {', '.join(missing)}; give each to one region"
        )


def _regions(sources: Sources) -> Iterator[str]:
    file = sources.regions
    regions, calendars = file.says.regions, _calendar_names(sources)
    if file.says.default not in regions:
        yield file.document.sentence(("default",), _unknown("region", file.says.default, regions))
    for name, region in regions.items():
        place: Place = ("regions", name)
        if name == ANY_REGION:
            yield file.document.sentence(place, "no region can be called 'any'")
        if region.calendar not in calendars:
            said = _unknown("calendar", region.calendar, calendars)
            yield file.document.sentence((*place, "calendar"), said)
        for index, neighbour in enumerate(region.neighbours):
            where = (*place, "neighbours", index)
            if neighbour not in regions:
                yield file.document.sentence(where, _unknown("region", neighbour, regions))
            elif neighbour == name:
                yield file.document.sentence(where, f"{name} is no neighbour of itself")


def _teams(sources: Sources) -> Iterator[str]:
    file, regions = sources.teams, sources.regions.says.regions
    calendars = [*_calendar_names(sources), OF_THE_REGION]
    for name, team in file.says.teams.items():
        if team.region not in regions:
            said = _unknown("region", team.region, regions)
            yield file.document.sentence(("teams", name, "region"), said)
        if team.calendar not in calendars:
            said = _unknown("calendar", team.calendar, calendars)
            yield file.document.sentence(("teams", name, "calendar"), said)
        for double in _doubles(member.id for member in team.members):
            said = f"{double} is twice a member of {name}; keep one"
            yield file.document.sentence(("teams", name, "members"), said)


def _doubles(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _rules(sources: Sources) -> Iterator[str]:
    file, teams = sources.routing, sources.teams.says.teams
    for index, rule in enumerate(file.says.rules):
        place: Place = ("rules", index)
        if any(rule.name == before.name for before in file.says.rules[:index]):
            yield file.document.sentence(place, f"two rules are called '{rule.name}'; rename one")
        for team in (name for name in rule.teams if name not in teams):
            yield file.document.sentence((*place, "teams"), _unknown("team", team, teams))
        for topic in (name for name in rule.when.topic or () if name not in file.says.topics):
            said = _unknown("topic", topic, file.says.topics)
            yield file.document.sentence((*place, "when", "topic"), said)
        yield from _unknown_regions(
            sources, file.document, (*place, "when", "region"), rule.when.region
        )
        hiding = next((one for one in file.says.rules[:index] if _hides(one, rule)), None)
        if hiding is not None:
            said = f"'{rule.name}' is never reached: '{hiding.name}' before it always fits first"
            yield file.document.sentence(place, said)


def _hides(before: RulePart, rule: RulePart) -> bool:
    """Whether everything that fits the rule fits the one before it too."""
    named = rule.when.named()
    return all(
        fact in named and set(named[fact]) <= set(values)
        for fact, values in before.when.named().items()
    )


def _coverage(sources: Sources) -> Iterator[str]:
    """Each region needs a rule that fits whatever the matter is."""
    file = sources.routing
    for name in sources.regions.says.regions:
        if not any(_always_fits(rule, name) for rule in file.says.rules):
            said = f"no rule always fits in {name}: end with one whose when is {{region: [{name}]}}"
            yield file.document.sentence(("rules",), said)


def _always_fits(rule: RulePart, region: str) -> bool:
    named = rule.when.named()
    return not named or (set(named) == {"region"} and region in named["region"])


def _policies(sources: Sources) -> Iterator[str]:
    calendars = [*_calendar_names(sources), OF_THE_REGION]
    channels = sorted({account.channel for account in sources.channels.says.accounts})
    for file in sources.policies:
        policy = file.says
        if policy.calendar not in calendars:
            said = _unknown("calendar", policy.calendar, calendars)
            yield file.document.sentence(("calendar",), said)
        place: Place = ("applies_to", "region")
        yield from _unknown_regions(sources, file.document, place, policy.applies_to.region)
        for channel in (name for name in policy.applies_to.channel or () if name not in channels):
            said = _unknown("channel", channel, channels)
            yield file.document.sentence(("applies_to", "channel"), said)
        for where, said in ladder_offences(policy, sources.teams.says.teams, sources.replies):
            yield file.document.sentence(where, said)


def _accounts(sources: Sources) -> Iterator[str]:
    file, seen = sources.channels, set[tuple[str, str]]()
    regions = [*sources.regions.says.regions, ANY_REGION]
    for index, account in enumerate(file.says.accounts):
        place: Place = ("accounts", index)
        if account.region not in regions:
            said = _unknown("region", account.region, regions)
            yield file.document.sentence((*place, "region"), said)
        name = (account.channel, account.account)
        if name in seen:
            said = f"the account {account.account} of {account.channel} is written twice; keep one"
            yield file.document.sentence(place, said)
        seen.add(name)


def _rosters(sources: Sources) -> Iterator[str]:
    for file in sources.rosters:
        for place, said in roster_offences(file.says, sources.teams.says.teams):
            yield file.document.sentence(place, said)


def _unknown_regions(
    sources: Sources,
    document: Document,
    place: Place,
    names: tuple[str, ...] | None,
) -> Iterator[str]:
    regions = sources.regions.says.regions
    for name in names or ():
        if name not in regions:
            yield document.sentence(place, _unknown("region", name, regions))


def _calendar_names(sources: Sources) -> list[str]:
    return [each.says.calendar for each in sources.calendars]


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"there is no {what} '{name}'; there are: {', '.join(known)}"
