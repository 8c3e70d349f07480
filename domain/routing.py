"""Who should have a ticket: rules name teams, and who is on and how much they have decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from domain.facts import RouteCandidate
from domain.policy import StaffingView, TeamStaffing
from domain.presence import known_of
from domain.ticket import same_language
from domain.vocabulary import Priority, Tier

MATCHED = "the message matches a pattern of the rule"
MOST_CONTACTS = 100  # of a customer's earlier tickets no more are counted


class Preference(StrEnum):
    """Which of the teams that are on comes first, before language and load decide."""

    FEWEST_TICKETS = "fewest tickets"
    LAST_OWNER = "last owner"  # the team that last had a ticket of the customer


@dataclass(frozen=True, slots=True)
class History:
    """What a region remembers of a customer's other tickets."""

    tickets: int = 0  # at most MOST_CONTACTS
    last_team: str | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What routing may look at. Of a message's words it holds only which patterns they match."""

    region: str
    topic: str | None
    language: str
    tier: Tier
    priority: Priority
    contacts_before: int = 0
    last_team: str | None = None
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """`when` names allowed values per fact of a matter; a fact that is not named may be any.

    Of `contacts_before` the values are numbers, the greatest for itself and more; of `matches`,
    patterns.
    """

    name: str
    teams: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefer: Preference = Preference.FEWEST_TICKETS

    def fits(self, matter: Matter) -> bool:
        """Whether every fact that the rule names has one of its values."""
        return all(_fits(fact, wanted, matter) for fact, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class Choice:
    """The team that got the ticket, by which rule, and in words why this team."""

    team: str
    rule: str
    reason: str


def candidates(
    matter: Matter, rules: Iterable[RoutingRule], languages: Mapping[str, Sequence[str]]
) -> tuple[RouteCandidate, ...]:
    """The teams of the first rule that fits, those that speak the customer's language first.

    Where the rule prefers the last owner, the team that last had a ticket of the customer's comes
    before them.
    """
    rule = next((rule for rule in rules if rule.fits(matter)), None)
    if rule is None:
        return ()
    last = matter.last_team if rule.prefer is Preference.LAST_OWNER else None
    found = (
        RouteCandidate(
            team,
            rule.name,
            _speaks(matter.language, languages.get(team, ())),
            had_last=team == last,
            why=_why(rule, matter),
        )
        for team in rule.teams
    )
    return tuple(sorted(found, key=lambda one: (not one.had_last, not one.speaks)))


def choose(
    wanted: Sequence[RouteCandidate], staffing: StaffingView, topic: str | None = None
) -> Choice | None:
    """The team to have the ticket, or None without candidates.

    Of the teams that are on, those whose people can take another ticket come first, of these the
    one that the rule prefers, then those that speak the customer's language, then those of which
    somebody knows the topic, and of these the least loaded. Where none is on, the one that opens
    first. Of equals, the first named.
    """
    if not wanted:
        return None
    at_work = [candidate for candidate in wanted if _staff(candidate, staffing).on]
    if at_work:
        best = min(at_work, key=lambda one: _rank(one, _staff(one, staffing), topic))
        return Choice(best.team, best.rule, _reason(best, _staff(best, staffing), topic))
    best = min(wanted, key=lambda candidate: _opening(_staff(candidate, staffing)))
    opening = _staff(best, staffing).next_opening
    if opening is None:
        return Choice(best.team, best.rule, _because("nobody is on", best))
    opens = f"opens next, at {opening.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return Choice(best.team, best.rule, _because(opens, best))


def _rank(
    one: RouteCandidate, staff: TeamStaffing, topic: str | None
) -> tuple[bool, bool, bool, bool, int]:
    knows = topic in staff.skills
    return (_is_full(staff), not one.had_last, not one.speaks, not knows, staff.load)


def _reason(one: RouteCandidate, staff: TeamStaffing, topic: str | None) -> str:
    said = ["on now"]
    said += ["had the customer's last ticket"] if one.had_last else []
    said += ["speaks the customer's language"] if one.speaks else []
    said += [f"knows {topic}"] if topic in staff.skills else []
    said += [f"with {staff.load} open tickets"]  # so it stands in ledgers, of one ticket too
    said += ["though its people have as many as they take"] if _is_full(staff) else []
    return _because(", ".join(said), one)


def _because(said: str, one: RouteCandidate) -> str:
    return f"{said}; {one.why}" if one.why else said


def _is_full(staff: TeamStaffing) -> bool:
    return staff.room is not None and staff.room <= 0


def _why(rule: RoutingRule, matter: Matter) -> str:
    """What of the customer's history and words the rule looked at; it repeats no words."""
    said = []
    if "contacts_before" in rule.when:
        tickets = min(matter.contacts_before, MOST_CONTACTS)
        said.append(f"the customer had {_counted(tickets)} before")
    if "matches" in rule.when:
        said.append(MATCHED)
    return ", and ".join(said)


def _counted(tickets: int) -> str:
    if tickets == MOST_CONTACTS:
        return f"{tickets} tickets or more"
    return f"{tickets or 'no'} ticket{'s' * (tickets != 1)}"


def _fits(fact: str, wanted: tuple[str, ...], matter: Matter) -> bool:
    if fact == "matches":
        return any(one in wanted for one in matter.matches)
    if fact == "contacts_before":
        return str(min(matter.contacts_before, MOST_CONTACTS)) in wanted
    value = getattr(matter, fact)
    if value is None:
        return False
    if fact == "language":
        return any(same_language(value, one) for one in wanted)
    return value in wanted


def _speaks(language: str, spoken: Sequence[str]) -> bool:
    return any(same_language(language, one) for one in spoken)


def _staff(candidate: RouteCandidate, staffing: StaffingView) -> TeamStaffing:
    return known_of(candidate.team, staffing)


def _opening(staff: TeamStaffing) -> datetime:
    return staff.next_opening or datetime.max.replace(tzinfo=UTC)
