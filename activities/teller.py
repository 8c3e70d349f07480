"""How agents are told: on their page at once, and outside by their ways, a storm as a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.facts import Reached
from domain.notifications import (
    Batch,
    Call,
    Directory,
    Notification,
    Notifications,
    Pager,
    PagerMessage,
    Turn,
    Way,
)
from domain.ports import Clock, NotNow, OutcomeUnknown, Refused, Replies
from domain.vocabulary import DeliveryState

OWN_PAGE = "inbox"
LEASE = timedelta(seconds=40)  # longer than any pager takes to answer
SOON = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon one agent may be told again by the same way; what comes sooner is a digest."""

    clock: Clock  # of the world outside, which no test moves on: it paces, and states no fact
    window: timedelta


class Teller:
    """Tells agents, each by each of their ways exactly once, or says what is not known of it."""

    def __init__(
        self,
        notifications: Notifications,
        directory: Directory,
        pagers: Mapping[Way, Pager],
        replies: Replies,
        languages: Mapping[str, str],
        pace: Pace,
    ) -> None:
        self._notifications = notifications
        self._directory = directory
        self._pagers = pagers
        self._replies = replies
        self._languages = languages  # of each team: what it reads
        self._pace = pace

    async def tell(self, notifications: tuple[Notification, ...]) -> tuple[Reached, ...]:
        """Show them on the agents' pages, and call.

        Raises ApplicationError where a call has to wait for its turn or the receiver was not
        there: asking again later goes on where this left off.
        """
        await self._notifications.put(*notifications)
        reached = [Reached(one.agent, OWN_PAGE, DeliveryState.DELIVERED) for one in notifications]
        again: list[datetime] = []
        for call in self._calls(notifications):
            found = await self._made(call)
            if isinstance(found, Reached):
                reached.append(found)
            else:
                again.append(found)
        if again:
            delay = max(min(again) - self._pace.clock.now(), timedelta(milliseconds=100))
            raise ApplicationError("others are told first", type="NotYet", next_retry_delay=delay)
        return tuple(reached)

    def _calls(self, notifications: tuple[Notification, ...]) -> list[Call]:
        return [
            Call(one, contact)
            for one in notifications
            for contact in self._directory.contacts(one.agent)
        ]

    async def _made(self, call: Call) -> Reached | datetime:
        """What became of a call, or when to ask again."""
        turn = await self._turn(call)
        while turn.batch is not None:  # its own, or one that somebody else died with
            if not await self._send(turn.batch, in_doubt=turn.in_doubt):
                return self._pace.clock.now() + SOON
            turn = await self._turn(call)
        if turn.state is not None:
            way = f"{call.contact.way}"
            return Reached(call.notification.agent, way, turn.state, turn.reason)
        return turn.again_at or self._pace.clock.now() + SOON

    async def _turn(self, call: Call) -> Turn:
        now = self._pace.clock.now()
        return await self._notifications.turn(call, _caller(), now, self._pace.window, LEASE)

    async def _send(self, batch: Batch, *, in_doubt: bool) -> bool:
        """Whether anybody knows what became of it. If not, it is left in hand.

        So it comes back to the same caller, or to another after the lease, under its own id.
        """
        state, reason = DeliveryState.SENT, ""
        pager = self._pagers.get(batch.contact.way)
        if pager is None:
            state, reason = DeliveryState.FAILED, "no_such_way"
        elif in_doubt and not pager.folds_repeats:
            state, reason = DeliveryState.UNCERTAIN, "interrupted"
        else:
            try:
                await pager.call(self._message(batch))
            except Refused as refusal:
                state, reason = DeliveryState.FAILED, refusal.reason
            except NotNow as delay:
                await self._put_back(batch, delay)
                return True
            except OutcomeUnknown as doubt:
                if pager.folds_repeats:
                    return False
                state, reason = DeliveryState.UNCERTAIN, doubt.reason
        await self._notifications.settle(batch, state, reason, self._pace.clock.now())
        return True

    async def _put_back(self, batch: Batch, delay: NotNow) -> None:
        pause = SOON if delay.retry_after is None else timedelta(seconds=delay.retry_after)
        await self._notifications.put_back(batch, delay.reason, self._pace.clock.now() + pause)

    def _message(self, batch: Batch) -> PagerMessage:
        told = tuple(call.notification for call in batch.calls)
        text = told[0].text if len(told) == 1 else self._digest(told)
        subject = text.strip().partition("\n")[0][:120]
        return PagerMessage(batch.id, batch.contact.address, batch.agent, subject, text, told)

    def _digest(self, told: Sequence[Notification]) -> str:
        """All of them, under a line in the language of the team that is told last of all."""
        lines = "\n".join(f"- {one.text}" for one in told)
        language = self._languages.get(told[-1].team, "en")
        return self._replies.render(
            "digest", language, {"count": str(len(told)), "lines": lines}
        ).text


def _caller() -> str:
    """The same for every attempt of one activity."""
    info = activity.info()
    return f"{info.workflow_run_id}:{info.activity_id}"
