"""`meridian up`: the whole desk on this machine."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.gate import take_over
from cli.readiness import Ready, api_is_ready, namespaces_are_ready, workers_are_ready
from rulebook.facts import Desk
from rulebook.publishing.editions import Edition
from runtime.accounts import CALLBACK_KEY_FILE, make_callback_secret
from runtime.addresses import LOOPBACK, free_port, is_free
from runtime.audit_keys import make_audit_key
from runtime.beginning import edition_here, publish_where_none_is
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.embedded_keys import embedded_keys
from runtime.installation import open_regions
from runtime.keys import make_region_key
from runtime.processes import Child, Supervisor
from runtime.sdk import sdk_tells
from runtime.secret_places import secrets_in
from runtime.settings import CONSOLE_BUILT, KEYS_FOLDER, ROOT, Settings, variable
from runtime.temporal_server import TemporalServer
from runtime.translators import Translators

Data = Annotated[
    Path,
    typer.Option(
        help="The folder for databases, logs and the desk's keys.", envvar=variable("data")
    ),
]
Port = Annotated[
    int,
    typer.Option(
        help="The API's port; 0 takes a free one.", envvar=variable("port"), min=0, max=65535
    ),
]
Keys = Annotated[
    Path | None, typer.Option(help="The folder for the region keys.", envvar=variable("keys"))
]
Callback = Annotated[
    str | None,
    typer.Option(
        help="Where the sample account's messages go, as a URL.", envvar=variable("callback")
    ),
]
SAMPLE = "sample"
PINNED = (
    f"{variable('versioning')}=pinned keeps open tickets with the build that opened them, and "
    "`meridian up` runs but one build: unset it here"
)
GRACE = timedelta(seconds=20)  # longer than the API and the worker give what is under way
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON once the desk is ready.")]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is started, and where it will be found."""

    settings: Settings
    server: TemporalServer
    keys: Mapping[str, str]
    secret: str

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{LOOPBACK}:{self.settings.port}"

    @property
    def console(self) -> str | None:
        """Where the console is; None where it was not built."""
        return f"{self.url}/console/" if (CONSOLE_BUILT / "index.html").is_file() else None


def up(
    data: Data = Path(".meridian"),
    port: Port = 8080,
    keys: Keys = None,
    callback: Callback = None,
    as_json: AsJson = False,
) -> None:
    """Start the whole desk on this machine, and go on until Ctrl-C."""
    if port and not is_free(port):
        raise CannotStart(f"port {port} is taken; name another one with --port, or 0 for any")
    settings = Settings.read(
        data=data.resolve(),
        regions=(),
        host=LOOPBACK,
        port=port or free_port(),
        keys=keys.resolve() if keys else None,
        callback=callback,
        embedded=True,
    )
    if settings.versioning == "pinned":
        raise CannotStart(PINNED)
    # Nothing is wrapped: what is to be copied stays whole.
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with _only_one(settings.data):
        asyncio.run(_run(settings, console, as_json))


async def _run(settings: Settings, console: Console, as_json: bool) -> None:
    sdk_tells()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    begun = await edition_here(settings)
    desk = begun.desk
    Translators(
        desk, secrets_in(settings.keys_folder(), os.environ)
    ).close()  # refuses what the worker would die of
    console.print(f"Meridian is starting with {len(desk.regions)} regions …")
    plan = await _plan(settings, begun, console)
    async with Supervisor(console.print, GRACE) as supervisor:
        starting = asyncio.create_task(_start(plan, desk, supervisor, console))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            _tell(plan, supervisor.pids(), console, as_json)
            await supervisor.run_until(stop)
        else:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        console.print("Meridian is stopping …")
    console.print("Stopped. `meridian up` goes on with the same tickets.")


