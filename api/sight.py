"""What to ask a region for, so that a key is shown no more than it may see."""

from dataclasses import replace

from api.problems import Problem
from domain.access import ApiKey
from domain.lists import Filter
from domain.reach import teams_anywhere


def within(key: ApiKey, region: str, wanted: Filter) -> Filter | None:
    """What to ask the region for, so that a list holds only what the key may see; None: nothing.

    That is what the key's teams have now, and at home what nobody has. By words nobody finds
    anything elsewhere: texts are shown there with addresses and numbers masked, and whoever may
    try words could find out what is behind the mask.
    """
    if key.reaches(region) and not key.is_foreign(region):
        return replace(wanted, teams=key.teams)
    teams = teams_anywhere(key)
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
