"""How an adoption is told: in figures, ticket by ticket, and what became of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.desk.adoption_plan import Plan, Planned
from domain.spoken import duration, promise
from rulebook.publishing.outlook import ClockOutlook, Outlook

MOST_SHOWN: Final = 100
NOTHING: Final = timedelta(0)


def show(plan: Plan, console: Console) -> None:
    """Print what would change: the figures, then each ticket."""
    console.print(_figures(plan))
    console.print(_tickets(plan))
    if len(plan.changes) > MOST_SHOWN:
        more = len(plan.changes) - MOST_SHOWN
        console.print(f"… and {more:,} more; --json has them all.")
    for sentence in also(plan):
        console.print(escape(sentence), style="dim")


def also(plan: Plan) -> Iterator[str]:
    """What is left as it is, a sentence each."""
    if plan.alike:
        yield f"{_many(plan.alike)} already what the desk promises now."
    if plan.without_policy:
        yield f"no policy of the desk applies any more to: {', '.join(plan.without_policy)}"


def facts(one: Planned) -> dict[str, object]:
    """One ticket of the plan as JSON has it."""
    outlook = one.outlook
    return {
        "ticket": one.view.id,
        "team": one.view.team,
        "from": {"name": outlook.before.name, "version": outlook.before.version},
        "to": {"name": outlook.after.name, "version": outlook.after.version},
        "clocks": [
            {
                "target": clock.target,
                "before": clock.before and _due(clock.before.due_at, clock.before.state),
                "after": clock.after and _due(clock.after.due_at, clock.after.state),
            }
            for clock in outlook.clocks
        ],
        "steps_to_come": [step.name for step in outlook.steps_after],
        "counts_as_taken": list(outlook.counts_as_taken),
        "passed_over": list(outlook.passed),
        "at_once": list(outlook.at_once),
    }


def _due(at: object, state: object) -> dict[str, object]:
    return {"state": str(state), "due_at": None if at is None else str(at)}


def _many(count: int) -> str:
    return f"{count:,} open {'ticket has' if count == 1 else 'tickets have'}"


def _figures(plan: Plan) -> Table:
    """What happens how often, for each move from one policy to another."""
    counts: dict[str, Counter[str]] = {}
    for one in plan.changes:
        counts.setdefault(_move(one.outlook), Counter()).update(_counted(one.outlook))
    kinds = ("tickets", "due earlier", "due later", "something at once", "steps passed over")
    table = Table("policy", *kinds, box=None, padding=(0, 1))
    for move, counted in counts.items():
        table.add_row(escape(move), *(f"{counted[kind]:,}" for kind in kinds))
    return table


def _counted(outlook: Outlook) -> Mapping[str, int]:
    moved = [clock.moved for clock in outlook.clocks if clock.moved is not None]
    return {
        "tickets": 1,
        "due earlier": int(any(one < NOTHING for one in moved)),
        "due later": int(any(one > NOTHING for one in moved)),
        "something at once": int(bool(outlook.at_once)),
        "steps passed over": len(outlook.passed),
    }


def _move(outlook: Outlook) -> str:
    before, after = outlook.before, outlook.after
    name = after.name if before.name != after.name else ""
    return f"{before.name} {before.version} → {name} {after.version}".replace("  ", " ")


def _tickets(plan: Plan) -> Table:
    table = Table("ticket", "team", "policy", "what changes", box=None, padding=(0, 1))
    for one in plan.changes[:MOST_SHOWN]:
        words = "\n".join(_changes(one.outlook)) or "nothing that runs"
        table.add_row(one.view.id, one.view.team or "", _move(one.outlook), escape(words))
    return table


def _changes(outlook: Outlook) -> Iterator[str]:
    for clock in outlook.clocks:
        words = _of_clock(clock)
        if words:
            yield f"{promise(clock.target)}: {words}"
    if outlook.steps_after != outlook.steps_before:
        coming = ", ".join(step.name for step in outlook.steps_after)
        yield f"steps to come: {coming or 'none'}"
    if outlook.passed:
        yield f"passed over, as too late: {', '.join(outlook.passed)}"
    for sentence in outlook.at_once:
        yield f"at once: {sentence}"


def _of_clock(clock: ClockOutlook) -> str:
    if clock.before is None:
        return "promised from now on"
    if clock.after is None:
        return "promised no more"
    moved = clock.moved
    if moved is None:
        if clock.before.left == clock.after.left:
            return ""
        return f"{duration(clock.after.left or NOTHING)} left once it runs again"
    if not moved:
        return ""
    later = "later" if moved > NOTHING else "earlier"
    assert clock.after.due_at is not None
    return f"due {duration(abs(moved))} {later}, {clock.after.due_at:%Y-%m-%d %H:%M} UTC"