async def _plan(settings: Settings, begun: Edition, console: Console) -> Plan:
    """Make what a first start needs; find again what a later one needs."""
    folder = settings.keys_folder()
    for region in begun.desk.regions:
        make_region_key(folder, region)
        make_audit_key(folder, region, os.environ)
    secret = make_callback_secret(folder, CALLBACK_KEY_FILE)
    async with open_regions(settings, begun.desk, os.environ) as regions:
        keys = await embedded_keys(settings.data / "keys.json", regions, SystemClock())
        await publish_where_none_is(settings, regions, begun, console.print)
    names = tuple(begun.desk.regions)
    server = TemporalServer(free_port(), settings.data / "temporal.sqlite", names)
    settings = settings.model_copy(update={"temporal": server.address, "keys": folder})
    return Plan(settings, server, keys, secret)


async def _start(plan: Plan, desk: Desk, supervisor: Supervisor, console: Console) -> None:
    settings, server = plan.settings, plan.server
    (settings.data / KEYS_FOLDER).write_text(f"{settings.keys_folder()}\n")
    (settings.data / "temporal-address").write_text(f"{server.address}\n")
    (settings.data / "api-address").write_text(f"{plan.url}\n")
    logs = settings.data / "logs"
    logs.mkdir(exist_ok=True)
    # What was decided here outranks what our own environment says.
    environment = {**os.environ, **settings.written(), "PYTHONPATH": str(ROOT)}
    regions = tuple(desk.regions)

    async def part(name: str, command: Sequence[str], ready: Ready) -> None:
        child = Child(name, tuple(command), environment, logs / f"{name}.log", ready)
        await supervisor.start(child)
        console.print(f"  {name} is ready")

    async def worker() -> None:
        await take_over(settings, regions, console.print)
        polled = partial(workers_are_ready, server.address, regions)
        await part("worker", (sys.executable, "-m", "workers"), polled)

    reachable = partial(namespaces_are_ready, server.address, regions)
    await part("temporal", server.command(), reachable)
    api = part("api", (sys.executable, "-m", "api"), partial(api_is_ready, plan.url))
    await asyncio.gather(api, worker())  # what takes long is to read their own code


def _tell(plan: Plan, pids: Mapping[str, int], console: Console, as_json: bool) -> None:
    if as_json:
        facts = {
            "url": plan.url,
            "console": plan.console,
            "temporal": plan.server.address,
            "data": str(plan.settings.data),
            "pids": dict(pids),
            "keys": dict(plan.keys),
            "callback_secret": plan.secret if plan.settings.callback else None,
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()
        return
    console.print(_greeting(plan))


def _greeting(plan: Plan) -> str:
    lines = [
        f"[bold]Meridian is ready at {plan.url}[/bold]",
        f"  the console           {plan.console or 'is not built: run make setup'}",
        "    sign in there with the agent's key, of the last line here",
        f"  what the API can do   {plan.url}/openapi.json",
        f"  how it is             {plan.url}/readyz",
        f"  data and logs         {plan.settings.data}",
        f"  region keys           {plan.settings.keys_folder()}",
        f"  API keys, one a role  {plan.settings.data / 'keys.json'}",
    ]
    if plan.settings.callback:
        lines.append(f"  callback secret       {plan.secret}  (signs what {SAMPLE} is sent)")
    return "\n".join([*lines, "", "Write as a customer, in Portuguese:", *_first_post(plan), ""])


def _first_post(plan: Plan) -> list[str]:
    body = {
        "channel": "webhook",
        "account": SAMPLE,
        "message_id": "first-1",
        "sender": {"id": "maria", "name": "Maria", "country": "PT"},
        "text": "Olá, a minha encomenda ainda não chegou. Podem ajudar?",
    }
    return [
        f"  curl -s {plan.url}/v1/messages -H 'Authorization: Bearer {plan.keys['channel']}' \\",
        f"    -H 'Content-Type: application/json' -d '{json.dumps(body, ensure_ascii=False)}'",
        "",
        "Then read it as an agent, in English:",
        f"  curl -s {plan.url}/v1/tickets -H 'Authorization: Bearer {plan.keys['agent']}'",
    ]


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Two desks on one data folder would each start a Temporal server on the same file."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"a desk is running on {data} already; stop it first") from None
        yield
