"""When and where messages go, lived on Temporal's own server: quiet hours, and a closed window."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.arrivals import Arrival, Sender
from domain.contacts import AccountRule, Fallback
from domain.facts import Via
from domain.linking import Saying
from domain.message_events import AnotherSendAsked, DeliveryReported
from domain.ports import Refused
from domain.preferences import QuietHours
from domain.vocabulary import DeliveryState
from language.detection import Detector
from rulebook.facts import Desk
from runtime.clock import SystemClock
from runtime.waiting import until
from tests.activities.outward import Chat, Plain
from tests.patience import PATIENCE
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.live import a_live_desk

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOUR = timedelta(hours=1)


def ruled(desk: Desk, rule: AccountRule) -> Desk:
    """The desk, all of whose accounts have that rule."""
    return replace(desk, accounts=tuple(replace(one, rule=rule) for one in desk.accounts))


async def reports(desk: LiveDesk, ticket: str, message: str) -> list[DeliveryReported]:
    """What the ledger tells of a message, in the order of its places."""
    events = [entry.event for entry in await desk.stores.ledger.entries(ticket)]
    told = [one for one in events if isinstance(one, DeliveryReported)]
    return [one for one in told if one.message_id == message]


async def test_what_the_desk_says_in_quiet_hours_goes_out_when_they_are_over(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> None:
    now = SystemClock().now().replace(second=0, microsecond=0)
    quiet = QuietHours((now - HOUR).time(), (now + 2 * HOUR).time(), "UTC")
    night = ruled(sample_desk, AccountRule(quiet_hours=quiet))
    async with a_live_desk(environment.client, night, detector, tmp_path) as live:
        desk = replace(live, environment=environment)
        assert desk.policy.relay is not None
        relay = replace(desk.policy.relay, ask_how_it_was=True)
        desk = desk.under(relay=relay, targets={}, warn_at={}, warnings={}, steps=())
        ticket = await desk.opens_ticket()
        await desk.replies(ticket)
        await desk.rests(ticket)
        assert len(desk.channel.taken) == 2, "that it has arrived, and a person's answer"
        await desk.asks(ticket, commands.Solve(by=ANA))

        async def held() -> bool:
            waiting = (await desk.standing(ticket)).to_deliver
            return [one.not_before for one in waiting] == [now + 2 * HOUR]

        await until(held, PATIENCE, "the question was not held back")
        assert len(desk.channel.taken) == 2
        [message] = (await desk.standing(ticket)).to_deliver
        [view] = [
            one for one in await desk.stores.views.messages(ticket) if one.id == message.message_id
        ]
        assert (view.delivery, view.delivery_reason) == (DeliveryState.QUEUED, "quiet_hours")
        await desk.moves_on(ticket, hours=2)
        await desk.rests(ticket)
        assert [one.message_id for one in desk.channel.taken[2:]] == [message.message_id]
        told = await reports(desk, ticket, message.message_id)
        assert [(one.state, one.again_at) for one in told] == [
            (DeliveryState.QUEUED, now + 2 * HOUR),
            (DeliveryState.SENT, None),
        ]


async def test_after_its_window_an_answer_goes_to_the_same_person_elsewhere(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> None:
    chat, mail = Chat(window=24 * HOUR), Plain()
    rule = AccountRule(fall_back=(Fallback("email"),))
    others = {"email": mail}
    async with a_live_desk(
        environment.client, ruled(sample_desk, rule), detector, tmp_path, chat, others=others
    ) as live:
        desk = replace(live, environment=environment).under(
            targets={}, warn_at={}, warnings={}, steps=()
        )
        ticket = await desk.opens_ticket()
        await is_known_by_mail(desk, ticket)
        await desk.replies(ticket, "Within the window.")
        await desk.rests(ticket)
        assert mail.taken == []
        await desk.moves_on(ticket, hours=25)
        answer = await desk.replies(ticket, "After it.")
        await desk.rests(ticket)
        assert [(one.account, one.recipient) for one in mail.taken] == [
            ("support", "maria@example.org")
        ]
        [report] = await reports(desk, ticket, answer)
        assert (report.state, report.via) == (DeliveryState.SENT, Via("email", "support"))


async def is_known_by_mail(desk: LiveDesk, ticket: str) -> None:
    """The ticket's customer wrote by mail, too, and somebody said that both are one."""
    now = SystemClock().now()
    arrival = Arrival(
        id=str(ULID()),
        message_id=str(ULID()),
        channel="email",
        account="support",
        thread=None,
        sender=Sender("maria@example.org"),
        content={"text": "Olá"},
        fingerprint="by mail",
        accepted_at=now,
        sent_at=now,
        new_ticket_id=f"eu-{ULID()}".lower(),
        region_reason="declared country",
    )
    await desk.stores.inbox.accept(arrival)
    one = (await desk.stores.views.ticket(ticket)).customer_id
    [batch] = await desk.stores.inbox.lease("test", now, now + HOUR, 10)
    [news] = batch.news
    await desk.stores.channels.links.join(one, news.customer_id, Saying("ana", "agent", now))


async def test_what_failed_is_sent_again_in_a_place_of_its_own_when_a_person_says_so(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket()
    await desk.rests(ticket)
    desk.channel.then(Refused("unwell"))
    message = await desk.replies(ticket)
    await desk.rests(ticket)
    [view] = [one for one in await desk.stores.views.messages(ticket) if one.id == message]
    assert view.delivery is DeliveryState.FAILED
    again = commands.SendAgain(
        by=ANA,
        message_id=message,
        author=view.author_kind,
        author_id=view.author_id,
        sent_at=view.sent_at,
        language=view.language,
    )
    await desk.asks(ticket, again)
    entries = await desk.rests(ticket)
    kinds = [one.event for one in entries if isinstance(one.event, AnotherSendAsked)]
    assert [one.message_id for one in kinds] == [message]
    states = [one.state for one in await reports(desk, ticket, message)]
    assert states == [DeliveryState.FAILED, DeliveryState.SENT]
    keys = [one.key for one in desk.channel.attempts if one.message_id == message]
    assert len(set(keys)) == 2, "another number is another message to the platform"
    [view] = [one for one in await desk.stores.views.messages(ticket) if one.id == message]
    assert view.delivery is DeliveryState.SENT
