"""The verbs `look_at_shifts` and `tell_shift`: whoever comes on hears what the shift takes over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from temporalio import activity

from activities.teller import Teller
from domain.facts import Reached
from domain.ledger import TicketView
from domain.lists import Filter
from domain.notifications import Notification
from domain.ports import Replies, StaffingSource
from domain.stores import RegionStores
from domain.vocabulary import NotificationKind, Status

AT_HAND = (Status.NEW, Status.OPEN)
MANY = 200  # tickets of one status that are looked at; a digest of more says "200" too


@dataclass(frozen=True, slots=True)
class Beginning:
    """People of a team who came on between two looks, and what they find. Holds no text."""

    team: str
    agents: tuple[str, ...]
    language: str
    at: datetime
    values: dict[str, str]
    until: dict[str, datetime] = field(default_factory=dict)  # when each of them goes, if known

    def stamp(self, agent: str) -> str:
        """Which shift of that person it is, by whichever look it was seen: by its end."""
        return f"{self.until.get(agent, self.at):%Y%m%dT%H%M%S}"


class ShiftActivities:
    """Sends the one digest that a shift begins with."""

    def __init__(
        self,
        stores: RegionStores,
        staffing: StaffingSource,
        languages: Mapping[str, str],
        replies: Replies,
        teller: Teller,
    ) -> None:
        self._region = stores.region
        self._views = stores.views
        self._staffing = staffing
        self._languages = languages
        self._replies = replies
        self._teller = teller

    @activity.defn
    async def look_at_shifts(self, since: datetime, at: datetime) -> tuple[Beginning, ...]:
        """The teams that somebody joined after `since` and that have tickets of this region."""
        before, now = self._staffing.view(since, {}), self._staffing.view(at, {})
        found = []
        for team, staff in sorted(now.teams.items()):
            gone = before.teams[team].on if team in before.teams else ()
            came = tuple(agent for agent in staff.on if agent not in gone)
            tickets = await self._open(team) if came else []
            if tickets:
                language = self._languages.get(team, "en")
                until = {agent: end for agent, end in staff.shift_ends.items() if agent in came}
                values = _values(team, tickets)
                found.append(Beginning(team, came, language, at, values, until))
        return tuple(found)

    @activity.defn
    async def tell_shift(self, beginning: Beginning) -> tuple[Reached, ...]:
        """Tell each who came on, once for a shift, however often it is looked at or tried."""
        text = self._replies.render("shift", beginning.language, beginning.values).text.strip()
        return await self._teller.tell(
            tuple(
                Notification(
                    id=f"shift-{self._region}-{beginning.team}-{beginning.stamp(agent)}:{agent}",
                    region=self._region,
                    agent=agent,
                    team=beginning.team,
                    kind=NotificationKind.SHIFT,
                    text=text,
                    at=beginning.at,
                )
                for agent in beginning.agents
            )
        )

    async def _open(self, team: str) -> list[TicketView]:
        wanted = (Filter(statuses=(status,), team=team, limit=MANY) for status in AT_HAND)
        return [view for one in wanted for view in await self._views.tickets(one)]


def _values(team: str, tickets: list[TicketView]) -> dict[str, str]:
    dues = {clock.due_at: view.id for view in tickets for clock in view.clocks if clock.due_at}
    first = min(dues, default=None)
    to_acknowledge = sum(1 for view in tickets if view.handover and view.handover.awaits)
    return {
        "team": team,
        "open": str(len(tickets)),
        "to_acknowledge": str(to_acknowledge),
        "due_first": first.isoformat() if first else "",
        "ticket_due_first": dues[first] if first else "",
    }
