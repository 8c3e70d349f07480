"""`meridian desk …`: what operations write, try and publish."""

import typer

from cli.desk.adopt import adopt
from cli.desk.backtest import backtest
from cli.desk.check import check
from cli.desk.diff import diff
from cli.desk.init import init
from cli.desk.publish import publish_desk
from cli.desk.schema import schema
from cli.desk.simulate import simulation
from cli.desk.versions import versions

app = typer.Typer(
    help="The desk's files: check, try and publish them.",
    no_args_is_help=True,
)
app.command()(init)
app.command()(schema)
app.command()(check)
app.command("simulate")(simulation)
app.command()(backtest)
app.command(name="publish")(publish_desk)
app.command()(versions)
app.command()(diff)
app.command()(adopt)
