"""The life of one ticket: wait, act, record, until it is closed."""

import asyncio
from datetime import datetime
from types import MappingProxyType
from typing import NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError
from temporalio.workflow import ContinueAsNewVersioningBehavior

with workflow.unsafe.imports_passed_through():
    from activities.closing import ClosingActivities, MergeRequest
    from domain import errands as wants
    from domain import story as tale
    from domain.arrivals import News
    from domain.commands import Command, Refusal
    from domain.events import TicketClosed, TicketMerged
    from domain.moves import AskStaffing, CloseOut, Record, Wait, next_move
    from domain.stores import Merging
    from domain.story import Story
    from domain.ticket import Ticket
    from domain.vocabulary import Status
    from workflows.errands import Errands
    from workflows.options import BRIEF

MESSAGES_PER_RUN = 200


@workflow.defn
class TicketWorkflow:
    """One ticket. It never decides: `next_move` does. It waits, acts and has things written down.

    Handlers only apply what arrived, so that the next validator sees it; the loop alone acts.
    """

    @workflow.init
    def __init__(self, story: Story) -> None:
        self._story = story
        self._errands = Errands()
        self._ending: TicketMerged | TicketClosed | None = None
        self._merged: Merging | None = None
        self._news = False
        self._messages_before = story.ticket.messages
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = workflow.now()

    @workflow.run
    async def run(self, story: Story) -> None:
        """Live until closed, or until it is time to go on in a new run."""
        while self._story.ticket.status is not Status.CLOSED:
            self._news = False
            self._story = self._errands.collect(self._story)
            if isinstance(self._ending, TicketMerged):
                await self._merge_out(self._ending)
            elif self._may_go_on_afresh():
                self._go_on_afresh()
            else:
                await self._act()
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal
    def hear(self, news: tuple[News, ...]) -> None:
        """What the inbox holds for this ticket, in the order of acceptance; repeats are known."""
        for one in news:
            self._story = tale.heard(self._story, one, workflow.now())
        if self._story.ticket.erased_at is not None:
            self._errands.cut_short()
        self._news = True

    @workflow.update
    async def command(self, command: Command) -> int:
        """Do what a person asks; the ticket's version, once it stands in the ledger."""
        if _command_id() in self._story.seen:
            return self._story.ticket.version
        after = tale.asked(self._story, command, workflow.now())
        if isinstance(after, Refusal):
            raise _refused(after)
        ending = after.unwritten[-1].event
        if isinstance(ending, TicketMerged):
            await self._merge(ending)
        else:
            await self._have_written(tale.remembering(after, _command_id()))
        return self._story.ticket.version

    @command.validator
    def _refuse_what_cannot_be(self, command: Command) -> None:
        if _command_id() in self._story.seen:
            return
        if self._ending is not None and self._story.ticket.erased_at is None:
            raise _refused(Refusal("ticket_closing", "The ticket is being closed; look again."))
        after = tale.asked(self._story, command, workflow.now())
        if isinstance(after, Refusal):
            raise _refused(after)

    @workflow.query
    def standing(self) -> Ticket:
        """The ticket as the workflow knows it."""
        return self._story.ticket

    async def _act(self) -> None:
        story = self._story
        match next_move(story.ticket, story.policy, story.staffing, workflow.now()):
            case Record(event):
                self._story = tale.told(story, event)
            case AskStaffing():
                self._errands.ask_staffing()
                await self._wait_for_news(None)
            case CloseOut(event):
                await self._close_out(event)
            case Wait(until):
                await self._wait_for_news(until)

    async def _have_written(self, after: Story) -> None:
        self._story = after
        self._errands.wait_for(after.sequence)
        self._news = True
        await workflow.wait_condition(lambda: self._errands.is_written(after.sequence))

    async def _merge(self, event: TicketMerged) -> None:
        """Ask the loop to merge, and wait for what becomes of it."""
        self._ending, self._merged, self._news = event, None, True
        await workflow.wait_condition(lambda: self._merged is not None)
        if self._merged is not None and self._merged is not Merging.DONE:
            raise _refused(Refusal(self._merged, WHY_NOT_MERGED[self._merged]))

    async def _merge_out(self, event: TicketMerged) -> None:
        if self._owes_something():
            await self._wait_for_news(wants.held_back_until(self._story.ticket))
            return
        before = tale.overdue(self._story, event.at, workflow.now())
        after, page = tale.page_of(tale.told(before, event))
        outcome = await workflow.execute_activity_method(
            ClosingActivities.merge_out, MergeRequest(page, event.into), **BRIEF
        )
        if outcome is Merging.NEWS_WAITING:
            await self._wait_for_news(None)
            return
        self._ending, self._merged = None, outcome
        if outcome is Merging.DONE:
            self._story = after

    async def _close_out(self, event: TicketClosed) -> None:
        if self._owes_something():
            await self._wait_for_news(wants.held_back_until(self._story.ticket))
            return
        after, page = tale.page_of(tale.told(self._story, event))
        self._ending = event
        closed = await workflow.execute_activity_method(ClosingActivities.close_out, page, **BRIEF)
        self._ending = None
        if closed:
            self._story = after
        else:
            await self._wait_for_news(None)

    async def _wait_for_news(self, until: datetime | None) -> None:
        """Set off what can be done meanwhile, and wait for its result, for news or until then."""
        resting = self._ending is None and self._should_go_on_afresh()
        self._story = self._errands.set_off(self._story, resting=resting)
        if until is not None:
            self._wake_at(until)
        await workflow.wait_condition(
            lambda: self._news or self._errands.news or self._woken() or self._may_go_on_afresh()
        )
        if self._woken():
            self._timer = None

    def _wake_at(self, until: datetime) -> None:
        """One lazy timer: only an earlier deadline replaces it; when it fires the loop looks."""
        if self._timer is not None:
            if self._timer_at <= until:
                return
            self._timer.cancel()
        self._timer_at = until
        self._timer = asyncio.create_task(workflow.sleep(until - workflow.now()))

    def _woken(self) -> bool:
        return self._timer is not None and self._timer.done()

    def _has_loose_ends(self) -> bool:
        return self._errands.busy or bool(self._story.unwritten)

    def _owes_something(self) -> bool:
        """A ticket that ends acts no more: what it has been asked or has promised comes first."""
        owes = wants.owes_something(self._story.ticket, workflow.now())
        return self._has_loose_ends() or owes

    def _should_go_on_afresh(self) -> bool:
        in_this_run = self._story.ticket.messages - self._messages_before
        suggested = workflow.info().is_continue_as_new_suggested()
        return in_this_run >= MESSAGES_PER_RUN or suggested or _is_outdated()

    def _may_go_on_afresh(self) -> bool:
        return (
            self._should_go_on_afresh()
            and not self._has_loose_ends()
            and workflow.all_handlers_finished()
        )

    def _go_on_afresh(self) -> NoReturn:
        newest = ContinueAsNewVersioningBehavior.AUTO_UPGRADE if _is_outdated() else None
        workflow.continue_as_new(self._story, initial_versioning_behavior=newest)


WHY_NOT_MERGED = MappingProxyType(
    {
        Merging.TARGET_UNKNOWN: "There is no such ticket in this region to merge into.",
        Merging.TARGET_CLOSED: "The other ticket is closed; merge into an open one.",
        Merging.OTHER_CUSTOMER: "The other ticket is another customer's; their words stay apart.",
    }
)


def _is_outdated() -> bool:
    """Whether this run is pinned to a build that another has replaced; histories say it."""
    return workflow.info().is_target_worker_deployment_version_changed()


def _command_id() -> str:
    update = workflow.current_update_info()
    return update.id if update else ""


def _refused(refusal: Refusal) -> ApplicationError:
    return ApplicationError(refusal.sentence, type=refusal.code, non_retryable=True)
