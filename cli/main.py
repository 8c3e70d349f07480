"""Door 3: `meridian …`."""

import typer

from cli.demo.command import demo
from cli.desk.app import app as desk
from cli.doctor.command import doctor
from cli.key import app as key
from cli.languages import languages
from cli.listen import listen
from cli.parts import api, worker
from cli.prepare import prepare
from cli.ticket import app as ticket
from cli.translate import translate
from cli.translate_server.command import translate_server
from cli.up import up
from runtime.doors import ending_in_a_sentence

app = typer.Typer(
    help="Meridian, a customer desk that follows the sun.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(api)
app.command()(worker)
app.command()(prepare)
app.command()(listen)
app.command()(demo)
app.command()(doctor)
app.command()(translate)
app.command()(translate_server)
app.command()(languages)
app.add_typer(desk, name="desk")
app.add_typer(ticket, name="ticket")
app.add_typer(key, name="key")


def main(arguments: list[str] | None = None) -> None:
    """Run a command, by default the process's own, and end as a program ends."""
    with ending_in_a_sentence():
        app(arguments, prog_name="meridian")


if __name__ == "__main__":
    main()
