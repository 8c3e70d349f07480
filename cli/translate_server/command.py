"""`meridian translate-server`: the local translation for others, in LibreTranslate's form."""

import asyncio
import socket
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn

from cli.translate_server.app import create_app
from cli.translate_server.working import Bounds, Work
from language.detection import Detector
from language.local import LocalEngine
from runtime.addresses import LOOPBACK, bound, is_loopback
from runtime.doors import CannotStart
from runtime.logs import set_up_logs

GRACE_SECONDS = 10
MOST_CONNECTIONS = 100
LONGEST_HEAD = 131_072  # bytes: some clients put the text into the address, percent by percent

log = structlog.get_logger("translate-server")


def translate_server(
    host: Annotated[str, typer.Option(help="Where to listen.")] = LOOPBACK,
    port: Annotated[int, typer.Option(help="Its port.", min=1, max=65535)] = 5000,
    key_file: Annotated[
        Path | None, typer.Option(help="A file with the API key that every client has to give.")
    ] = None,
    width: Annotated[
        int, typer.Option(help="How many texts at a time; one for each core.", min=1, max=64)
    ] = 2,
) -> None:
    """Serve the local translation to others, in the form of LibreTranslate, until asked to stop."""
    key = None if key_file is None else _key_in(key_file)
    set_up_logs("info")
    engine = LocalEngine()
    if not engine.pairs():
        raise CannotStart(f"there is nothing to serve. {engine.describe()}")
    if not is_loopback(host):
        typer.echo(_warning(host, has_key=key is not None), err=True)
    with _address(host, port) as address:
        asyncio.run(_serve(engine, key, Bounds(width=width), address))


async def _serve(
    engine: LocalEngine, key: str | None, bounds: Bounds, address: socket.socket
) -> None:
    work = Work(engine, await asyncio.to_thread(Detector), bounds)
    try:
        log.info("serving", pairs=len(engine.pairs()), port=address.getsockname()[1])
        await server_of(work, key).serve(sockets=[address])
    finally:
        work.close()


def server_of(work: Work, key: str | None) -> uvicorn.Server:
    """What listens: HTTP by h11; requests under way are finished before it ends."""
    config = uvicorn.Config(
        create_app(work, key),
        log_config=None,
        access_log=False,  # an address may hold a text
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        http="h11",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _address(host: str, port: int) -> socket.socket:
    try:
        return bound(host, port)
    except OSError as error:
        place = f"{host}, port {port}"
        raise CannotStart(f"the server cannot listen on {place}: {error.strerror}") from None


def _key_in(file: Path) -> str:
    key = file.read_text(encoding="utf-8").strip()
    if not key:
        raise CannotStart(f"{file} is empty: write the API key into it, or leave --key-file out")
    return key


def _warning(host: str, *, has_key: bool) -> str:
    key = "" if has_key else " and without an API key (--key-file)"
    return (
        f"Listening on {host}, where other machines reach it without TLS{key}: put a proxy with "
        "TLS in front, or keep it in a network of its own."
    )
