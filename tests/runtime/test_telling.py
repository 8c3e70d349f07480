"""Why a ticket could not be told of its news, as a code that the dispatcher can act on."""

from dataclasses import replace

import pytest
from temporalio.client import Client
from ulid import ULID

from domain.arrivals import Batch, News, NewsKind, Opening
from domain.policy import Policy
from domain.stores import Unavailable
from domain.vocabulary import Priority, Tier
from rulebook.desk import read_desk
from runtime.addresses import free_port
from runtime.clock import SystemClock
from runtime.dispatcher import CannotTell
from runtime.keys import RegionKey
from runtime.settings import ROOT
from runtime.telling import TellingTemporal
from runtime.temporal_client import connect, workflow_id_of
from tests.workflows.live import KEY, a_policy

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW = SystemClock().now()
OPENING = Opening(
    channel="webhook",
    account="sample",
    customer_id="c-1",
    accepted_at=NOW,
    region_reason="declared country",
    priority=Priority.NORMAL,
    tier=Tier.STANDARD,
)


class KeptPolicies:
    """The port `FrozenPolicies`, with a database that may be away."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.away = False

    async def keep(self, policy: Policy) -> None:
        if self.away:
            raise Unavailable
        self.kept.append(policy.reference.hash)

    async def get(self, content_hash: str) -> Policy:
        raise NotImplementedError


@pytest.fixture
def policies() -> KeptPolicies:
    return KeptPolicies()


@pytest.fixture(scope="module")
def policy() -> Policy:
    return a_policy(read_desk(ROOT / "desk"))


@pytest.fixture
def tell(temporal: Client, policies: KeptPolicies, policy: Policy) -> TellingTemporal:
    return TellingTemporal("eu", temporal, policies, lambda _: policy)


def a_batch(opening: Opening | None = OPENING) -> Batch:
    news = News(str(ULID()), NewsKind.ABSORBED, NOW, "c-1", absorbed_ticket="eu-other")
    return Batch(f"eu-{ULID()}".lower(), opening, (news,))


async def reason(tell: TellingTemporal, batch: Batch) -> str:
    """The code with which the ticket could not be told."""
    with pytest.raises(CannotTell) as failure:
        await tell(batch)
    assert str(failure.value) == failure.value.reason
    return failure.value.reason


async def test_the_first_news_of_a_ticket_starts_it_and_later_news_reaches_it(
    tell: TellingTemporal, temporal: Client
) -> None:
    batch = a_batch()
    await tell(batch)
    await tell(replace(batch, opening=None))
    await tell(batch)  # whoever told it first was not sure, and told it again
    ticket = temporal.get_workflow_handle(workflow_id_of(batch.ticket_id))
    signals = [
        event
        async for event in ticket.fetch_history_events()
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    assert len(signals) == 3
    await ticket.terminate()


async def test_a_policy_is_kept_before_the_first_ticket_that_freezes_it(
    tell: TellingTemporal, policies: KeptPolicies, policy: Policy
) -> None:
    await tell(a_batch())
    await tell(a_batch())
    assert policies.kept == [policy.reference.hash]


async def test_no_ticket_starts_under_a_policy_that_could_not_be_kept(
    tell: TellingTemporal, policies: KeptPolicies
) -> None:
    policies.away = True
    batch = a_batch()
    assert await reason(tell, batch) == "database_away"
    assert await reason(tell, replace(batch, opening=None)) == "not_found"


async def test_a_ticket_that_ended_is_not_started_again(
    tell: TellingTemporal, temporal: Client
) -> None:
    batch = a_batch()
    await tell(batch)
    await temporal.get_workflow_handle(workflow_id_of(batch.ticket_id)).terminate()
    assert await reason(tell, batch) == "ticket_ended"
    assert await reason(tell, replace(batch, opening=None)) == "not_found"


async def test_a_ticket_that_temporal_does_not_know_is_not_found(tell: TellingTemporal) -> None:
    assert await reason(tell, a_batch(opening=None)) == "not_found"


@pytest.mark.parametrize("opening", [OPENING, None], ids=["first news", "later news"])
async def test_a_temporal_that_does_not_answer_is_away(
    policies: KeptPolicies, policy: Policy, opening: Opening | None
) -> None:
    nowhere = await connect(f"127.0.0.1:{free_port()}", RegionKey("eu", KEY), "test")
    tell = TellingTemporal("eu", nowhere, policies, lambda _: policy)
    assert await reason(tell, a_batch(opening)) == "temporal_away"


async def test_a_namespace_that_is_not_there_is_not_found(
    temporal: Client, policies: KeptPolicies, policy: Policy
) -> None:
    address = temporal.service_client.config.target_host
    elsewhere = await connect(address, RegionKey("nowhere", KEY), "test")
    tell = TellingTemporal("eu", elsewhere, policies, lambda _: policy)
    assert await reason(tell, a_batch()) == "not_found"
