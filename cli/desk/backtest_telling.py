"""How a backtest is told in a terminal: bars, a table, what changes and why, what it rests on."""

from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.spoken import duration, instant
from rulebook.backtesting.comparison import Change
from rulebook.backtesting.drawing import COUNTED, TIMED, Row, rows_of, time_left
from rulebook.backtesting.report import Changed, Reason, Report

WIDEST = 40  # of a bar, in letters
MOST_REASONS = 12
MOST_TICKETS = 20


def tell(report: Report, console: Console) -> None:
    """Print all of it."""
    period = f"{instant(report.since)} to {instant(report.until)}"
    tickets, changed = report.tickets, len(report.changed)
    console.print(f"{tickets:,} tickets of {', '.join(report.regions)}, opened from {period}.")
    console.print(f"[bold]{changed:,} of them would have gone otherwise.[/bold]\n")
    console.print(_bars(report))
    console.print(_figures(report))
    console.print(_times(report))
    if report.changed:
        console.print(_reasons(report))
        console.print(_tickets(report))
        if changed > MOST_TICKETS:
            console.print(f"… and {changed - MOST_TICKETS:,} more; --json has them all.\n")
    for sentence in report.supposed():
        console.print(f"· {escape(sentence)}", style="dim")


def _bars(report: Report) -> Table:
    """The plot: one pair of bars for each thing that is counted."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    before, after = report.before.total.counts, report.after.total.counts
    most = max(1, *(max(before[what], after[what]) for what in COUNTED))
    for what, name in COUNTED.items():
        for side, style, count in (("before", "dim", before[what]), ("after", "blue", after[what])):
            bar = "█" * round(WIDEST * count / most) or ("▏" if count else "")
            shown = name if side == "before" else ""
            table.add_row(shown, f"[{style}]{side}[/]", f"[{style}]{bar}[/] {count:,}")
    return table


def _figures(report: Report) -> Table:
    """What is counted."""
    table = Table("", "tickets", *COUNTED.values(), box=None, padding=(0, 1))
    _fill(table, report, _counts)
    return table


def _times(report: Report) -> Table:
    """Working time left as promises were kept: the median, and what the worst tenth had."""
    table = Table("", *TIMED.values(), box=None, padding=(0, 1), title="Working time left")
    _fill(table, report, _left)
    return table


def _fill(table: Table, report: Report, cells: Callable[[Row], Iterator[str]]) -> None:
    for row in rows_of(report):
        if row.section:
            table.add_row(f"[bold]{row.section}[/bold]")
        else:
            table.add_row(escape(row.name), *cells(row))


def _counts(row: Row) -> Iterator[str]:
    before, after = row.before, row.after
    yield _beside(f"{before.tickets:,}", f"{after.tickets:,}")
    for what in COUNTED:
        yield _beside(f"{before.counts[what]:,}", f"{after.counts[what]:,}")


def _left(row: Row) -> Iterator[str]:
    for target, share in TIMED:
        yield _beside(time_left(row.before, target, share), time_left(row.after, target, share))


def _beside(before: str, after: str) -> str:
    return before if before == after else f"{before} → [bold]{after}[/bold]"


def _reasons(report: Report) -> Table:
    table = Table("tickets", "begins with", "by the rule", box=None, title="Why", padding=(0, 1))
    for reason in report.reasons()[:MOST_REASONS]:
        table.add_row(f"{reason.tickets:,}", _begins(reason), escape(_rule(reason)))
    return table


def _begins(reason: Reason) -> str:
    return f"{reason.kind.replace('_', ' ')}, {reason.change}"


def _rule(reason: Reason) -> str:
    if not reason.policy:
        return reason.rule
    return f"{reason.rule} ({reason.policy}, version {reason.version})"


def _tickets(report: Report) -> Table:
    table = Table("ticket", "when (UTC)", "what, and why", box=None, padding=(0, 1))
    for one in report.changed[:MOST_TICKETS]:
        table.add_row(one.ticket, f"{one.first.at:%Y-%m-%d %H:%M:%S}", escape(_said(one)))
    return table


def _said(changed: Changed) -> str:
    first = changed.first
    led_by = {
        Change.NEW: "new: ",
        Change.GONE: "no longer: ",
        Change.EARLIER: f"{duration(first.moved)} earlier: ",
        Change.LATER: f"{duration(first.moved)} later: ",
        Change.OTHERWISE: "otherwise: ",
        Change.REFUSED: "",
    }
    return led_by[first.change] + first.sentence
