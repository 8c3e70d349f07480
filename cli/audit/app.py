"""`meridian audit …`: what auditors ask of the trails and histories of regions."""

import typer

from cli.audit.export import export
from cli.audit.prove import prove
from cli.audit.replay import replay
from cli.audit.verify import verify

app = typer.Typer(
    help="The audit trail and sealed histories: verify, prove, export, replay.",
    no_args_is_help=True,
)
app.command()(verify)
app.command()(prove)
app.command()(export)
app.command()(replay)
