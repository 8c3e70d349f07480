"""`meridian channel …`: the desk's accounts, and what channels can."""

import typer

from cli.channel.check import check
from cli.channel.listing import listed

app = typer.Typer(help="The desk's accounts, and what channels can.", no_args_is_help=True)
app.command("list")(listed)
app.command()(check)
