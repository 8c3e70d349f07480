"""Policies' steps: teams and replies that are there, an order, and nothing that never happens."""

from collections.abc import Collection, Iterator

from domain.policy import Unless
from domain.spoken import duration
from domain.vocabulary import Priority, Target
from rulebook.checking.known import Known
from rulebook.checking.sense_of_ladders import ladder_offences
from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.names import unknown
from rulebook.reading.salvage import Written
from rulebook.reading.sources import Sources
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.steps import StepPart
from rulebook.schemas.values import OF_THE_REGION

_MOVES = ("hand_over_to", "assign_to")
# What a step does besides, and never in vain.
_DEEDS = ("raise_priority_to", "notify", "page_until_claimed", "reply_with", "tag", "take_back")
_Policy = Written[PolicyFile]


class _Anything(Collection[str]):
    """The names of a file that cannot be read: any might be among them."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def ladders(sources: Sources, known: Known) -> Iterator[Finding]:
    """What is wrong with what policies promise and do."""
    for file in sources.policies:
        if file.says.calendar != OF_THE_REGION:
            said = unknown("calendar", file.says.calendar, known.calendars)
            if said:
                yield file.finding(("calendar",), said)
        yield from _promises(file)
        yield from _agreement(file, sources, known)
        yield from _circles(file)
        for index in range(len(file.says.steps)):
            yield from _in_vain(file, index)


def _promises(file: _Policy) -> Iterator[Finding]:
    """Both count from the opening, in one calendar's time, and a solution answers, too."""
    first, solve = (file.says.targets.get(one) for one in (Target.FIRST_REPLY, Target.SOLVE))
    if first is not None and solve is not None and solve < first:
        said = f"solve is promised before first_reply ({duration(solve)}, and {duration(first)})"
        write = "write a longer time, or promise the first reply sooner"
        yield file.finding(("targets", Target.SOLVE), f"{said}; {write}", Severity.WARNING)


def _agreement(file: _Policy, sources: Sources, known: Known) -> Iterator[Finding]:
    teams = _Anything() if known.teams is None else known.teams
    for place, said in ladder_offences(file.says, teams, sources.replies):
        is_of_time = place[0] == "warn_at" or place[-1] == "at"
        # Moments are compared by the targets, and by the numbers of all steps.
        is_clear = file.is_whole("targets") and file.has_all_keys("steps")
        if is_clear or not is_of_time:
            yield file.finding(place, said)


def _circles(file: _Policy) -> Iterator[Finding]:
    """A team that gets a ticket, loses it and gets it again: so people pass work round."""
    passed: list[tuple[int, str]] = []  # each step that moves the ticket, with the team
    for index, step in enumerate(file.says.steps):
        verb, team = _move(step)
        if not team:
            continue
        before = next((each for each, had in passed if had == team), None)
        if before is not None and passed[-1][1] != team:
            round_trip = " to ".join((*(had for each, had in passed if each >= before), team))
            said = f"a circle of hand-overs: {round_trip}"
            write = "hand it to a team that has not had it, or leave the step out"
            yield file.finding(("steps", index, verb), f"{said}; {write}")
        passed.append((index, team))


def _in_vain(file: _Policy, index: int) -> Iterator[Finding]:
    """What a step can never do."""
    steps = file.says.steps
    step, place = steps[index], ("steps", index)
    if step.take_back and step.unless is Unless.CLAIMED:
        said = "it is not taken while somebody has the ticket, so it never takes one back"
        yield file.finding((*place, "take_back"), f"{said}; leave out unless, or take_back")
    verb, team = _move(step)
    rival = next((each for each in steps[:index] if _moves_first(each, step)), None)
    if team and rival is not None:
        said = f"it never moves the ticket: {_line(file, steps.index(rival))} does at that instant"
        yield file.finding((*place, verb), f"{said}; give it another moment, or leave it out")
    else:
        yield from _no_move(file, index)
    yield from _no_raise(file, index)


def _moves_first(one: StepPart, other: StepPart) -> bool:
    """Of several moves of one instant only the first is made (domain.passing)."""
    return bool(_move(one)[1]) and one.moment == other.moment and _is_certain(one)


def _no_move(file: _Policy, index: int) -> Iterator[Finding]:
    """A team that was assigned the ticket, so that it has it still, unless a colleague moved it."""
    steps = file.says.steps
    step, (verb, team) = steps[index], _move(steps[index])
    number = max((each for each in range(index) if _move(steps[each])[1]), default=None)
    if number is None or team is None or any(getattr(step, deed) for deed in _DEEDS):
        return
    # What was handed over and not acknowledged has gone on, and may well come back.
    was_assigned = _move(steps[number]) == ("assign_to", team)
    if was_assigned and _surely_before(steps[number], step):
        said = f"{team} has the ticket already, by {_line(file, number)}; name another team"
        yield file.finding(("steps", index, verb), said, Severity.WARNING)


def _no_raise(file: _Policy, index: int) -> Iterator[Finding]:
    """A priority that no ticket can be raised to, or that each has by then."""
    step, place = file.says.steps[index], ("steps", index, "raise_priority_to")
    wanted = step.raise_priority_to
    if wanted is None:
        return
    if wanted is Priority.LOW:
        said = "nothing is ever raised to low, which is the lowest; write normal, high or urgent"
        yield file.finding(place, said)
        return
    opened = file.says.applies_to.priority
    if opened and wanted.rank <= min(one.rank for one in opened):
        said = f"every ticket of this policy opens with {wanted} at least; name a higher one"
        yield file.finding(place, said, Severity.WARNING)
    for number, earlier in enumerate(file.says.steps[:index]):
        raised = earlier.raise_priority_to
        if raised and raised.rank >= wanted.rank and _surely_before(earlier, step):
            said = f"{_line(file, number)} has raised it to {raised} by then; name a higher one"
            yield file.finding(place, said, Severity.WARNING)
            return


def _surely_before(one: StepPart, other: StepPart) -> bool:
    """Whether a step was taken whenever a later one is: the same clock leads to both."""
    return one.moment.target is other.moment.target and _is_certain(one)


def _is_certain(step: StepPart) -> bool:
    return step.unless is None and not step.in_working_time


def _move(step: StepPart) -> tuple[str, str | None]:
    found = ((verb, getattr(step, verb)) for verb in _MOVES)
    return next(((verb, team) for verb, team in found if team), ("", None))


def _line(file: _Policy, index: int) -> str:
    place: Place = ("steps", index)
    return f"the step in line {file.document.lines[place]}"
