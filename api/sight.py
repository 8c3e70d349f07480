"""Which tickets a key sees: work moves across regions with its teams, while data stays."""

from dataclasses import replace

from api.problems import Problem
from domain.access import ApiKey, Role
from domain.ledger import TicketView
from domain.lists import Filter


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


def within(key: ApiKey, region: str, wanted: Filter) -> Filter | None:
    """What to ask the region for, so that a list holds only what the key may see; None: nothing.

    That is what the key's teams have now, and at home what nobody has. By words nobody finds
    anything elsewhere: texts are shown there with addresses and numbers masked, and whoever may
    try words could find out what is behind the mask.
    """
    if key.reaches(region) and not key.is_foreign(region):
        return replace(wanted, teams=key.teams)
    teams = _teams_anywhere(key)
    if not teams or wanted.words:
        return None
    return replace(wanted, teams=tuple(sorted(teams)), nobodys=False)


def agent_of(key: ApiKey) -> str:
    """The agent who holds the key. Raises a Problem for a key that names none."""
    if key.agent is None:
        raise Problem(
            403,
            "key_names_no_agent",
            "This key names no agent; use one from `meridian key create --role agent --agent …`.",
        )
    return key.agent


def _teams_anywhere(key: ApiKey) -> frozenset[str]:
    """The teams whose tickets the key sees in regions other than its own: agents' teams."""
    return frozenset(key.teams or ()) if key.role is Role.AGENT else frozenset()


def _concerned(view: TicketView) -> frozenset[str]:
    had = {view.handover and view.handover.from_team, view.owner and view.owner.team}
    return frozenset(team for team in (*had, *view.called_in) if team)
