"""Door 3: `meridian …`."""

import sys

import typer

from cli.key import app as key
from cli.parts import api, worker
from cli.ticket import app as ticket
from cli.up import CannotStart, up
from rulebook.files import DeskError
from runtime.installation import UnknownRegion
from runtime.keys import KeyMissing

USAGE_ERROR = 2

app = typer.Typer(
    help="Meridian, a customer desk that follows the sun.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(api)
app.command()(worker)
app.add_typer(ticket, name="ticket")
app.add_typer(key, name="key")


def main() -> None:
    """Run a command. What is wrong with its input or its files is a sentence and exit 2."""
    try:
        app()
    except (DeskError, KeyMissing, UnknownRegion, CannotStart) as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(USAGE_ERROR) from None


if __name__ == "__main__":
    main()
