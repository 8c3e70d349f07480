"""A ticket as it stood at an instant, what each person could see of it, and why it came to that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.access import ApiKey
from domain.governing import governed
from domain.ledger import Entry, TicketView, view_of
from domain.onlookers import Onlooker, Scene, Seen, anybody, seen
from domain.policy import Policy, PolicyReference
from domain.rebuilding import as_it_stood, known_by
from domain.residency import Residency
from rulebook.facts import Desk
from rulebook.publishing.editions import edition_of
from rulebook.reading.files import DeskError
from runtime.examination import Examination
from storage.auditing.kept import Kept
from storage.desk.api_keys import ApiKey as KeptKey

PAGE: Final = 50  # published desks that are read together
MOST_GLASS: Final = 1_000  # of one ticket: the newest


@dataclass(frozen=True, slots=True)
class Rules:
    """The published desk that held at an instant."""

    number: int
    address: str  # of its content: SHA-256, in hex
    residency: Residency
    teams: Mapping[str, str]  # team -> its region


@dataclass(frozen=True, slots=True)
class Then:
    """What there is to say of an instant. Before the ticket opened there is no view.

    `seen` is None where no desk was published by then, or none that this release can read.
    """

    at: datetime
    view: TicketView | None
    decisions: tuple[tuple[Entry, PolicyReference | None], ...]
    rules: Rules | None
    seen: tuple[Seen, ...] | None


async def at_an_instant(kept: Kept, examination: Examination, at: datetime) -> Then:
    """Rebuild the ticket from the events that were known by then (aware), as they were replayed.

    Raises Missing where the policy is nowhere that it went by.
    """
    known = known_by(examination.replayed.entries, at)
    view = await _view(kept, examination, known)
    rules = await _rules(kept, at)
    return Then(at, view, tuple(governed(known)), rules, await _seen(kept, view, at, rules))


async def _view(kept: Kept, examination: Examination, known: Sequence[Entry]) -> TicketView | None:
    ticket = as_it_stood(known)
    if ticket is None:
        return None
    travelled = {
        policy.reference.hash: policy for run in examination.runs for policy in run.life.policies
    }
    found = travelled.get(ticket.policy.hash) or await _kept(kept, ticket.policy.hash)
    return view_of(ticket, found)


async def _kept(kept: Kept, content_hash: str) -> Policy:
    """One that was adopted and left again within one run travelled in a command alone."""
    return await kept.policies.get(content_hash)


async def _rules(kept: Kept, at: datetime) -> Rules | None:
    before: int | None = None
    while desks := await kept.desks.page(before=before, limit=PAGE):
        for one in desks:
            if one.at <= at:
                return _readable(one.number, one.address, await kept.desks.files(one.number))
        before = desks[-1].number
    return None


def _readable(number: int, address: str, files: Mapping[str, str]) -> Rules | None:
    try:
        desk: Desk = edition_of(files).desk
    except DeskError:
        return None
    teams = {name: team.region for name, team in desk.teams.items()}
    return Rules(number, address, desk.residency, teams)


async def _seen(
    kept: Kept, view: TicketView | None, at: datetime, rules: Rules | None
) -> tuple[Seen, ...] | None:
    if rules is None or view is None:
        return None
    glass = await kept.glass.page(ticket_id=view.id, before=None, limit=MOST_GLASS)
    grants = [one.grant for one in glass if one.grant]
    keys = [_onlooker(one) for one in await kept.api_keys.list() if _is_valid(one, at)]
    scene = Scene(view, at, rules.residency, grants)
    return tuple(seen(scene, [*anybody(view.region, rules.teams), *keys]))


def _is_valid(key: KeptKey, at: datetime) -> bool:
    return key.made_at <= at and (key.revoked_at is None or at < key.revoked_at)


def _onlooker(key: KeptKey) -> Onlooker:
    scope = key.scope
    known = ApiKey(key.id, scope.role, scope.region, scope.teams, scope.agent_id)
    return Onlooker(known, is_key=True)
