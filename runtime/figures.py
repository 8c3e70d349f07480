"""Where a worker shows its figures: ours at one port, those of the Temporal SDK at the next."""

import contextlib
import socket
from collections.abc import Iterator

from prometheus_client import start_http_server
from temporalio.runtime import PrometheusConfig

from runtime.doors import CannotStart
from runtime.sdk import sdk_tells


@contextlib.contextmanager
def figures(host: str, port: int) -> Iterator[None]:
    """Serve them at `host` while something is done inside; port 0 serves none.

    Before any client of Temporal is made: those belong to the SDK's runtime that is replaced here.
    Raises CannotStart where a port cannot be had.
    """
    if port == 0:
        sdk_tells()
        yield
        return
    address = _address(host, port)
    _make_sdk_tell(address, port + 1)
    try:
        server, thread = start_http_server(port, addr=address)
    except OSError as error:
        raise _taken(host, port, str(error.strerror)) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _address(host: str, port: int) -> str:
    """The IP address of a host: the SDK listens on no name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise _taken(host, port, str(error.strerror)) from None
    return str(found[0][4][0])


def _make_sdk_tell(address: str, port: int) -> None:
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    wanted = PrometheusConfig(
        bind_address=where,
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
    )
    try:
        sdk_tells(wanted)
    except (RuntimeError, ValueError):
        raise _taken(address, port, "the Temporal SDK cannot listen there") from None


def _taken(host: str, port: int, why: str) -> CannotStart:
    advice = "name another MERIDIAN_METRICS_PORT (it takes two in a row), or 0 for none"
    return CannotStart(f"figures cannot be shown at {host}, port {port}: {why}; {advice}")
