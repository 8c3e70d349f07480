"""Rota gaps: when, in the coming weeks, nobody who is on speaks a language of a region.

Looked at is the time in which the region's people work and its own policies count. Who is on are
the people of those teams that its routing rules name.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, reduce
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale

from domain.shifts import Shift
from domain.spans import Span, between, joined, within, without
from domain.ticket import same_language
from rulebook.checking.weeks import listed, midnight, spoken
from rulebook.checking.workable import Workable
from rulebook.facts import Desk
from rulebook.on_duty import openings
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.sources import Sources
from rulebook.staffing import DeskStaffing, people

WEEKS: Final = 4
_DAY: Final = timedelta(days=1)
Shifts = Mapping[str, Sequence[Shift]]  # of each team


def rota_gaps(sources: Sources, able: Workable, now: datetime) -> Iterator[Finding]:
    """A warning for each time at which a language, or a team, is left alone; `now` is aware."""
    staffing = DeskStaffing(able.desk)
    shifts = coming_shifts(able.desk, staffing, now)
    yield from _never_on(sources, shifts)
    yield from _only_claimed(sources, able.desk)
    for region in able.takers:
        yield from Cover(able, region, staffing, shifts, now).gaps(sources)


def spoken_by_nobody(able: Workable, region: str) -> tuple[str, ...]:
    """The languages of a region that none of those speaks who get its tickets."""
    teams = able.takers.get(region, ())
    languages = able.desk.regions[region].languages if teams else ()
    return tuple(one for one in languages if not _speakers(able.desk, teams, one))


def coming_shifts(desk: Desk, staffing: DeskStaffing, now: datetime) -> Shifts:
    """The shifts of the coming weeks, from yesterday on; by its calendar, a team has one each."""
    weeks = [now - _DAY + week * 7 * _DAY for week in range(WEEKS + 1)]
    frame = (weeks[0], weeks[-1] + 7 * _DAY)
    found: dict[str, tuple[Shift, ...]] = {}
    for name, team in desk.teams.items():
        if name in desk.rosters:
            by_week = (staffing.roster(name, week.year).week(week) for week in weeks)
            found[name] = tuple(dict.fromkeys(chain.from_iterable(by_week)))
        else:
            spans = [*openings(staffing.hours(team.calendar, weeks[0]), frame)]
            found[name] = tuple(Shift(*span, agent) for span in spans for agent in people(team))
    return found


def _never_on(sources: Sources, shifts: Shifts) -> Iterator[Finding]:
    for file in sources.rosters:
        team = file.says.team
        if team in shifts and not shifts[team]:
            said = f"nobody of {team} is on in the coming {WEEKS} weeks; write shifts for them"
            yield file.finding(("shifts",), said, Severity.WARNING)


def _only_claimed(sources: Sources, desk: Desk) -> Iterator[Finding]:
    """Tickets are routed by what a team speaks, so somebody of it should."""
    for name, team in desk.teams.items():
        for index, language in enumerate(team.languages):
            if not _speakers(desk, (name,), language):
                said = f"nobody of {name} speaks {_called(language)}"
                write = f"leave out {language}, or write it with whoever does"
                place: Place = ("teams", name, "languages", index)
                yield sources.teams.finding(place, f"{said}; {write}", Severity.WARNING)


class Cover:
    """Who of some teams is on in the coming weeks, while a region's tickets count."""

    def __init__(
        self, able: Workable, region: str, staffing: DeskStaffing, shifts: Shifts, now: datetime
    ) -> None:
        desk, self._staffing = able.desk, staffing
        self._desk, self._region, self._teams = desk, desk.regions[region], able.takers[region]
        self._shifts = [shift for team in self._teams for shift in shifts[team]]
        self._zone = ZoneInfo(desk.calendars[self._region.calendar].zone)
        today = now.astimezone(self._zone).date()
        last = today + WEEKS * 7 * _DAY
        self._frame = (midnight(today, self._zone), midnight(last, self._zone))

    def gaps(self, sources: Sources) -> Iterator[Finding]:
        """A warning for those languages together that are spoken and not spoken at one time."""
        alone = self.deserted()
        if alone:
            yield self._finding(sources, 0, alone, "nobody is on", "give somebody a shift then")
        alike: dict[tuple[Span, ...], list[int]] = defaultdict(list)
        for index, language in enumerate(self._region.languages):
            speakers = _speakers(self._desk, self._teams, language)
            missing = tuple(reduce(without, alone, self.silent(language)))
            if speakers and missing:
                alike[missing].append(index)
        for missing, indexes in alike.items():
            languages = [self._region.languages[index] for index in indexes]
            each = (_speakers(self._desk, self._teams, one) for one in languages)
            names = listed(sorted(set().union(*each)))
            said = f"nobody speaks {listed([_called(one) for one in languages])}"
            write = f"give a shift then to somebody who does ({names})"
            yield self._finding(sources, indexes[0], missing, said, write)

    def deserted(self) -> list[Span]:
        """When nobody at all is on."""
        return self._without({shift.agent for shift in self._shifts})

    def silent(self, language: str) -> list[Span]:
        """When nobody is on who speaks a language."""
        return self._without(_speakers(self._desk, self._teams, language))

    def _finding(
        self, sources: Sources, index: int, spans: Sequence[Span], said: str, write: str
    ) -> Finding:
        when = spoken(spans, self._zone, WEEKS)
        place: Place = ("regions", self._region.name, "languages", index)
        words = f"in {self._region.name}, {when} {said}, by the clock of {self._zone.key}; {write}"
        return sources.regions.finding(place, words, Severity.WARNING)

    @cached_property
    def _counted(self) -> list[Span]:
        """When the region's own calendar is open, or that of a policy of its own."""
        names = {self._region.calendar}
        for policy in self._desk.policies:
            if self._region.name in policy.applies_to.get("region", ()) and policy.calendar:
                names.add(policy.calendar)
        spans = (
            span
            for name in names & self._desk.calendars.keys()
            for span in openings(self._staffing.hours(name, self._frame[0]), self._frame)
        )
        return within(joined(spans), self._frame)

    def _without(self, people: set[str]) -> list[Span]:
        """When what counts finds none of these people on."""
        on = joined((one.start, one.end) for one in self._shifts if one.agent in people)
        return [gap for span in self._counted for gap in between(on, span)]


def _speakers(desk: Desk, teams: Sequence[str], language: str) -> set[str]:
    return {
        member.id
        for team in teams
        for member in desk.teams[team].members
        if any(same_language(one, language) for one in member.languages)
    }


def _called(language: str) -> str:
    """The English name of a language."""
    names = Locale("en").languages
    return str(
        names.get(language.replace("-", "_")) or names.get(language.partition("-")[0]) or language
    )
