"""Finds what an open ticket would take from the desk that its region goes by now."""

from dataclasses import dataclass
from datetime import datetime

from domain.changes import rebuilt
from domain.commands import Refusal
from domain.events import TicketOpened
from domain.policy import Policy, StaffingView
from domain.stores import Missing, RegionStores
from domain.ticket import Ticket
from rulebook.facts import Desk
from rulebook.freeze import freeze
from rulebook.publishing.outlook import Outlook, is_news, outlook


class NoPolicyFits(Exception):
    """The desk has no policy for the ticket: its channel is gone from it, say."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open ticket, the policy that it has, and the one that the desk has for it now."""

    ticket: Ticket
    before: Policy
    after: Policy
    at: datetime

    @property
    def is_news(self) -> bool:
        """Whether there is anything in it for the ticket but later holidays."""
        return is_news(self.ticket, self.before, self.after, self.at)

    def outlook(self, staffing: StaffingView) -> Outlook | Refusal:
        """What would change, where these people are on."""
        return outlook(self.ticket, self.before, self.after, staffing, self.at)


async def candidate(stores: RegionStores, desk: Desk, ticket_id: str, at: datetime) -> Candidate:
    """The ticket as its ledger tells it, with both policies. Raises Missing and NoPolicyFits.

    The policy is the one for the facts with which the ticket opened. The priority of now would
    take whatever was escalated to another policy, and escalate it anew.
    """
    entries = await stores.ledger.entries(ticket_id)
    if not entries:
        raise Missing(ticket_id)
    ticket = rebuilt(ticket_id, (entry.event for entry in entries))
    opening = entries[0].event
    assert isinstance(opening, TicketOpened)
    before = await stores.policies.get(ticket.policy.hash)
    return Candidate(ticket, before, policy_for(desk, opening, at), at)


def policy_for(desk: Desk, opening: TicketOpened, at: datetime) -> Policy:
    """What the desk promises a ticket that opened so, frozen at `at`. Raises NoPolicyFits."""
    try:
        return freeze(
            desk,
            region=opening.region,
            tier=opening.tier,
            priority=opening.priority,
            channel=opening.channel,
            at=at,
        )
    except IndexError:
        raise NoPolicyFits from None
