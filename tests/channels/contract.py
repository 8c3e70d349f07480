"""What every channel promises, whoever stands behind it: run over the real ones and the fake."""

import asyncio
import traceback
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

import pytest

from domain.channels import Mouth
from domain.ports import NotNow, Outbound, OutcomeUnknown, Refused

TEXT = "Olá! O seu pedido nº 42 chega amanhã — \u202bשלום\u202c 🚚\n\x00fim"
AUTHOR = "Inês Canário"
MESSAGE = Outbound(
    key="ticket-7:12:0",
    event="message.created",
    channel="shop",
    account="lisbon",
    ticket_id="ticket-7",
    message_id="message-9",
    conversation_id="conversation-3",
    author_kind="agent",
    author_id="agent-1",
    author_name=AUTHOR,
    text=TEXT,
    language="pt-PT",
    sent_at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    in_reply_to="customer-message-1",
)


class Behaviour(Enum):
    """How the receiver treats one request."""

    TAKES_IT = "takes it"
    REFUSES = "refuses it for good"
    ASKS_FOR_7_SECONDS = "asks to be left alone for seven seconds"
    BREAKS_OFF = "takes it, and breaks off before it answers"


class Rig(Protocol):
    """One channel, and a receiver behind it that does as it is told."""

    @property
    def channel(self) -> Mouth: ...

    def then(self, *behaviours: Behaviour) -> None:
        """Treat the next requests so; later ones are taken."""
        ...

    def taken(self) -> Sequence[tuple[str, str]]:
        """(key, text) of everything that the receiver took, repeats too."""
        ...


def assert_says_nothing(error: BaseException, *secrets: str) -> None:
    """No text, name or secret is anywhere in what a log or a tracker would keep of an error."""
    assert error.__cause__ is None
    assert error.__context__ is None
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)
    for secret in secrets:
        assert secret not in told


class ChannelContract:
    """Subclasses name the channel by a fixture called `rig`."""

    async def test_a_message_arrives_once_with_its_key_and_its_text_unchanged(
        self, rig: Rig
    ) -> None:
        await rig.channel.send(MESSAGE)
        assert rig.taken() == [(MESSAGE.key, TEXT)]

    async def test_a_refusal_is_for_good_and_nothing_arrives(self, rig: Rig) -> None:
        rig.then(Behaviour.REFUSES)
        with pytest.raises(Refused) as failure:
            await rig.channel.send(MESSAGE)
        assert failure.value.reason
        assert rig.taken() == []

    async def test_a_busy_receiver_is_asked_again_when_it_said_so(self, rig: Rig) -> None:
        rig.then(Behaviour.ASKS_FOR_7_SECONDS)
        with pytest.raises(NotNow) as failure:
            await rig.channel.send(MESSAGE)
        assert failure.value.retry_after == 7
        await rig.channel.send(MESSAGE)
        assert rig.taken() == [(MESSAGE.key, TEXT)]

    async def test_a_connection_that_breaks_after_the_message_left_proves_nothing(
        self, rig: Rig
    ) -> None:
        rig.then(Behaviour.BREAKS_OFF)
        with pytest.raises(OutcomeUnknown):
            await rig.channel.send(MESSAGE)
        assert rig.taken() == [(MESSAGE.key, TEXT)]

    async def test_a_repeat_comes_under_the_same_key(self, rig: Rig) -> None:
        rig.then(Behaviour.BREAKS_OFF)
        with pytest.raises(OutcomeUnknown):
            await rig.channel.send(MESSAGE)
        await rig.channel.send(MESSAGE)
        assert [key for key, _ in rig.taken()] == [MESSAGE.key, MESSAGE.key]

    @pytest.mark.parametrize(
        "behaviour", [Behaviour.REFUSES, Behaviour.ASKS_FOR_7_SECONDS, Behaviour.BREAKS_OFF]
    )
    async def test_no_failure_quotes_the_message(self, rig: Rig, behaviour: Behaviour) -> None:
        rig.then(behaviour)
        with pytest.raises((Refused, NotNow, OutcomeUnknown)) as failure:
            await rig.channel.send(MESSAGE)
        assert_says_nothing(failure.value, TEXT, AUTHOR, "pedido")

    async def test_messages_sent_together_all_arrive(self, rig: Rig) -> None:
        messages = [replace(MESSAGE, key=f"ticket-7:{n}:0", text=f"{n}") for n in range(20)]
        await asyncio.gather(*(rig.channel.send(message) for message in messages))
        assert sorted(rig.taken()) == sorted((message.key, message.text) for message in messages)
