"""Who should have a ticket: rules name teams, and who is on and how much they have decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.facts import RouteCandidate
from domain.policy import StaffingView, TeamStaffing
from domain.ticket import same_language
from domain.vocabulary import Priority, Tier


@dataclass(frozen=True, slots=True)
class Matter:
    """What routing may look at."""

    region: str
    topic: str | None
    language: str
    tier: Tier
    priority: Priority


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """`when` names allowed values per fact of a matter; a fact that is not named may be any."""

    name: str
    teams: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
    """The teams of the first rule that fits, those that speak the customer's language first."""
    rule = next((rule for rule in rules if rule.fits(matter)), None)
    if rule is None:
        return ()
    speaks = {team: _speaks(matter.language, languages.get(team, ())) for team in rule.teams}
    ordered = sorted(rule.teams, key=lambda team: not speaks[team])
    return tuple(RouteCandidate(team, rule.name, speaks[team]) for team in ordered)


def choose(wanted: Sequence[RouteCandidate], staffing: StaffingView) -> Choice | None:
    """The team to have the ticket, or None without candidates.

    Of the teams that are on, those that speak the customer's language come first, and of these
    the least loaded. Where none is on, the one that opens first. Of equals, the first named.
    """
    if not wanted:
        return None
    at_work = [candidate for candidate in wanted if _staff(candidate, staffing).on]
    if at_work:
        best = min(at_work, key=lambda one: (not one.speaks, _staff(one, staffing).load))
        load = _staff(best, staffing).load
        spoken = ", speaks the customer's language" if best.speaks else ""
        return Choice(best.team, best.rule, f"on now{spoken}, with {load} open tickets")
    best = min(wanted, key=lambda candidate: _opening(_staff(candidate, staffing)))
    opening = _staff(best, staffing).next_opening
    if opening is None:
        return Choice(best.team, best.rule, "nobody is on")
    return Choice(
        best.team, best.rule, f"opens next, at {opening.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    )


def _fits(fact: str, wanted: tuple[str, ...], matter: Matter) -> bool:
    value = getattr(matter, fact)
    if value is None:
        return False
    if fact == "language":
        return any(same_language(value, one) for one in wanted)
    return value in wanted


def _speaks(language: str, spoken: Sequence[str]) -> bool:
    return any(same_language(language, one) for one in spoken)


def _staff(candidate: RouteCandidate, staffing: StaffingView) -> TeamStaffing:
    return staffing.teams.get(candidate.team, TeamStaffing())


def _opening(staff: TeamStaffing) -> datetime:
    return staff.next_opening or datetime.max.replace(tzinfo=UTC)
