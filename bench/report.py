"""How a benchmark is asked for and what it tells: a table, or JSON, and whether its bounds held."""

import argparse
import asyncio
import json
import logging
import tempfile
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from rich.console import Console
from rich.table import Table

from bench.parts import load

Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much
Sizes = Mapping[str, int]
Measure = Callable[[Path, Sizes, Progress], Coroutine[Any, Any, Sequence["Report"]]]
MOST_FAULTS = 5  # that are printed; JSON has them all


def quietly(what: str, done: int, of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, with the bound that it has to keep, if it has one."""

    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it lies within its bound."""
        high_enough = self.at_least is None or self.value >= self.at_least
        return high_enough and (self.at_most is None or self.value <= self.at_most)

    @property
    def bound(self) -> str:
        """The bound as a person reads it."""
        least = f"at least {self.at_least:g}" if self.at_least is not None else ""
        most = f"at most {self.at_most:g}" if self.at_most is not None else ""
        return least or most

    def facts(self) -> dict[str, object]:
        """The figure as JSON says it."""
        return {
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "bound": self.bound or None,
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark found: its figures, and a sentence for each thing that was wrong."""

    title: str
    figures: Sequence[Figure]
    faults: Sequence[str] = ()
    load: str = field(default_factory=load)

    @property
    def kept(self) -> bool:
        """Whether nothing was wrong and every bound was kept."""
        return not self.faults and all(figure.kept for figure in self.figures)

    def table(self) -> Table:
        """The figures as a person reads them."""
        table = Table("what", "figure", "bound", "", title=self.title)
        for figure in self.figures:
            said = _number(figure.value) + f" {figure.unit}".rstrip()
            verdict = "" if not figure.bound else "kept" if figure.kept else "[red]missed[/red]"
            table.add_row(figure.what, said, figure.bound, verdict)
        table.add_row("load of the machine", self.load)
        return table

    def facts(self) -> dict[str, object]:
        """The report as JSON says it."""
        return {
            "title": self.title,
            "figures": [figure.facts() for figure in self.figures],
            "faults": list(self.faults),
            "load": self.load,
            "kept": self.kept,
        }


def command(name: str, description: str | None, sizes: Sizes, measure: Measure, *given: str) -> int:
    """Read the sizes from the command line, measure, tell; 1 where a promise was not kept."""
    wishes = argparse.ArgumentParser(prog=f"python -m {name}", description=description)
    for size, usual in sizes.items():
        wishes.add_argument(f"--{size}", type=_positive, default=usual, help=f"{usual} as it is")
    wishes.add_argument("--json", action="store_true", help="one line of JSON instead of tables")
    asked = vars(wishes.parse_args(given or None))
    as_json = asked.pop("json")
    # The desk's own warnings would stand in the midst of what is told here.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    wanted = {name.replace("_", "-"): size for name, size in asked.items()}
    reports = _measured(wanted, measure)
    tell(reports, as_json=as_json)
    return int(not all(report.kept for report in reports))


def tell(reports: Iterable[Report], *, as_json: bool) -> None:
    """Print what was found, on standard output."""
    if as_json:
        print(json.dumps([report.facts() for report in reports]))
        return
    console = Console()
    for report in reports:
        console.print(report.table())
        for fault in report.faults[:MOST_FAULTS]:
            console.print(fault, style="red")
        if len(report.faults) > MOST_FAULTS:
            console.print(f"… and {len(report.faults) - MOST_FAULTS} more", style="red")


def quantile(values: Iterable[float], share: float) -> float:
    """The least of the values that `share` of them do not exceed."""
    in_order = sorted(values)
    return in_order[max(0, -(-int(share * 100) * len(in_order) // 100) - 1)]


def _measured(sizes: Sizes, measure: Measure) -> Sequence[Report]:
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder, console.status("starting") as status:

        def progress(what: str, done: int, of: int) -> None:
            status.update(f"{what}: {done:,} of {of:,}")

        return asyncio.run(measure(Path(folder), sizes, progress))


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise argparse.ArgumentTypeError("write a whole number from 1 on")
    return number


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.2f}"
