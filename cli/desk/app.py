"""`meridian desk …`: what operations write, try and publish."""

import typer

from cli.on_demand import on_demand

COMMANDS = {
    "init": "cli.desk.init:init",
    "schema": "cli.desk.schema:schema",
    "check": "cli.desk.check:check",
    "simulate": "cli.desk.simulate:simulation",
    "backtest": "cli.desk.backtest:backtest",
    "publish": "cli.desk.publish:publish_desk",
    "versions": "cli.desk.versions:versions",
    "diff": "cli.desk.diff:diff",
    "adopt": "cli.desk.adopt:adopt",
}

app = typer.Typer(
    cls=on_demand(COMMANDS),
    help="The desk's files: check, try and publish them.",
    no_args_is_help=True,
)
