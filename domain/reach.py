"""Which tickets a key reaches: work moves across regions with its teams, while data stays. Pure.

What of a ticket is then shown in the clear is another question: see `domain/residency.py`.
"""

from domain.access import ApiKey, Role
from domain.ledger import TicketView


def may_see_of(key: ApiKey, region: str) -> bool:
    """Whether the key may see any ticket of the region."""
    return key.reaches(region) or bool(teams_anywhere(key))


def sees(key: ApiKey, view: TicketView) -> bool:
    """Whether the key sees the ticket: by its team, or by one that has to do with it.

    The latter are the team that it was last handed over from, the team of its owner, and the
    teams that a step of the ladder told of it.
    """
    if key.reaches(view.region):
        return key.sees_team(view.team) or not concerned(view).isdisjoint(key.teams or ())
    return not {view.team, *concerned(view)}.isdisjoint(teams_anywhere(key))


def teams_anywhere(key: ApiKey) -> frozenset[str]:
    """The teams whose tickets the key sees in regions other than its own: agents' teams."""
    return frozenset(key.teams or ()) if key.role is Role.AGENT else frozenset()


def concerned(view: TicketView) -> frozenset[str]:
    """The teams that have to do with a ticket, beside the one that has it."""
    had = {view.handover and view.handover.from_team, view.owner and view.owner.team}
    return frozenset(team for team in (*had, *view.called_in) if team)
