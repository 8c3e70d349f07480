"""Door 3: `meridian …`."""

import typer

from cli.on_demand import OnDemand
from runtime.doors import ending_in_a_sentence

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
    """Run a command, by default the process's own, and end as a program ends."""
    with ending_in_a_sentence():
        app(arguments, prog_name="meridian")


if __name__ == "__main__":
    main()
