"""`meridian listen`: stands where a customer's own system would, and shows what it receives."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Annotated

import typer

from channels.web.signature import read_secret, verify
from runtime.accounts import CALLBACK_KEY_FILE
from runtime.addresses import LOOPBACK
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.settings import Settings

LONGEST_BODY = 1 << 20


def listen(
    port: Annotated[int, typer.Option(help="The port of `--callback`.", min=1, max=65535)] = 9000,
    data: Annotated[Path | None, typer.Option(help="The desk's data folder.")] = None,
) -> None:
    """Show each message that the sample account's callback receives, until Ctrl-C."""
    settings = Settings.read(data=data.resolve()) if data else Settings.read()
    path = settings.keys_folder() / CALLBACK_KEY_FILE
    if not path.is_file():
        raise CannotStart(f"no desk on {settings.data} has made a callback secret; start one first")
    secret = read_secret(path.read_text().split()[0])
    with HTTPServer((LOOPBACK, port), _receiver(secret)) as server:
        typer.echo(f"Listening; start the desk with --callback http://{LOOPBACK}:{port}/")
        server.serve_forever()


def _receiver(secret: bytes) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("content-length", "0")), LONGEST_BODY)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            genuine = verify(secret, headers, body, SystemClock().now())
            self.send_response(204 if genuine else 401)
            self.end_headers()
            typer.echo(_shown(body) if genuine else "refused: not signed by this desk")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: what matters is shown already."""

    return Receiver


def _shown(body: bytes) -> str:
    received = json.loads(body)
    message = received["message"]
    about = f"to {message['conversation_id']}, in {message['language']}, {received['ticket_id']}"
    text = str(message["text"]).replace("\n", "\n  ")
    return f"\n{about}\n  {text}"
