"""Temporal as the desk needs it: it answers, knows the regions, and workers ask it for work."""

import asyncio
from datetime import datetime, timedelta

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from cli.doctor.findings import Finding, Patient, fine, look, wrong
from runtime.pollers import ONE_CALL, is_polling, last_polled
from runtime.sdk import sdk_tells
from runtime.settings import variable
from runtime.temporal_server import answers, namespace_of

CLOCKS_DIFFER_BY = timedelta(seconds=5)


async def check_temporal(patient: Patient) -> list[Finding]:
    """Server, namespaces, workers and its clock, as far as each can be asked."""
    address = patient.settings.temporal
    if not await answers(address):
        advice = f"start it (`meridian up` does), or say where it is in {variable('temporal')}"
        return [
            wrong("temporal", f"no Temporal answers at {address}", advice),
            look("workers", "unknown while Temporal does not answer", "see temporal"),
        ]
    sdk_tells()
    client = await Client.connect(address, lazy=True)
    try:
        return await _asked(client, patient)
    except (RPCError, RuntimeError):
        return [wrong("temporal", f"what answers at {address} breaks off", "see its log")]


async def _asked(client: Client, patient: Patient) -> list[Finding]:
    info = await client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=ONE_CALL)
    server = f"version {info.server_version} at {patient.settings.temporal}"
    known = await asyncio.gather(*(_has_namespace(client, name) for name in patient.regions))
    there = [name for name, is_known in zip(patient.regions, known, strict=True) if is_known]
    missing = [namespace_of(name) for name in patient.regions if name not in there]
    found = [fine("temporal", server)]
    if missing:
        said = f"it has no namespace {', '.join(missing)}"
        found = [wrong("temporal", said, "run `meridian prepare`, which makes it")]
    polled = await asyncio.gather(*(last_polled(client, name) for name in there))
    last = dict(zip(there, polled, strict=True))
    return [*found, *_workers(last, patient.now), *_clock(last, patient.now)]


async def _has_namespace(client: Client, region: str) -> bool:
    request = DescribeNamespaceRequest(namespace=namespace_of(region))
    try:
        await client.workflow_service.describe_namespace(request, timeout=ONE_CALL)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


def _workers(last: dict[str, datetime | None], now: datetime) -> list[Finding]:
    idle = [region for region, at in last.items() if not is_polling(at, now)]
    if idle:
        advice = "start `meridian worker` for them; if it ends at once, its log says why"
        said = f"nobody works on the tickets of {', '.join(idle)}: no clock is watched there"
        return [wrong("workers", said, advice)]
    return [fine("workers", f"they ask for work in {len(last)} regions")] if last else []


def _clock(last: dict[str, datetime | None], now: datetime) -> list[Finding]:
    """A worker that asked in our future was noted by a clock that is ahead of ours."""
    asked = [at for at in last.values() if at is not None]
    ahead = max(asked, default=now) - now
    if ahead > CLOCKS_DIFFER_BY:
        said = f"Temporal's is {ahead.total_seconds():.0f} s ahead of this machine's"
        return [wrong("clocks", said, "set both by NTP: promises are counted by them")]
    return []
