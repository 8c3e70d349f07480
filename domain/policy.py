"""What operations promised, frozen: a ticket keeps the policy that it opened under."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.facts import StepAction
from domain.hours import BusinessHours
from domain.vocabulary import Because, NobodyOn, Priority, Status, Target

Intervals = tuple[tuple[str, str], ...]  # opening and closing as "09:00", in order


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time as plain data: holidays are expanded to dates when the policy is frozen."""

    name: str
    zone: str
    week: dict[str, Intervals]  # "0" is Monday
    days: dict[str, Intervals] = field(default_factory=dict)  # "2026-12-25": (); special days

    def hours(self) -> BusinessHours:
        """The calendar as something that can be reckoned with."""
        return BusinessHours(
            ZoneInfo(self.zone),
            {int(day): _times(intervals) for day, intervals in self.week.items()},
            {date.fromisoformat(day): _times(intervals) for day, intervals in self.days.items()},
        )


def _times(intervals: Intervals) -> list[tuple[time, time]]:
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in intervals]


class Unless(StrEnum):
    """What a colleague has done already, so that a step is not taken."""

    CLAIMED = "claimed"  # it is put off until nobody has the ticket
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: when, relative to what, and what then happens.

    Exactly one of `fraction` (of the target's budget) and `offset` says when. `offset` counts
    from the opening, from the target's due instant (`before` it) or from its breach.
    """

    name: str  # "step 1", as operations count them
    relative_to: str  # opening, target or breach
    target: Target | None = None
    fraction: float | None = None
    offset: timedelta | None = None
    raise_priority_to: Priority | None = None
    assign_to: str | None = (
        None  # a team; of policies before hand-over, which do it unconditionally
    )
    tag: str | None = None
    take_back: bool = False  # from an assignee who has not answered, to the team's queue
    actions: tuple[StepAction, ...] = ()
    in_working_time: bool = False  # what falls due outside of it waits for the next opening
    unless: Unless | None = None
    repeat_up_to: int = 1  # times in all; once in each cycle of its target


@dataclass(frozen=True, slots=True)
class WarningPoint:
    """When a target warns: at a fraction of its budget, or so long before its end."""

    fraction: float | None = None
    before: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """How work passes on under a policy. One that was frozen without it keeps its tickets put."""

    acknowledge_within: timedelta  # a team that got a ticket answers for it, or the next one does
    when_nobody_is_on: NobodyOn = NobodyOn.NEXT_STEP
    handling_time: timedelta | None = None  # of one ticket by one agent: what a wait is reckoned by
    progress_note_after: timedelta | None = None  # of silence, in working time
    tell_the_customer: bool = True  # that somebody else takes over
    out_of_hours: str | None = None  # the template that acknowledges while nobody is on
    ask_how_it_was: bool = False  # once the ticket is solved
    say_when_closed: bool = False


@dataclass(frozen=True, slots=True)
class PolicyReference:
    """Which policy, which version, and the hash of its frozen content."""

    name: str
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that the rules need to know of what was promised."""

    reference: PolicyReference
    calendar: Calendar
    targets: dict[str, timedelta]  # Target -> budget in working time of the calendar
    warn_at: dict[str, float] = field(default_factory=dict)  # Target -> fraction of its budget
    pause_while: tuple[Status, ...] = (Status.WAITING, Status.HELD)
    reopen_within: timedelta = timedelta(days=7)
    acknowledge: bool = True
    steps: tuple[Step, ...] = ()
    team_languages: dict[str, str] = field(default_factory=dict)  # team -> its first language
    relay: Relay | None = None
    warnings: dict[str, tuple[WarningPoint, ...]] = field(default_factory=dict)  # in their order
    raises: dict[str, Priority] = field(default_factory=dict)  # Mood -> the priority it asks for

    def because(self, rule: str, staffing: str = "") -> Because:
        """Name a rule of this policy as the reason."""
        return Because(self.reference.name, self.reference.version, rule, staffing)


@dataclass(frozen=True)  # without slots: see domain.replacing
class TeamStaffing:
    """One team as an activity saw it."""

    on: tuple[str, ...] = ()  # agents now on
    until: datetime | None = None  # when the present shift ends: others are on, or nobody
    next_opening: datetime | None = None  # after the present shift: when next anybody is on
    load: int = 0  # open tickets
    shift_ends: dict[str, datetime] = field(default_factory=dict)  # agents on -> when they leave
    next_shifts: dict[str, datetime] = field(default_factory=dict)  # agents -> when they come next
    left_at: dict[str, datetime] = field(default_factory=dict)  # agents off -> when they last left
    room: int | None = None  # tickets that those who are on could take besides; None: not known
    skills: tuple[str, ...] = ()  # topics that somebody who is on knows


@dataclass(frozen=True, slots=True)
class StaffingView:
    """Who is on, as an activity returned it; decisions name its hash and do not outlive it."""

    hash: str = ""
    valid_until: datetime | None = None
    teams: dict[str, TeamStaffing] = field(default_factory=dict)

    def is_fresh(self, now: datetime) -> bool:
        """Whether a decision at `now` may still rest on it."""
        return self.valid_until is not None and now < self.valid_until
