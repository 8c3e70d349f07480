"""Promises that end, and steps that come, later than a ticket's frozen calendar can tell."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from domain.hours import BusinessHours, NeverOpen
from domain.spoken import duration
from domain.vocabulary import Target
from rulebook.checking.workable import Workable
from rulebook.facts import FROZEN_DAYS, Desk
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.values import OF_THE_REGION
from rulebook.staffing import DeskStaffing

_LONGEST: Final = timedelta(days=FROZEN_DAYS)


def too_late(sources: Sources, able: Workable, now: datetime) -> Iterator[Finding]:
    """A warning for each target that takes longer than holidays are known; `now` is aware.

    8 hours is a whole day of work: who writes 200 days has mostly meant something else.
    """
    staffing = DeskStaffing(able.desk)
    for file in sources.policies:
        hours = {name: staffing.hours(name, now) for name in _calendars(file, able.desk)}
        for target, budget in file.says.targets.items():
            late = next((name for name in hours if _ends(hours[name], now, budget) is None), None)
            if late is not None:
                yield _finding(file, target, late)


def _calendars(file: Written[PolicyFile], desk: Desk) -> Iterator[str]:
    """In whose working time the policy may count."""
    says = file.says
    if says.calendar != OF_THE_REGION:
        yield from (name for name in [says.calendar] if name in desk.calendars)
        return
    for name, region in desk.regions.items():
        if says.applies_to.region is None or name in says.applies_to.region:
            yield region.calendar


def _ends(hours: BusinessHours, now: datetime, budget: timedelta) -> datetime | None:
    """When a budget that begins now is spent; None where that is later than is known."""
    try:
        due = hours.due(now, budget)
    except NeverOpen:
        return None
    return due if due - now <= _LONGEST else None


def _finding(file: Written[PolicyFile], target: Target, calendar: str) -> Finding:
    budget = duration(file.says.targets[target])
    said = f"{budget} of working time of {calendar} take longer than {FROZEN_DAYS} days"
    write = "promise less: 8 hours is a whole day of work"
    return file.finding(("targets", target), f"targets.{target}: {said}; {write}", Severity.WARNING)
