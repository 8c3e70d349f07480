"""What goes in and out where a ticket takes the newest policy."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.fields import Words
from api.shapes import Said
from domain.ledger import ClockView
from domain.policy import PolicyReference
from domain.vocabulary import ClockState, Target
from rulebook.publishing.outlook import ClockOutlook, Outlook, StepToCome

HIGHEST = 2_147_483_647


class NewPolicy(Said):
    """Why the ticket is to take the newest policy, and maybe which version that has to be."""

    reason: Words
    expected_version: Annotated[int, Field(ge=1, le=HIGHEST)] | None = None


class PolicyVersion(BaseModel):
    """A policy as a ticket has it or would have it; `hash` is of its frozen content."""

    name: str
    version: int
    hash: str


class Promise(BaseModel):
    """A clock on one side of the change; `due_at` is null while it does not run."""

    state: ClockState
    due_at: datetime | None
    working_seconds_left: int | None
    warned: bool


class ClockChange(BaseModel):
    """One promise before and after; null where there is none. `moved_seconds`: how much later."""

    target: Target
    before: Promise | None
    after: Promise | None
    moved_seconds: int | None


class ComingStep(BaseModel):
    """A step that is yet to be taken; `at` is null where nobody can say when, or whether."""

    name: str
    does: list[str]
    at: datetime | None


class OutlookShape(BaseModel):
    """What would change if the ticket, which has this `version`, took the policy at `at`.

    `changes` is false where the two policies say the same. Of the new ladder, `counts_as_taken`
    were taken in the one before, and the instants of `passed_over` have gone by: nobody takes them
    late. `at_once` says in sentences what would happen at that very instant.
    """

    ticket: str
    version: int
    at: datetime
    before: PolicyVersion
    after: PolicyVersion
    changes: bool
    clocks: list[ClockChange]
    steps_before: list[ComingStep]
    steps_after: list[ComingStep]
    counts_as_taken: list[str]
    passed_over: list[str]
    at_once: list[str]


def outlook_shape(ticket_id: str, version: int, found: Outlook, *, changes: bool) -> OutlookShape:
    """The outlook as it is shown."""
    return OutlookShape(
        ticket=ticket_id,
        version=version,
        at=found.at,
        before=_policy(found.before),
        after=_policy(found.after),
        changes=changes,
        clocks=[_clock(one) for one in found.clocks],
        steps_before=[_step(one) for one in found.steps_before],
        steps_after=[_step(one) for one in found.steps_after],
        counts_as_taken=list(found.counts_as_taken),
        passed_over=list(found.passed),
        at_once=list(found.at_once),
    )


def _policy(reference: PolicyReference) -> PolicyVersion:
    return PolicyVersion(name=reference.name, version=reference.version, hash=reference.hash)


def _clock(clock: ClockOutlook) -> ClockChange:
    moved = clock.moved
    return ClockChange(
        target=clock.target,
        before=clock.before and _promise(clock.before),
        after=clock.after and _promise(clock.after),
        moved_seconds=None if moved is None else int(moved.total_seconds()),
    )


def _promise(view: ClockView) -> Promise:
    left = view.left
    return Promise(
        state=view.state,
        due_at=view.due_at,
        working_seconds_left=None if left is None else int(left.total_seconds()),
        warned=view.warned,
    )


def _step(step: StepToCome) -> ComingStep:
    return ComingStep(name=step.name, does=list(step.does), at=step.at)
