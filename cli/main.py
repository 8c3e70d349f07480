"""Door 3: `meridian …`."""

from typing import Never

import typer

from cli.on_demand import OnDemand
from runtime.doors import ending_in_a_sentence
from runtime.leaving import as_program

app = typer.Typer(
    cls=OnDemand,
    help="Meridian, a customer desk that follows the sun.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def meridian() -> None:
    """What stands before every command: nothing yet."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command, by default the process's own, and raise SystemExit as it ends."""
    with ending_in_a_sentence():
        app(arguments, prog_name="meridian")


def program() -> Never:
    """`meridian` as a process of its own."""
    as_program(main)
