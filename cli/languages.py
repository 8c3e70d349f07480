"""`meridian languages`: what the desk can do in which languages, as its own parts say it."""

import asyncio
import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from babel import Locale
from rich.console import Console
from rich.table import Table

from domain.coverage import LANGUAGES, Coverage, covered
from domain.moods import Mood
from language.coverage import local_coverage, online_coverage, self_hosted_coverage
from language.detection import Detector
from language.local import LocalEngine
from language.wish_words import ASKING
from rulebook.facts import Desk
from runtime.beginning import edition_here
from runtime.settings import Settings, variable

HEAD: Final = 8  # characters of a column's head, of which a longer one has several lines
MOST_COLUMNS: Final = 1_000
LEGEND: Final = (
    "→4 ←6: into 4 of these languages, from 6 of them. `meridian translate` tries a pair."
)


def languages(
    data: Annotated[
        Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))
    ] = Path(".meridian"),
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show the desk's languages, and what is done in each: detection, engines, replies, words.

    Online engines are shown whether or not a region allows them: that stands in regions.yaml.
    """
    desk = asyncio.run(edition_here(Settings.read(data=data.resolve()))).desk
    columns = list(_columns(desk))
    if as_json:
        rows = [{"language": tag} | {one.what: one.of(tag) for one in columns} for tag in LANGUAGES]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    typer.echo(_drawn(columns))


def _drawn(columns: Sequence[Coverage]) -> str:
    """The table as wide as it has to be: neither a language nor a mark is cut off."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for head in ("", "language", *(one.what for one in columns)):
        table.add_column(textwrap.fill(head, HEAD, break_long_words=False), no_wrap=True)
    for tag in LANGUAGES:
        table.add_row(tag, _name(tag), *(one.of(tag) or "-" for one in columns))
    console = Console(width=MOST_COLUMNS)
    wide = Console(width=console.measure(table).maximum)
    with wide.capture() as drawn:
        wide.print(table)
    lines = [line.rstrip() for line in drawn.get().splitlines()]
    return "\n".join([*lines, "", LEGEND])


def _columns(desk: Desk) -> Iterator[Coverage]:
    """One for each part that knows languages; a new part has its line here."""
    yield covered("detection", Detector().languages)
    yield online_coverage()
    yield self_hosted_coverage()
    yield local_coverage(LocalEngine())
    yield covered("replies", desk.replies.languages)
    yield covered("wishes", ASKING)
    yield covered("urgency words", desk.moods.languages(Mood.URGENT))
    yield covered("asks for a person", desk.moods.languages(Mood.PERSON))


def _name(tag: str) -> str:
    return str(Locale.parse(tag, sep="-").get_language_name("en"))
