"""Whether those who have a ticket are at work, by what a staffing view says of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.policy import StaffingView, TeamStaffing
from domain.ticket import Ticket

NOTHING_KNOWN: Final = TeamStaffing()


@dataclass(frozen=True, slots=True)
class Presence:
    """Of an agent, or of a team as a whole.

    Who is on is so `until` (None: for as long as anybody can see). Who is off `left` (None: long
    ago, or never was there) and comes `back` (None: not within the 400 days that can be seen).
    """

    on: bool
    until: datetime | None = None
    left: datetime | None = None
    back: datetime | None = None

    @property
    def changes(self) -> datetime | None:
        """When it is worth looking again."""
        return self.until if self.on else self.back


def of_holder(ticket: Ticket, staffing: StaffingView) -> Presence:
    """The assignee's presence, or, where nobody is assigned, the team's."""
    if ticket.assignee is not None:
        return of_agent(ticket.assignee, staffing)
    return of_team(ticket.team or "", staffing)


def known_of(team: str, staffing: StaffingView) -> TeamStaffing:
    """What is known of a team; nothing, of one that is not in the view."""
    return staffing.teams.get(team, NOTHING_KNOWN)


def of_team(team: str, staffing: StaffingView) -> Presence:
    """A team is on while any of it is; an unknown one never is."""
    known = known_of(team, staffing)
    if not known.on:
        left = max(known.left_at.values(), default=None)
        return Presence(on=False, left=left, back=known.next_opening)
    ends = [known.shift_ends.get(agent) for agent in known.on]
    return Presence(on=True, until=None if None in ends else _latest(ends))


def of_agent(agent: str, staffing: StaffingView) -> Presence:
    """An agent is on in whatever team. One of whom no roster knows keeps their own hours: on."""
    teams = [team for team in staffing.teams.values() if _knows(team, agent)]
    present = [team.shift_ends.get(agent) for team in teams if agent in team.on]
    if present or not teams:
        return Presence(on=True, until=None if None in present else _latest(present))
    return Presence(
        on=False,
        left=_latest(team.left_at.get(agent) for team in teams),
        back=min(
            (team.next_shifts[agent] for team in teams if agent in team.next_shifts), default=None
        ),
    )


def _knows(team: TeamStaffing, agent: str) -> bool:
    return agent in team.on or agent in team.next_shifts or agent in team.left_at


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in instants if at is not None), default=None)
