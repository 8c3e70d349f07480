"""Open tickets take another policy: real workflow, worker and database; all of them replay."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from ulid import ULID

from domain import commands
from domain.adoption_events import PolicyAdopted
from domain.events import ClockBreached
from domain.facts import StepAction
from domain.ledger import Entry
from domain.policy import Policy, PolicyReference, Step
from domain.relay_events import TeamNotified
from domain.vocabulary import Actor, ActorKind, Doing, Target
from rulebook.freeze import content_hash
from runtime.replay import Replayed, first_difference, histories, replayed
from tests.histories.adoption_stories import ADOPTION_STORIES
from tests.histories.stories import Story
from tests.workflows.desk import LiveDesk
from tests.workflows.test_life import refused

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPS = Actor(ActorKind.AGENT, "operations")
MANY = 50
FIRST, SOLVE = Target.FIRST_REPLY, Target.SOLVE
PROMISED = {FIRST: timedelta(hours=1), SOLVE: timedelta(days=2)}
PAGE = StepAction(Doing.PAGE, "eu-care", "now", every=timedelta(minutes=10), at_most=9)


def newer(policy: Policy, **changes: Any) -> Policy:
    """The next version, which differs so, under the hash of its content."""
    reference = PolicyReference(policy.reference.name, policy.reference.version + 1, "")
    after = replace(policy, reference=reference, **changes)
    return replace(after, reference=replace(reference, hash=content_hash(asdict(after))))


async def adopts(desk: LiveDesk, ticket: str, policy: Policy) -> None:
    await desk.stores.policies.keep(policy)
    await desk.asks(ticket, commands.AdoptPolicy(by=OPS, policy=policy, reason_id="r1"))


async def lived_again(desk: LiveDesk, ticket: str) -> Replayed:
    """The ticket's history, lived again with the code of now; it leads to the same ledger."""
    runs = [history async for history in histories(desk.client, ticket)]
    again = await replayed(runs, desk.client.data_converter)
    assert first_difference(await desk.stores.ledger.entries(ticket), again) is None
    return again


def breaches(entries: list[Entry]) -> list[ClockBreached]:
    return [entry.event for entry in entries if isinstance(entry.event, ClockBreached)]


async def test_adopting_changes_exactly_the_chosen_of_fifty_open_tickets_and_all_replay(
    desk: LiveDesk,
) -> None:
    desk = desk.under(targets=dict(PROMISED), warnings={}, steps=())
    tickets = [await desk.accepts("Olá, onde está?", str(ULID())) for _ in range(MANY)]
    await desk.dispatches()
    before = {ticket: await desk.rests(ticket) for ticket in tickets}
    chosen, policy = tickets[::3], newer(desk.policy, targets={FIRST: timedelta(hours=4)})
    for ticket in chosen:
        await adopts(desk, ticket, policy)
    for ticket in tickets:
        entries = await desk.rests(ticket)
        added = [entry.event for entry in entries[len(before[ticket]) :]]
        assert entries[: len(before[ticket])] == before[ticket]
        assert [type(event) for event in added] == [PolicyAdopted] * (ticket in chosen)
        view = await desk.stores.views.ticket(ticket)
        taken = policy if ticket in chosen else desk.policy
        assert view.policy == taken.reference
        assert [one.policy for one in (await lived_again(desk, ticket)).policies][-1] == (
            taken.reference
        )


async def test_promises_and_pages_go_by_the_policy_of_their_time(desk: LiveDesk) -> None:
    paging = Step("step 1", "target", FIRST, fraction=0.5, actions=(PAGE,))
    desk = desk.under(targets=dict(PROMISED), warnings={}, steps=(paging,))
    ticket = await desk.opens_ticket()
    await desk.passes(ticket, minutes=35)
    await adopts(desk, ticket, newer(desk.policy, targets={FIRST: timedelta(hours=2)}, steps=()))
    await desk.passes(ticket, minutes=60)
    assert breaches(await desk.rests(ticket)) == []
    await desk.passes(ticket, minutes=30)
    entries = await desk.rests(ticket)
    [broken] = breaches(entries)
    live = await desk.standing(ticket)
    assert broken.at == live.opened_at + timedelta(hours=2)
    assert broken.because is not None
    assert broken.because.version == desk.policy.reference.version + 1
    pages = [entry.event for entry in entries if isinstance(entry.event, TeamNotified)]
    assert len(pages) == 9
    assert {page.because.version for page in pages if page.because} == {
        desk.policy.reference.version
    }
    first, second = [one.policy for one in (await lived_again(desk, ticket)).policies]
    assert (first, second.version) == (desk.policy.reference, first.version + 1)


async def test_a_policy_that_was_adopted_goes_on_in_the_next_run(desk: LiveDesk) -> None:
    sender = str(ULID())
    desk = desk.under(targets=dict(PROMISED), warnings={}, steps=())
    ticket = await desk.hears("Olá, onde está a minha encomenda?", sender)
    policy = newer(desk.policy, targets={FIRST: timedelta(hours=3)})
    await adopts(desk, ticket, policy)
    for number in range(201):
        await desk.accepts(f"Mensagem número {number}", sender)
    await desk.dispatches()
    await desk.rests(ticket, within=timedelta(seconds=55))
    assert (await desk.handle(ticket).describe()).run_id != await desk.first_run(ticket)
    await desk.passes(ticket, hours=3, minutes=1)
    [broken] = breaches(await desk.rests(ticket))
    assert broken.because == policy.because("breach of first_reply")
    assert await refused(desk, ticket, commands.AdoptPolicy(by=OPS, policy=policy)) == "same_policy"
    assert (await lived_again(desk, ticket)).runs > 1


async def test_a_refused_adoption_leaves_no_trace(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    before = len((await desk.handle(ticket).fetch_history()).events)
    same = commands.AdoptPolicy(by=OPS, policy=desk.policy)
    assert await refused(desk, ticket, same) == "same_policy"
    assert len((await desk.handle(ticket).fetch_history()).events) == before


@pytest.mark.parametrize("story", ADOPTION_STORIES, ids=lambda story: story.__name__)
async def test_the_stories_of_adoptions_are_lived_and_live_again(
    desk: LiveDesk, story: Story
) -> None:
    ticket = await story(desk)
    again = await lived_again(desk, ticket)
    assert [one.policy.version for one in again.policies] == [2, 3, 2]
    assert again.entries[-1].event.kind == "ticket_closed"
