"""Teams, their members and rosters, and the ways by which people are told."""

from collections import Counter
from collections.abc import Iterator

from domain.notifications import Contact, Way
from rulebook.checking.doubles import doubles
from rulebook.checking.known import Known
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.names import meant, unknown
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.rosters import RosterFile
from rulebook.schemas.teams import TeamPart
from rulebook.schemas.values import OF_THE_REGION


def people(sources: Sources, known: Known) -> Iterator[Finding]:
    """What is wrong with the teams and with who is on."""
    for name, team in sources.teams.says.teams.items():
        yield from _team(sources, known, name, team)
        yield from _abilities(sources, known, name, team)
    yield from _contacts(sources, known)
    for file in sources.rosters:
        yield from _roster(file, known)


def _team(sources: Sources, known: Known, name: str, team: TeamPart) -> Iterator[Finding]:
    file, place = sources.teams, ("teams", name)
    said = unknown("region", team.region, known.regions)
    if said:
        yield file.finding((*place, "region"), said)
    if team.calendar != OF_THE_REGION:
        said = unknown("calendar", team.calendar, known.calendars)
        if said:
            yield file.finding((*place, "calendar"), said)
    names = [member.id for member in team.members]
    for double in (one for one, times in Counter(names).items() if times > 1):
        last = max(index for index, one in enumerate(names) if one == double)
        said = f"{double} is twice a member of {name}; keep one"
        yield file.finding((*place, "members", last), said)


def _abilities(sources: Sources, known: Known, name: str, team: TeamPart) -> Iterator[Finding]:
    """What people speak and know, which is of use only by the names that tickets have."""
    file = sources.teams
    yield from doubles(file, ("teams", name, "languages"), team.languages)
    for index, member in enumerate(team.members):
        place: Place = ("teams", name, "members", index)
        yield from doubles(file, (*place, "languages"), member.languages)
        yield from doubles(file, (*place, "skills"), member.skills)
        for number, skill in enumerate(member.skills):
            said = unknown("topic", skill, known.topics)
            if said:
                yield file.finding((*place, "skills", number), said, Severity.WARNING)


def _contacts(sources: Sources, known: Known) -> Iterator[Finding]:
    """Every way that leads nowhere, and every agent who has two of a kind."""
    before: dict[tuple[str, Way], str] = {}
    for team, part in sources.teams.says.teams.items():
        for index, member in enumerate(part.members):
            place: Place = ("teams", team, "members", index, "notify")
            for contact in member.contacts:
                said = _leads_nowhere(contact, known)
                if said:
                    yield sources.teams.finding(place, said)
                # One call by each way: a second address would take the place of the first.
                other = before.setdefault((member.id, contact.way), contact.address)
                if other != contact.address:
                    said = f"{member.id} has two by {contact.way}, {other} and {contact.address}"
                    yield sources.teams.finding(place, f"{said}; keep one in every team")


def _leads_nowhere(contact: Contact, known: Known) -> str | None:
    if contact.way is Way.EMAIL:
        if known.has_email:
            return None
        return "nothing sends e-mail: write email: in notifications.yaml, with its server"
    if known.webhooks == ():
        said = f"there is no webhook '{contact.address}'"
        return f"{said}; there are: none; write webhooks: in notifications.yaml"
    return unknown("webhook", contact.address, known.webhooks)


def _roster(file: Written[RosterFile], known: Known) -> Iterator[Finding]:
    roster = file.says
    said = unknown("team", roster.team, known.teams)
    if said:
        yield file.finding(("team",), said)
        return
    members = known.members.get(roster.team)
    for index, shift in enumerate(roster.shifts):
        yield from doubles(file, ("shifts", index, "agents"), shift.agents)
        for number, name in enumerate(shift.agents):
            place: Place = ("shifts", index, "agents", number)
            yield from _stranger(file, place, name, members)
    for index, override in enumerate(roster.overrides):
        for name in override.names:
            yield from _stranger(file, ("overrides", index), name, members)


def _stranger(
    file: Written[RosterFile], place: Place, name: str, members: tuple[str, ...] | None
) -> Iterator[Finding]:
    if members is not None and name not in members:
        advice = meant(name, members, "its members are")
        yield file.finding(place, f"'{name}' is no member of {file.says.team}; {advice}")
