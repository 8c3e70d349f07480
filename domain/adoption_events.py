"""What happens when an open ticket takes another policy than the one that it had."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from domain.facts import Term
from domain.happening import Happened
from domain.policy import PolicyReference, Step
from domain.vocabulary import Status, Target


@dataclass(frozen=True, slots=True)
class CarriedClock:
    """A clock at the instant of an adoption: what only the policy before could reckon."""

    target: Target
    used: timedelta  # working time, by the calendar of the policy before
    points: int = 0  # of the new policy's warnings: so many were given, or lie behind
    warned_of: tuple[str, ...] = ()  # all that lie behind by policies before, in words
    broke_at: datetime | None = None  # when the promise was broken, where it was


@dataclass(frozen=True, slots=True)
class KnownStep:
    """A step of the new ladder that is not to come; `cycle` is of the target that it is about."""

    name: str
    times: int = 1  # that it was taken
    cycle: int | None = None


@dataclass(frozen=True, slots=True)
class FormerStep:
    """A step that was taken and is not in the new ladder; a policy to come may have it again."""

    step: Step
    times: int = 1
    cycle: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAdopted(Happened):
    """The ticket took another policy: from then on its rules decide, and nothing is done over.

    `steps_taken` are those of the new ladder that were taken already, in a ladder before,
    `steps_passed` those whose instant had gone by: they are not taken late.
    """

    kind: Literal["policy_adopted"] = "policy_adopted"
    policy: PolicyReference
    before: PolicyReference
    terms: tuple[Term, ...]
    pause_while: tuple[Status, ...]
    reopen_within: timedelta
    clocks: tuple[CarriedClock, ...] = ()  # one for each that the ticket has
    steps_taken: tuple[KnownStep, ...] = ()
    steps_passed: tuple[KnownStep, ...] = ()
    steps_before: tuple[FormerStep, ...] = ()
    still_paging: tuple[Step, ...] = ()  # of the ladder before
    notice_owed: bool = False  # the customer was to hear, under the policy before, who took over
    acknowledgement_passed: bool = False  # the new policy came too late to acknowledge anything
    reason_id: str | None = None  # why, in the vault
