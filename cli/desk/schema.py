"""`meridian desk schema`: what editors need to complete and check the desk's files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from rulebook.schemas.exported import Kind, schema_of, written


def schema(
    kind: Annotated[
        Kind | None, typer.Argument(help="The kind of file; left out, all of them.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option(help="A folder to write them into, each as <kind>.json.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Print the JSON Schema (draft 2020-12) of a kind of file, or of each, or write them."""
    kinds = list(Kind) if kind is None else [kind]
    if into is not None:
        files = _write(kinds, into)
        typer.echo(json.dumps({"written": files}) if as_json else "\n".join(files))
    elif kind is not None:
        typer.echo(written(schema_of(kind)), nl=False)
    else:
        typer.echo(written({each: schema_of(each) for each in kinds}), nl=False)


def _write(kinds: list[Kind], folder: Path) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{each}.json": written(schema_of(each)) for each in kinds}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in files]
