"""The doors, as somebody outside finds them: the API, and the figures of a worker."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from cli.doctor.findings import Finding, Patient, fine, look, wrong
from runtime.addresses import LOOPBACK, is_loopback
from runtime.plain_http import plain_http
from runtime.settings import variable

PATIENCE = 5.0
CLOCKS_DIFFER_BY = timedelta(seconds=5)
ASKED_HERE = ("temporal", "keys", "worker")  # parts that the doctor asks by itself
NOT_OURS = "something else than Meridian answers at"


async def fetched(url: str) -> httpx.Response | None:
    """What answers there, or None where nobody does. No proxy is asked."""
    async with plain_http(seconds=PATIENCE) as client:
        try:
            return await client.get(url)
        except (httpx.TransportError, httpx.InvalidURL):
            return None


async def check_api(patient: Patient) -> list[Finding]:
    """Whether it answers, what it says of its parts, and by which clock."""
    answer = await fetched(f"{patient.api}/readyz")
    if answer is None:
        advice = "start it with `meridian up` or `meridian api`; its log says why it ended"
        return [wrong("api", f"nobody answers at {patient.api}", advice)]
    said = _readiness(answer)
    if said is None:
        port = urlsplit(patient.api).port
        advice = f"end it, or give Meridian another port than {port} by {variable('port')}"
        return [wrong("api", f"{NOT_OURS} {patient.api}", advice)]
    found = [_part(name, one) for name, one in said["parts"].items() if _is_new(name, one)]
    if said["status"] == "down":
        found.append(wrong("api", f"{patient.api} takes no messages", "mend its databases"))
    return [*(found or [fine("api", f"ready at {patient.api}")]), *_clock(answer, patient)]


async def check_figures(patient: Patient) -> list[Finding]:
    """Whether a worker shows its figures where the settings say."""
    port = patient.settings.metrics_port
    if port == 0:
        return []
    host = patient.settings.host
    url = f"http://{host if is_loopback(host) else LOOPBACK}:{port}/metrics"
    answer = await fetched(url)
    if answer is None:
        advice = "if a worker is to run on this machine, start it; its log says why it ended"
        return [look("figures", f"no worker shows its figures at {url}", advice)]
    if "meridian_" not in answer.text:
        advice = f"end it, or name another port by {variable('metrics_port')}"
        return [wrong("figures", f"{NOT_OURS} {url}", advice)]
    return [fine("figures", url)]


def _readiness(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        said = answer.json()
    except ValueError:
        return None
    ours = isinstance(said, dict) and isinstance(said.get("parts"), dict) and "status" in said
    return said if ours else None


def _is_new(name: str, part: dict[str, Any]) -> bool:
    return part["state"] != "ready" and not name.startswith(ASKED_HERE)


def _part(name: str, part: dict[str, Any]) -> Finding:
    """A part that the API misses; without a vital one it takes no message of that region."""
    found = wrong if part["vital"] else look
    return found(f"api: {name}", str(part["detail"]), "see docs/watch.md")


def _clock(answer: httpx.Response, patient: Patient) -> list[Finding]:
    try:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return []
    apart = abs(theirs - patient.now)
    if apart > CLOCKS_DIFFER_BY + timedelta(seconds=PATIENCE):
        said = f"the API's and this machine's are {apart.total_seconds():.0f} s apart"
        return [wrong("clocks", said, "set both by NTP: promises are counted by them")]
    return []
