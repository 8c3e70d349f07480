"""A simulation as a picture: an SVG that reads well on light and on dark ground."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from domain.relay_events import NobodyWasOn, TeamNotified, TicketHandedOver
from domain.spans import Span, between
from domain.spoken import duration
from domain.vocabulary import ActorKind, Status
from rulebook.drawings.filled import filled
from rulebook.on_duty import openings
from rulebook.simulating.axis import Axis, Scale, axis_of
from rulebook.simulating.pictures import Band, ClockRow, Lane, Line, Mark, Row, TeamRow
from rulebook.simulating.simulation import Simulation
from rulebook.simulating.timeline import ClockBar, Moment, Timeline, is_an_outcome
from rulebook.staffing import DeskStaffing

WIDTH: Final = 1200
LEFT: Final = 20
PLOT: Final = 190  # where time begins
END: Final = WIDTH - 56  # and where it ends: the last label stands behind its tick
TEAM, CLOCK, LANE, LINE = 22, 26, 32, 16  # heights of a row
MOST_LETTERS: Final = 140  # of a line of the list
CLOSE: Final = 34  # marks that are nearer than this are told as one
LANES: Final = (
    ("customer", "the customer"),
    ("agent", "agents"),
    ("desk", "the desk decides"),
    ("told", "agents are told"),
)


def drawn(simulation: Simulation, timeline: Timeline) -> str:
    """The simulation as an SVG. Pure; everything that somebody wrote is escaped and isolated."""
    picture = _Picture(simulation, timeline)
    return filled("timeline.svg.jinja", picture.parts())


class _Picture:
    """Where everything stands, from top to bottom."""

    def __init__(self, simulation: Simulation, timeline: Timeline) -> None:
        self._simulation, self._timeline = simulation, timeline
        self._zone = simulation.zone
        self._frame: Span = (simulation.opened, simulation.until)
        self._scale = Scale(self._frame, PLOT, END)

    def parts(self) -> dict[str, object]:
        """What the template fills in."""
        teams_y = 104
        teams = tuple(self._teams(teams_y + 8))
        clocks_y = teams_y + 8 + TEAM * len(teams) + 24
        clocks = tuple(self._clocks(clocks_y + 8))
        lanes_y = clocks_y + 8 + CLOCK * len(clocks) + 24
        lanes = tuple(self._lanes(lanes_y + 8))
        bottom = lanes_y + 8 + LANE * len(lanes)
        lines = tuple(self._lines(bottom + 30))
        height = lines[-1].y + LINE * len(lines[-1].rows) + 10 if lines else bottom + 20
        return {
            "width": WIDTH,
            "height": height,
            "left": LEFT,
            "right": END,
            "title": self._title(),
            "subtitle": self._subtitle(),
            "axis": self._axis(bottom),
            "teams": teams,
            "teams_y": teams_y,
            "teams_title": "who is on, and who has the ticket",
            "working": tuple(self._working()),
            "clocks": clocks,
            "clocks_y": clocks_y,
            "clocks_title": "clocks, and the working time in which they count",
            "lanes": lanes,
            "lanes_y": lanes_y,
            "lanes_title": "what happens",
            "lines": lines,
        }

    def _title(self) -> str:
        policy = self._simulation.policy.reference
        return f"A ticket under {policy.name}, version {policy.version}"

    def _subtitle(self) -> str:
        supposed = self._simulation.supposed
        region = self._simulation.desk.regions[supposed.region]
        facts = [region.title, supposed.tier, f"{supposed.priority} priority", supposed.channel]
        facts += [f"in {supposed.language}", f"opens {self._when(self._simulation.opened)}"]
        return " · ".join(facts)

    def _axis(self, bottom: int) -> Axis:
        return axis_of(self._scale, self._zone, y=78, bottom=bottom)

    def _teams(self, top: int) -> Iterator[TeamRow]:
        staffing = DeskStaffing(self._simulation.desk)
        held = _held(self._timeline.moments, self._frame[1])
        for place, name in enumerate(self._involved()):
            on = (self._band(span, f"{name} is on") for span in self._shifts(staffing, name))
            has = (self._band(span, f"{name} has it") for team, span in held if team == name)
            yield TeamRow(name, top + place * TEAM, tuple(on), tuple(has))

    def _involved(self) -> list[str]:
        """The teams that have the ticket, are told of it, or were sought, in this order."""
        had = [one.team for one in self._timeline.moments]
        sought = [
            one.event.team
            for one in self._timeline.moments
            if isinstance(one.event, TeamNotified | NobodyWasOn | TicketHandedOver)
        ]
        known = self._simulation.desk.teams
        return [name for name in dict.fromkeys((*had, *sought)) if name and name in known]

    def _shifts(self, staffing: DeskStaffing, team: str) -> Iterator[Span]:
        desk = self._simulation.desk
        if team in desk.rosters:
            roster = staffing.roster(team, self._frame[0].year)
            yield from between(roster.gaps(*self._frame), self._frame)
        else:
            hours = staffing.hours(desk.teams[team].calendar, self._frame[0])
            yield from openings(hours, self._frame)

    def _working(self) -> Iterator[Band]:
        hours = self._simulation.enacted.story.policy.calendar.hours()
        return (self._band(span, "working time") for span in openings(hours, self._frame))

    def _clocks(self, top: int) -> Iterator[ClockRow]:
        numbers: dict[str, int] = {}
        for place, bar in enumerate(self._timeline.clocks):
            numbers[bar.target] = numbers.get(bar.target, 0) + 1
            name = bar.target.replace("_", " ")
            name += f" {numbers[bar.target]}" if numbers[bar.target] > 1 else ""
            title = f"{name}: {duration(bar.used)} of {duration(bar.budget)} used"
            yield ClockRow(
                name=name,
                y=top + place * CLOCK,
                title=title,
                parts=tuple(self._parts_of(bar)),
                marks=tuple(self._marks_of(bar)),
            )

    def _parts_of(self, bar: ClockBar) -> Iterator[Band]:
        end = min(bar.ended or self._frame[1], self._frame[1])
        still = [(began, ended or end) for began, ended in bar.pauses]
        for span in between(still, (bar.began, end)):
            cut = min(max(bar.broke, span[0]), span[1]) if bar.broke else span[1]
            if span[0] < cut:
                yield self._band((span[0], cut), "the clock runs", "runs")
            if cut < span[1]:
                yield self._band((cut, span[1]), "late", "late")
        for began, ended in still:
            if began < min(ended, end):
                yield self._band((began, min(ended, end)), "the clock stands still", "still")

    def _marks_of(self, bar: ClockBar) -> Iterator[Mark]:
        for at in bar.warned:
            yield self._mark(at, "warns", "warning")
        if bar.broke is not None:
            yield self._mark(bar.broke, "breached", "breach")
        elif bar.due_at is not None and bar.due_at <= self._frame[1]:
            yield self._mark(bar.due_at, "due", "due")
        if bar.ended is not None and bar.ended <= self._frame[1]:
            yield self._mark(bar.ended, "kept" if bar.broke is None else "kept, late", "kept")

    def _lanes(self, top: int) -> Iterator[Lane]:
        for place, (key, name) in enumerate(LANES):
            moments = [one for one in self._timeline.moments if _lane_of(one) == key]
            marks = tuple(self._clustered(moments))
            yield Lane(key, name, top + place * LANE, marks)

    def _clustered(self, moments: Sequence[Moment]) -> Iterator[Mark]:
        """A mark for each moment; those that would cover each other are one."""
        near: list[Moment] = []
        for moment in sorted(moments, key=lambda one: (one.at, one.number)):
            if near and self._scale.x(moment.at) - self._scale.x(near[0].at) >= CLOSE:
                yield self._of_all(near)
                near = []
            near.append(moment)
        if near:
            yield self._of_all(near)

    def _of_all(self, near: Sequence[Moment]) -> Mark:
        numbers = sorted(one.number for one in near)
        label = f"{numbers[0]}" if len(near) == 1 else f"{numbers[0]}…{numbers[-1]}"
        title = " ".join(f"{one.number}: {one.said}" for one in near)
        return Mark(self._scale.x(near[0].at), title, label=label)

    def _lines(self, top: int) -> Iterator[Line]:
        y = top
        for moment in self._timeline.moments:
            said = textwrap.wrap(moment.said, MOST_LETTERS) or [""]
            told = f"tells {', '.join(moment.told)}" if moment.told else ""
            why = " — ".join(part for part in (moment.why, told) if part)
            rows = [Row(each) for each in said]
            rows += [Row(each, quiet=True) for each in textwrap.wrap(why, MOST_LETTERS)]
            yield Line(y, moment.number, self._when(moment.at), tuple(rows))
            y += LINE * len(rows) + 4

    def _when(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%a %d %b %H:%M:%S}"

    def _band(self, span: Span, title: str, kind: str = "") -> Band:
        start, end = self._scale.x(span[0]), self._scale.x(span[1])
        said = f"{title}: {self._when(span[0])} to {self._when(span[1])}"
        return Band(start, round(end - start, 1), said, kind)

    def _mark(self, at: datetime, title: str, kind: str) -> Mark:
        return Mark(self._scale.x(at), f"{title}: {self._when(at)}", kind)


def _lane_of(moment: Moment) -> str | None:
    if is_an_outcome(moment.event):
        return "told" if moment.kind == "notification_reported" else None
    kinds = {ActorKind.CUSTOMER: "customer", ActorKind.AGENT: "agent", ActorKind.BOT: "agent"}
    if isinstance(moment.event, TeamNotified):
        return "told"
    return kinds.get(moment.event.by.kind, "desk")


def _held(moments: Sequence[Moment], until: datetime) -> list[tuple[str, Span]]:
    """Which team had the ticket, and from when until when."""
    held: list[tuple[str, Span]] = []
    ends = [*(one.at for one in moments[1:]), until]
    for moment, end in zip(moments, ends, strict=True):
        if moment.team is None or moment.status is Status.CLOSED or end <= moment.at:
            continue
        if held and held[-1][0] == moment.team:
            held[-1] = (moment.team, (held[-1][1][0], max(end, held[-1][1][1])))
        else:
            held.append((moment.team, (moment.at, end)))
    return held
