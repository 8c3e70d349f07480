"""Where agents want to be told: the port `Directory` over a desk's files."""

from collections import defaultdict
from collections.abc import Mapping

from domain.notifications import Contact
from rulebook.facts import Desk


class DeskDirectory:
    """Knows everybody in `teams.yaml`; who is in several teams has the ways of every entry."""

    def __init__(self, desk: Desk) -> None:
        found: dict[str, set[Contact]] = defaultdict(set)
        for team in desk.teams.values():
            for member in team.members:
                found[member.id].update(member.contacts)
        self._contacts = {
            agent: tuple(sorted(contacts, key=lambda one: (one.way, one.address)))
            for agent, contacts in found.items()
        }

    def contacts(self, agent: str) -> tuple[Contact, ...]:
        """The ways beside the agent's own page; none for an unknown agent."""
        return self._contacts.get(agent, ())


def staff_of(desk: Desk, region: str) -> Mapping[str, frozenset[str]]:
    """The teams of a region, each with the ids of its members; none for an unknown region."""
    return {
        name: frozenset(member.id for member in team.members)
        for name, team in desk.teams.items()
        if team.region == region
    }
