"""Carries commands out by the domain's own rules, with no Temporal: the port `Commands`."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from api.door import CommandRefused, TicketIsClosed, TicketIsUnknown
from domain import story as tale
from domain.arrivals import Batch
from domain.commands import Command, Refusal
from domain.events import Event, MessageUnderstood, TicketMerged
from domain.facts import RouteCandidate
from domain.moves import Record, next_move
from domain.policy import Policy, StaffingView
from domain.ports import Clock
from domain.stores import Merging, RegionStores
from domain.story import Story
from domain.vocabulary import THE_DESK, Status


class StoryCommands:
    """Keeps each ticket's story in memory and writes its pages to the region's ledger."""

    def __init__(
        self,
        regions: Mapping[str, RegionStores],
        policy: Policy,
        clock: Clock,
        staffing: Callable[[datetime], StaffingView],
    ) -> None:
        self._regions = regions
        self._policy = policy
        self._clock = clock
        self._staffing = staffing
        self._stories: dict[str, Story] = {}
        self._turn = asyncio.Lock()  # a ticket does one thing at a time
        self.sent: list[tuple[str, Command, str]] = []
        self.failure: Exception | None = None
        self.team: str | None = "eu-care"  # where new tickets go

    async def send(self, ticket_id: str, command: Command, command_id: str) -> int:
        self.sent.append((ticket_id, command, command_id))
        if self.failure is not None:
            raise self.failure
        async with self._turn:
            return await self._carried_out(ticket_id, command, command_id)

    async def hear_everything(self) -> None:
        """Tell every ticket what waits for it, as the dispatcher and the workflow would."""
        now = self._clock.now()
        for stores in self._regions.values():
            await stores.policies.keep(self._policy)
            for batch in await stores.inbox.lease("tests", now, now + timedelta(minutes=1), 100):
                await stores.inbox.told([news.id for news in batch.news], now + timedelta(days=1))
                await self._heard(batch, stores.region)

    async def look_again(self) -> None:
        """Let every ticket do what fell due, as its workflow would once its timer fires."""
        for story in list(self._stories.values()):
            moved = self._moved(story)
            if moved.unwritten:
                await self._write(moved)

    async def happens(self, ticket_id: str, event: Event) -> None:
        """Let something happen that no command asks for, such as the outcome of an errand."""
        async with self._turn:
            await self._write(tale.told(self._stories[ticket_id], event))

    def forget(self, ticket_id: str) -> None:
        """Lose the ticket, as a Temporal does that came back empty."""
        del self._stories[ticket_id]

    async def _carried_out(self, ticket_id: str, command: Command, command_id: str) -> int:
        story = self._stories.get(ticket_id)
        if story is None:
            raise TicketIsUnknown(ticket_id)
        if story.ticket.status is Status.CLOSED:
            raise TicketIsClosed(ticket_id)
        if command_id in story.seen:
            return story.ticket.version
        after = tale.asked(story, command, self._clock.now())
        if isinstance(after, Refusal):
            raise CommandRefused(after.code, after.sentence)
        await self._write(tale.remembering(after, command_id))
        return self._stories[ticket_id].ticket.version

    async def _heard(self, batch: Batch, region: str) -> None:
        now = self._clock.now()
        story = self._stories.get(batch.ticket_id)
        if story is None:
            assert batch.opening is not None
            story = tale.begun(batch.ticket_id, region, batch.opening, self._policy)
        for news in batch.news:
            story = tale.heard(story, news, now)
        candidates = (RouteCandidate(self.team, "everything"),) if self.team else ()
        for message in story.ticket.to_understand:
            story = tale.told(
                story,
                MessageUnderstood(
                    at=now,
                    by=THE_DESK,
                    message_id=message.id,
                    language="pt",
                    confidence=0.9,
                    candidates=candidates,
                ),
            )
        await self._write(self._moved(story))

    def _moved(self, story: Story) -> Story:
        now = self._clock.now()
        story = replace(story, staffing=self._staffing(now))
        while isinstance(
            move := next_move(story.ticket, story.policy, story.staffing, now), Record
        ):
            story = tale.told(story, move.event)
        return story

    async def _write(self, story: Story) -> None:
        story, page = tale.page_of(story)
        ledger = self._regions[story.ticket.region].ledger
        ending = page.entries[-1].event
        if isinstance(ending, TicketMerged):
            outcome = await ledger.merge(page, ending.into)
            if outcome is not Merging.DONE:
                raise CommandRefused(outcome, "The ticket cannot go on in that one.")
        else:
            await ledger.write(page)
        self._stories[story.ticket.id] = story
