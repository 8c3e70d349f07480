"""What every pager promises, whoever stands behind it: run over the real ones and the fake."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

import pytest

from domain.notifications import Notification, Pager, PagerMessage
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from domain.vocabulary import NotificationKind
from tests.channels.contract import assert_says_nothing

TEXT = "Ticket 42 wartet — bitte übernehmen 🚨\n.\n..zwei Punkte\nFrom here on"
SUBJECT = "Überfällig: 42"
NOTIFICATION = Notification(
    id="note-7",
    region="eu",
    agent="sam",
    team="eu-care",
    kind=NotificationKind.PAGE,
    text=TEXT,
    at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    ticket_id="ticket-42",
)


class Behaviour(Enum):
    """How the receiving side treats one message."""

    TAKES_IT = "takes it"
    REFUSES = "refuses it for good"
    IS_BUSY = "does not take it now"
    BREAKS_OFF = "takes it, and breaks off before it answers"


class Rig(Protocol):
    """One pager, and a receiving side behind it that does as it is told."""

    @property
    def pager(self) -> Pager: ...

    @property
    def message(self) -> PagerMessage:
        """A message that can be handed over, to an address that this pager knows."""
        ...

    def then(self, *behaviours: Behaviour) -> None:
        """Treat the next messages so; later ones are taken."""
        ...

    def out_of_reach(self) -> Pager:
        """A pager of the same kind, with nobody listening at the other end."""
        ...

    def taken(self) -> Sequence[tuple[str, str]]:
        """(what repeats are told by, text) of everything that was taken, repeats too."""
        ...

    def told_by(self, key: str) -> str:
        """What repeats of the message with this key are told by, at the other end."""
        ...


class PagerContract:
    """Subclasses name the pager by a fixture called `rig`."""

    async def test_a_message_arrives_once_with_its_text_unchanged(self, rig: Rig) -> None:
        assert isinstance(await rig.pager.call(rig.message), Receipt)
        assert rig.taken() == [(rig.told_by(rig.message.key), TEXT)]

    async def test_a_refusal_is_for_good_and_nothing_arrives(self, rig: Rig) -> None:
        rig.then(Behaviour.REFUSES)
        with pytest.raises(Refused) as failure:
            await rig.pager.call(rig.message)
        assert failure.value.reason
        assert rig.taken() == []

    async def test_a_busy_receiver_is_asked_again(self, rig: Rig) -> None:
        rig.then(Behaviour.IS_BUSY)
        with pytest.raises(NotNow) as failure:
            await rig.pager.call(rig.message)
        assert failure.value.reason
        assert rig.taken() == []
        await rig.pager.call(rig.message)
        assert rig.taken() == [(rig.told_by(rig.message.key), TEXT)]

    async def test_where_nobody_listens_nothing_was_sent(self, rig: Rig) -> None:
        with pytest.raises(NotNow) as failure:
            await rig.out_of_reach().call(rig.message)
        assert failure.value.reason == "unreachable"

    async def test_a_connection_that_breaks_after_the_message_left_proves_nothing(
        self, rig: Rig
    ) -> None:
        rig.then(Behaviour.BREAKS_OFF)
        with pytest.raises(OutcomeUnknown) as failure:
            await rig.pager.call(rig.message)
        assert failure.value.reason
        assert rig.taken() == [(rig.told_by(rig.message.key), TEXT)]

    async def test_a_repeat_can_be_told_by_its_key(self, rig: Rig) -> None:
        rig.then(Behaviour.BREAKS_OFF)
        with pytest.raises(OutcomeUnknown):
            await rig.pager.call(rig.message)
        await rig.pager.call(rig.message)
        await rig.pager.call(replace(rig.message, key="note-8:again"))
        first, second, other = (mark for mark, _ in rig.taken())
        assert first == second != other

    @pytest.mark.parametrize(
        "behaviour", [Behaviour.REFUSES, Behaviour.IS_BUSY, Behaviour.BREAKS_OFF]
    )
    async def test_no_failure_quotes_the_message(self, rig: Rig, behaviour: Behaviour) -> None:
        rig.then(behaviour)
        with pytest.raises((Refused, NotNow, OutcomeUnknown)) as failure:
            await rig.pager.call(rig.message)
        assert_says_nothing(failure.value, TEXT, SUBJECT, "bitte", rig.message.address)

    async def test_messages_sent_together_all_arrive(self, rig: Rig) -> None:
        messages = [replace(rig.message, key=f"note-{n}:x", text=f"{n}") for n in range(10)]
        await asyncio.gather(*(rig.pager.call(message) for message in messages))
        assert sorted(rig.taken()) == sorted(
            (rig.told_by(message.key), message.text) for message in messages
        )
