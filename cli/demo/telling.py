"""How the story is told: for people in 100 columns, or as lines of JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Protocol, TextIO

from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cli.demo.narrator import Line, Words
from cli.demo.people import CUSTOMERS, Person

WIDTH = 100
CLOCK_WIDTH = 19
HOW_TO_READ = (
    "Each step stands beside the clock of the person whom it concerns. What they do is written in "
    "advance; all that is told is read back from the desk: its timeline with the rule that decided "
    "[policy and version: rule], agents' pages, and messages as customers received them. "
    "●: somebody there is on duty. ○: nobody is. ✓: a turn of the story that had to come."
)
RULE_BEGINS = ", by the rule “"
UNTRANSLATED = "untranslated"

Sun = Sequence[tuple[str, str, bool]]  # place, its local time, whether somebody there is on duty
Verdicts = Sequence[Mapping[str, object]]


class Telling(Protocol):
    """Tells what it is given, as it comes."""

    def people(self, cast: Sequence[Person]) -> None:
        """Who is who."""
        ...

    def act(self, title: str) -> None:
        """A part of the story begins."""
        ...

    def sun(self, at: datetime, places: Sun) -> None:
        """Where the story stands in time."""
        ...

    def line(self, line: Line) -> None:
        """Something that happened."""
        ...

    def turn(self, sentence: str) -> None:
        """A promised turn of the story came true."""
        ...

    def verdicts(self, found: Verdicts) -> None:
        """Ticket by ticket, whether its explanation and its history agree."""
        ...

    def end(self, figures: Mapping[str, object]) -> None:
        """The figures of the whole story."""
        ...


class AsJson:
    """One JSON object a line; `kind` says what it is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def people(self, cast: Sequence[Person]) -> None:
        """Who is who."""
        for person in cast:
            self._write("person", {**asdict(person), "zone": person.zone.key})

    def act(self, title: str) -> None:
        """A part of the story begins."""
        self._write("act", {"title": title})

    def sun(self, at: datetime, places: Sun) -> None:
        """Where the story stands in time."""
        shown = {place: {"local": local, "on_duty": on} for place, local, on in places}
        self._write("sun", {"at": at, "places": shown})

    def line(self, line: Line) -> None:
        """Something that happened."""
        facts = {**asdict(line), "who": line.who.id, "local": line.who.clock(line.at)}
        facts["event"] = facts.pop("kind")
        self._write("line", facts)

    def turn(self, sentence: str) -> None:
        """A promised turn of the story came true."""
        self._write("turn", {"sentence": sentence})

    def verdicts(self, found: Verdicts) -> None:
        """Ticket by ticket, whether its explanation and its history agree."""
        for verdict in found:
            self._write("verdict", verdict)

    def end(self, figures: Mapping[str, object]) -> None:
        """The figures of the whole story."""
        self._write("end", figures)

    def _write(self, kind: str, facts: Mapping[str, object]) -> None:
        shown = json.dumps({"kind": kind, **facts}, ensure_ascii=False, default=_written)
        self._stream.write(f"{shown}\n")
        self._stream.flush()


class ForPeople:
    """What a newcomer reads, each step on the clock of the person whom it concerns."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def people(self, cast: Sequence[Person]) -> None:
        """Who is who."""
        table = Table(box=None, padding=(0, 2, 0, 1), show_header=False)
        for person in cast:
            table.add_row(_named(person), person.city, Text(person.is_who, "bright_black"))
        self._console.print(Text("The people", "bold"))
        self._console.print(table)
        self._console.print(Text(HOW_TO_READ, "bright_black"))

    def act(self, title: str) -> None:
        """A part of the story begins."""
        self._console.print()
        self._console.print(Rule(Text(title, "bold"), align="left", style="bright_black"))

    def sun(self, at: datetime, places: Sun) -> None:
        """Where the story stands in time."""
        shown = Text(f"\n{at.astimezone(UTC):%a %d %b} ", "bold")
        for place, local, on in places:
            shown.append("  ● " if on else "  ○ ", "yellow" if on else "bright_black")
            shown.append(f"{place} {local}", "" if on else "bright_black")
        self._console.print(shown)

    def line(self, line: Line) -> None:
        """Something that happened."""
        grid = _beside_the_clock()
        grid.add_row(Text(line.who.clock(line.at), "bright_black"), _headline(line))
        if line.words:
            grid.add_row("", _side_by_side(line.words))
        self._console.print(grid)

    def turn(self, sentence: str) -> None:
        """A promised turn of the story came true."""
        grid = _beside_the_clock()
        grid.add_row("", Text(f"✓ {sentence}", "green"))
        self._console.print(grid)

    def verdicts(self, found: Verdicts) -> None:
        """Ticket by ticket, whether its explanation and its history agree."""
        table = Table("", "ticket", "explain", "replay", "agree", box=None, padding=(0, 2, 0, 1))
        for one in found:
            agree = Text("yes", "green") if one["agrees"] else Text("NO", "bold red")
            explained = f"{one['explained']} events with reasons"
            lived = f"{one['history']} events of Temporal"
            table.add_row(str(one["customer"]), str(one["ticket"]), explained, lived, agree)
        self._console.print(table)

    def end(self, figures: Mapping[str, object]) -> None:
        """The figures of the whole story."""
        self._console.print()
        self._console.print(Text(str(figures["sentence"]), "bold"))


def progress_on(console: Console) -> Progress:
    """How far the week has come, on a terminal, for as long as the story lasts."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not console.is_terminal,
    )


def _beside_the_clock() -> Table:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=CLOCK_WIDTH, no_wrap=True)
    grid.add_column(ratio=1)
    return grid


def _headline(line: Line) -> Text:
    if line.source == "received":
        return Text.assemble(_named(line.who), " reads:")
    if line.source == "notification":
        return Text.assemble(_named(line.who), "'s page: ", line.sentence.replace("\n", " "))
    sentence, _, _ = line.sentence.partition(RULE_BEGINS)
    sentence = sentence.rstrip(".") + "."
    if line.kind == "message_received":
        return Text.assemble(_named(line.who), " writes:")
    style = "red" if line.kind in ("clock_breached", "clock_warned", "ticket_escalated") else ""
    shown = Text(sentence, style)
    if line.because:
        shown.append(f"  {_rule(line.because)}", "bright_black")
    return shown


def _rule(because: Mapping[str, object]) -> str:
    return f"[{because['policy']} v{because['version']}: {because['rule']}]"


def _named(person: Person) -> Text:
    return Text(person.name, "bold cyan" if person in CUSTOMERS else "bold green")


def _side_by_side(words: Sequence[Words]) -> RenderableType:
    """The original and its translation; what no engine could do is the original once more."""
    shown = [one for one in words if UNTRANSLATED not in one.flags] or list(words[:1])
    grid = Table.grid(padding=(0, 2), expand=True)
    for _ in shown:
        grid.add_column(ratio=1)
    missing = f", {UNTRANSLATED}: no engine here can do it" if len(shown) < len(words) else ""
    grid.add_row(*(Text(_label(one) + missing, "bright_black") for one in shown))
    grid.add_row(*(Text("\n".join(_lines(one.text)), "italic") for one in shown))
    return grid


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.strip())


def _label(words: Words) -> str:
    flags = "".join(f", {flag}" for flag in words.flags)
    engine = f", translated by {words.engine}" if words.engine else ""
    return f"{words.language}{engine}{flags}"


def _written(fact: object) -> str:
    return fact.isoformat() if isinstance(fact, datetime) else str(fact)
