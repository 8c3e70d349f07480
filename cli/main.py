"""Door 3: `meridian …`."""

from typing import Never

import typer

from cli.on_demand import on_demand
from runtime.doors import ending_in_a_sentence
from runtime.leaving import as_program

COMMANDS = {
    "up": "cli.up:up",
    "api": "cli.parts:api",
    "worker": "cli.parts:worker",
    "prepare": "cli.prepare:prepare",
    "listen": "cli.listen:listen",
    "demo": "cli.demo.command:demo",
    "doctor": "cli.doctor.command:doctor",
    "translate": "cli.translate:translate",
    "translate-server": "cli.translate_server.command:translate_server",
    "languages": "cli.languages:languages",
    "desk": "cli.desk.app:app",
    "channel": "cli.channel.app:app",
    "ticket": "cli.ticket:app",
    "audit": "cli.audit.app:app",
    "customer": "cli.customer.app:app",
    "privacy": "cli.privacy:app",
    "key": "cli.key:app",
}

app = typer.Typer(
    cls=on_demand(COMMANDS),
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
