"""What no brief may hold that goes to a team elsewhere, as the desk says it for each team."""

from collections.abc import Mapping, Sequence

from domain.masking import NAME, Kind, kinds_of
from domain.persons import Profiles


class LeavingBriefs:
    """Knows what gives way in a brief before a team reads it, or an engine translates it for one.

    Agents' briefs were checked when they were written; the desk's own, and translations, are made
    where nobody is who could write them otherwise, so in these it always gives way.
    """

    def __init__(self, profiles: Profiles, masks: Mapping[str, Sequence[str]]) -> None:
        """`masks` are names of kinds, for the teams that may not read everything."""
        self._profiles = profiles
        self._masks = masks

    async def kinds(self, team: str, customer_id: str) -> tuple[Kind, ...]:
        """What gives way in a brief about the customer for the team; often nothing."""
        wanted = self._masks.get(team, ())
        if NAME not in wanted:
            return kinds_of(wanted)
        known = await self._profiles.profiles(customer_id)
        return kinds_of(wanted, [one.name for one in known if one.name])
