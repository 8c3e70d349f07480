"""How a simulation is told: as a table for people, or as one JSON object."""

import json
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.spoken import duration
from domain.vocabulary import ClockState
from rulebook.simulating.simulation import Simulation
from rulebook.simulating.timeline import ClockBar, Moment, NotDone, Timeline, is_an_outcome

BAR = 20  # letters
LOUD = MappingProxyType(
    {
        "clock_breached": "bold red",
        "clock_warned": "yellow",
        "ticket_escalated": "magenta",
        "team_notified": "magenta",
        "nobody_was_on": "red",
        "ticket_handed_over": "cyan",
        "hand_over_lapsed": "red",
    }
)
STATES = MappingProxyType(
    {
        ClockState.RUNNING: "runs",
        ClockState.PAUSED: "stands still",
        ClockState.MET: "kept",
        ClockState.BREACHED: "breached",
    }
)


def tell(simulation: Simulation, timeline: Timeline, console: Console) -> None:
    """Print all of it, on the clock of the ticket's region."""
    zone = simulation.zone
    console.print(_supposed(simulation))
    console.print(_moments(timeline, zone))
    console.print(_clocks(timeline, zone))
    if timeline.refused:
        console.print(_refused(timeline.refused, zone))
    console.print(_stands(simulation, timeline))


def as_json(simulation: Simulation, timeline: Timeline) -> str:
    """All of it as one object: instants in UTC, lengths of time in seconds."""
    ticket = simulation.enacted.story.ticket
    told = {
        "policy": asdict(simulation.policy.reference),
        "supposed": asdict(simulation.supposed),
        "zone": simulation.zone.key,
        "opened": simulation.opened,
        "until": simulation.until,
        "moments": [_told(moment) for moment in timeline.moments],
        "clocks": [asdict(bar) for bar in timeline.clocks],
        "refused": [asdict(one) for one in timeline.refused],
        "stands": {
            "status": ticket.status,
            "priority": ticket.priority,
            "team": ticket.team,
            "assignee": ticket.assignee,
            "tags": ticket.tags,
            "looks_again": timeline.looks_again,
        },
    }
    return json.dumps(told, ensure_ascii=False, default=_plain)


def _told(moment: Moment) -> dict[str, object]:
    event = moment.event
    shown = {one.name: getattr(moment, one.name) for one in fields(moment) if one.name != "event"}
    because = asdict(event.because) if event.because else None
    return {**shown, "noticed": event.noticed, "because": because, "by": asdict(event.by)}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value).__name__} has no plain form")


def _supposed(simulation: Simulation) -> Text:
    policy, supposed = simulation.policy.reference, simulation.supposed
    known = f"in {supposed.region}, {supposed.tier}, {supposed.priority}, by {supposed.channel}"
    return Text.assemble(
        ("A ticket ", "bold"),
        (f"under {policy.name}, version {policy.version} ", "bold"),
        f"({known}, in {supposed.language}), on the clocks of {simulation.zone.key}\n",
    )


def _moments(timeline: Timeline, zone: ZoneInfo) -> Table:
    table = Table("", "when", "what, and why → who hears of it", box=None, padding=(0, 1))
    for moment in timeline.moments:
        is_quiet = is_an_outcome(moment.event)
        said = Text(moment.said, "dim" if is_quiet else LOUD.get(moment.kind, ""))
        if moment.why:
            said.append(f"  [{moment.why}]", "dim")
        if moment.told and not is_quiet:
            said.append(f"  → {', '.join(moment.told)}", "cyan")
        table.add_row(str(moment.number), _when(moment.at, zone), said)
    return table


def _clocks(timeline: Timeline, zone: ZoneInfo) -> Table:
    table = Table("clock", "used", "", "due", "pauses", box=None, padding=(0, 1))
    for bar in timeline.clocks:
        late = bar.broke is not None
        due = _when(bar.due_at, zone) if bar.due_at else ""
        used = f"{duration(bar.used)} of {duration(bar.budget)}"
        state = Text(STATES[bar.state], "bold red" if late else "green")
        name = bar.target.replace("_", " ")
        table.add_row(name, Text.assemble(_bar(bar), f" {used}"), state, due, str(len(bar.pauses)))
    return table


def _bar(bar: ClockBar) -> Text:
    share = min(bar.used / bar.budget, 1.0)
    full = round(BAR * share)
    return Text.assemble(("█" * full, "red" if bar.broke else "green"), ("░" * (BAR - full), "dim"))


def _refused(refused: tuple[NotDone, ...], zone: ZoneInfo) -> Table:
    table = Table("when", "refused", "why", box=None, padding=(0, 1))
    for one in refused:
        table.add_row(_when(one.at, zone), one.what.replace("_", " "), Text(one.why))
    return table


def _stands(simulation: Simulation, timeline: Timeline) -> Text:
    ticket, zone = simulation.enacted.story.ticket, simulation.zone
    holder = ticket.assignee or ticket.team or "nobody"
    said = f"\nAt {_when(simulation.until, zone)} it is {ticket.status}, with {holder}"
    if timeline.looks_again is not None:
        said += f"; the desk looks again at {_when(timeline.looks_again, zone)}"
    return Text(f"{said}.", "bold")


def _when(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %H:%M:%S}"
