"""Which tickets a key sees: work moves across regions with its teams, while data stays."""

from dataclasses import replace

from domain.access import ApiKey, Role
from domain.ledger import TicketView
from domain.stores import Filter


def may_see_of(key: ApiKey, region: str) -> bool:
    """Whether the key may see any ticket of the region."""
    return key.reaches(region) or bool(_teams_anywhere(key))


def sees(key: ApiKey, view: TicketView) -> bool:
    """Whether the key sees the ticket: by its team, or by one that has to do with it.

    The latter are the team that it was last handed over from, the team of its owner, and the
    teams that a step of the ladder told of it.
    """
    if key.reaches(view.region):
        return key.sees_team(view.team) or not _concerned(view).isdisjoint(key.teams or ())
    return not {view.team, *_concerned(view)}.isdisjoint(_teams_anywhere(key))


def filters(key: ApiKey, region: str, wanted: Filter) -> list[Filter]:
    """What to ask the region for, so that a list holds the tickets that the key's teams have now.

    Elsewhere that is one list for each team: a ticket of no team is seen in its own region alone.
    """
    if key.reaches(region):
        return [replace(wanted, teams=key.teams)]
    asked = [team for team in _teams_anywhere(key) if wanted.team in (None, team)]
    return [replace(wanted, team=team, teams=(team,)) for team in asked]


def _teams_anywhere(key: ApiKey) -> frozenset[str]:
    """The teams whose tickets the key sees in regions other than its own: agents' teams."""
    return frozenset(key.teams or ()) if key.role is Role.AGENT else frozenset()


def _concerned(view: TicketView) -> frozenset[str]:
    had = {view.handover and view.handover.from_team, view.owner and view.owner.team}
    return frozenset(team for team in (*had, *view.called_in) if team)
