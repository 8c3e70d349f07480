"""A code reaches its person through Temporal: once, and in no history."""

from functools import partial

import pytest

from api.proving import TemporalProofs
from domain.ports import NotNow
from domain.privacy_requests import PrivacyRequest, RequestKind, with_code
from runtime.clock import SystemClock
from runtime.waiting import until
from tests.patience import PATIENCE
from tests.workflows.desk import LiveDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked(desk: LiveDesk, request_id: str) -> str:
    """The code of a request of somebody who wrote, before it goes."""
    ticket = await desk.opens_ticket()
    customer, now = (await desk.stores.views.ticket(ticket)).customer_id, SystemClock().now()
    requests = desk.stores.privacy.requests
    await requests.receive(
        PrivacyRequest(request_id, customer, RequestKind.ACCESS, now, "k", "privacy")
    )
    code = requests.code_of(request_id, 1)
    await requests.change(request_id, partial(with_code, code=code, at=now))
    return code


async def test_a_code_goes_out_once_however_often_it_is_asked_for(desk: LiveDesk) -> None:
    code, proofs = await asked(desk, "pr-once"), TemporalProofs({"eu": desk.client})
    desk.channel.then(NotNow("busy"))
    for _ in range(3):
        await proofs.send("eu", "pr-once", 1)

    async def is_sent() -> bool:
        return (await desk.stores.privacy.requests.get("pr-once")).code_state == "sent"

    await until(is_sent, PATIENCE, "the code was not sent")
    await proofs.send("eu", "pr-once", 1)
    assert len([one for one in desk.channel.taken if code in one.text]) == 1


async def test_neither_the_code_nor_its_person_stands_in_the_history(desk: LiveDesk) -> None:
    code = await asked(desk, "pr-history")
    await TemporalProofs({"eu": desk.client}).send("eu", "pr-history", 1)
    handle = desk.client.get_workflow_handle("proof-pr-history-1")
    assert await handle.result() == "sent"
    history = (await handle.fetch_history()).to_json()
    assert code not in history
    [customer] = {one.conversation_id for one in desk.channel.taken if code in one.text}
    assert customer not in history
