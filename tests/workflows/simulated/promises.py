"""Five policies in twelve zones, and people who are on by turns: what lives are lived under."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from domain.facts import StepAction
from domain.policy import Calendar, Relay, Step, WarningPoint
from domain.vocabulary import Doing, NobodyOn, Priority, Status, Target
from tests.workflows.shifts import Hours

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "Africa/Cairo",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
)
DAYS = (
    (("09:00", "17:00"),),
    (("08:00", "12:30"), ("13:30", "20:00")),
    (("00:00", "02:30"), ("06:00", "00:00")),
)
ALWAYS = (("00:00", "00:00"),)
PAGE = StepAction(Doing.PAGE, "na-care", "{ticket} waits", every=10 * MINUTE, at_most=3)
TELL = StepAction(Doing.NOTIFY, "latam-care", "{ticket} has {left} left")
MOVE = StepAction(Doing.HAND_OVER, "na-care")
QUEUE = StepAction(Doing.ASSIGN, "latam-care")
SAY = StepAction(Doing.REPLY, template="still-working")
RELAYED = Relay(
    acknowledge_within=20 * MINUTE, handling_time=15 * MINUTE, progress_note_after=10 * HOUR
)
PATIENT = Relay(acknowledge_within=HOUR, when_nobody_is_on=NobodyOn.NEXT_SHIFT)

# Of each policy what differs from the sample desk's standard one.
PROMISES: tuple[Mapping[str, Any], ...] = (
    MappingProxyType(
        {
            "targets": {"first_reply": 30 * MINUTE, "next_reply": 2 * HOUR, "solve": DAY},
            "warnings": {
                "first_reply": (
                    WarningPoint(fraction=0.5),
                    WarningPoint(before=10 * MINUTE),
                )
            },
            "relay": RELAYED,
            "steps": (
                Step("step 1", "target", Target.FIRST_REPLY, fraction=0.75, actions=(TELL,)),
                Step(
                    "step 2",
                    "breach",
                    Target.FIRST_REPLY,
                    offset=timedelta(0),
                    raise_priority_to=Priority.URGENT,
                    actions=(PAGE,),
                ),
                Step("step 3", "breach", Target.FIRST_REPLY, offset=30 * MINUTE, actions=(MOVE,)),
                Step("step 4", "target", Target.SOLVE, offset=4 * HOUR, actions=(QUEUE,)),
            ),
            "reopen_within": DAY,
        }
    ),
    MappingProxyType(
        {
            "targets": {"first_reply": 8 * HOUR, "next_reply": 8 * HOUR, "solve": 3 * DAY},
            "warnings": {"solve": (WarningPoint(fraction=0.75),)},
            "relay": RELAYED,
            "steps": (Step("step 1", "opening", offset=20 * HOUR, actions=(SAY,), tag="slow"),),
            "pause_while": (Status.WAITING, Status.HELD),
            "reopen_within": 2 * DAY,
        }
    ),
    MappingProxyType(
        {
            "targets": {"first_reply": 2 * HOUR, "next_reply": HOUR, "solve": 12 * HOUR},
            "warnings": {"next_reply": (WarningPoint(fraction=0.25), WarningPoint(fraction=0.9))},
            "relay": PATIENT,
            "steps": (
                Step("step 1", "opening", offset=45 * MINUTE, actions=(TELL, MOVE)),
                Step("step 2", "target", Target.SOLVE, fraction=0.5, actions=(PAGE, SAY)),
                Step("step 3", "breach", Target.SOLVE, offset=HOUR, take_back=True, tag="late"),
            ),
            "pause_while": (),
            "reopen_within": 12 * HOUR,
        }
    ),
    MappingProxyType(
        {
            "targets": {"first_reply": HOUR, "solve": 6 * HOUR},
            "warnings": {"first_reply": (WarningPoint(before=15 * MINUTE),)},
            "relay": PATIENT,
            "steps": (
                Step("step 1", "target", Target.FIRST_REPLY, offset=20 * MINUTE, actions=(PAGE,)),
                Step("step 2", "target", Target.SOLVE, fraction=0.9, actions=(QUEUE, TELL)),
            ),
            "pause_while": (Status.HELD,),
            "acknowledge": False,
            "reopen_within": 3 * DAY,
        }
    ),
    MappingProxyType(  # as policies were before work passed on
        {
            "targets": {"first_reply": 4 * HOUR, "next_reply": 4 * HOUR, "solve": 10 * HOUR},
            "warnings": {},
            "warn_at": {"first_reply": 0.75, "solve": 0.5},
            "relay": None,
            "steps": (
                Step("step 1", "target", Target.FIRST_REPLY, fraction=0.5, assign_to="na-care"),
                Step("step 2", "breach", Target.SOLVE, offset=timedelta(0), take_back=True),
            ),
            "reopen_within": DAY,
        }
    ),
)


def _by_turns(first: float, length: float, days: int = 14) -> tuple[Hours, ...]:
    """On at the same hours of each day, counted from now."""
    return tuple((24 * day + first, 24 * day + first + length) for day in range(-1, days))


SHIFTS: Mapping[str, Mapping[str, tuple[Hours, ...]]] = MappingProxyType(
    {
        "eu-care": {"aoife": _by_turns(-6, 8), "jonas": _by_turns(-3, 8)},
        "na-care": {"maya": _by_turns(0, 8)},
        "latam-care": {"rafael": _by_turns(0.5, 9)},
        "apac-care": {"haruka": _by_turns(13, 6)},
    }
)


def promised(which: int, zone: str) -> dict[str, Any]:
    """What one of the policies says, by working time in a zone; every fifth is round the clock."""
    hours = ALWAYS if ZONES.index(zone) % 5 == 4 else DAYS[ZONES.index(zone) % len(DAYS)]
    days = range(7 if which % 2 else 6)
    calendar = Calendar(zone, zone, {str(day): hours for day in days})
    return {**PROMISES[which], "calendar": calendar}
