"""`meridian audit …`: what auditors ask of the trails and histories of regions."""

import typer

from cli.on_demand import on_demand

COMMANDS = {
    "verify": "cli.audit.verify:verify",
    "prove": "cli.audit.prove:prove",
    "export": "cli.audit.export:export",
    "replay": "cli.audit.replay:replay",
}

app = typer.Typer(
    cls=on_demand(COMMANDS),
    help="The audit trail and sealed histories: verify, prove, export, replay.",
    no_args_is_help=True,
)
