"""How good each way of the local engine is, on parallel lines: the table of `language/routes.py`.

`python -m bench.routes --lines FOLDER --count 100`, with a folder as `bench.translation` takes it.
Of a pair's routes the engine takes one alone; here each is measured whose programs are installed.
The lines go along it all at once and unmasked, so that it is the route that is measured.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.chrf import chrf
from bench.translation import CannotMeasure, lines_of
from language.engine import EngineFailed
from language.local import LocalEngine
from language.routes import ROUTES, Route


@dataclass(frozen=True, slots=True)
class Measured:
    """A route's chrF here, and what the table says of it; a line that failed counts as it is."""

    route: str
    chrf: float
    table: float
    failed: int


def measured(engine: LocalEngine, folder: Path, count: int) -> Iterator[Measured]:
    """Each route of which both languages have lines, in the table's order."""
    hops = engine.hops()
    for route in ROUTES:
        if not hops.issuperset(route.hops):
            continue
        try:
            given, wanted = (lines_of(folder, language, count) for language in route.pair)
        except CannotMeasure:
            continue
        answers, failed = _along(engine, route, given)
        name = ">".join([route.pair[0], *(target for _, target in route.hops)])
        yield Measured(name, round(chrf(answers, wanted), 1), route.chrf, failed)


def _along(engine: LocalEngine, route: Route, lines: Sequence[str]) -> tuple[list[str], int]:
    """The lines' translations, and how many have none."""
    try:
        answers = engine.along(route, "\n".join(lines)).split("\n")
    except EngineFailed:
        answers = []
    if len(answers) == len(lines):
        return answers, 0
    one_by_one = [_line(engine, route, line) for line in lines]
    said = [answer or line for answer, line in zip(one_by_one, lines, strict=True)]
    return said, one_by_one.count(None)


def _line(engine: LocalEngine, route: Route, line: str) -> str | None:
    try:
        return engine.along(route, line)
    except EngineFailed:
        return None


def main(given: Sequence[str] | None = None) -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.routes", description=__doc__)
    parser.add_argument("--lines", type=Path, required=True, help="the folder of parallel lines")
    parser.add_argument("--count", type=int, default=100, help="how many lines of each language")
    parser.add_argument("--seconds", type=float, default=300.0, help="the limit for one route")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(given)
    engine = LocalEngine(arguments.seconds)
    found = list(measured(engine, arguments.lines, arguments.count))
    if not found:
        parser.error(f"no route is installed here whose languages have lines in {arguments.lines}")
    if arguments.json:
        print(json.dumps([asdict(one) for one in found]))
        return
    table = Table("route", "chrF", "in the table", "lines that failed", box=None)
    for one in found:
        table.add_row(one.route, f"{one.chrf:.1f}", f"{one.table:.1f}", str(one.failed))
    Console().print(table)


if __name__ == "__main__":
    main()
