"""What a desk says of its accounts, as the rules about reaching people want it."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType

from domain.arrivals import Sender
from domain.contacts import NO_RULE, AccountRule
from domain.facts import Via
from rulebook.facts import Desk
from rulebook.replies.readers import reader_of


class DeskRules:
    """The port `HouseRules` of one desk, for the customers of one region."""

    def __init__(self, desk: Desk, region: str) -> None:
        self._desk = desk
        self._region = region
        self._rules = {Via(one.channel, one.account): one.rule for one in desk.accounts}

    def of(self, via: Via) -> AccountRule:
        """As the Protocol says."""
        return self._rules.get(via, NO_RULE)

    def default(self) -> Via | None:
        """As the Protocol says."""
        return self._desk.defaults.get(self._region)

    def zone(self, told: Sequence[Sender], at: datetime) -> str | None:
        """As the Protocol says: where they live, else that of the region's own calendar."""
        lives_by = reader_of(told, "und", MappingProxyType({})).zone(at)
        if lives_by is not None:
            return lives_by.key
        return str(self._desk.calendars[self._desk.regions[self._region].calendar].zone)
