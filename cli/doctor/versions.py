"""Which versions of what work together here."""

import platform
import re
import sys
import tomllib
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH

from cli.doctor.findings import Finding, fine, look, wrong
from runtime.settings import ROOT

OLDEST_PYTHON = (3, 11)
SYSTEM_ZONES = "tzdata.zi"  # its first line names the version: "# version 2025b"


def versions() -> dict[str, str]:
    """Each program and library that a report should name, with its version."""
    return {
        "meridian": meridian_version(),
        "python": platform.python_version(),
        "temporal sdk": version("temporalio"),
        "time zones": zone_data(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def check_versions() -> list[Finding]:
    """Versions that are too old, or of which there are two."""
    known = versions()
    said = ", ".join(f"{name} {known[name]}" for name in ("meridian", "python", "temporal sdk"))
    found = [fine("versions", said)]
    if sys.version_info < OLDEST_PYTHON:
        found = [wrong("versions", said, "Meridian needs Python 3.11 or newer")]
    return [*found, _zones()]


def meridian_version() -> str:
    """As the project names it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def zone_data() -> str:
    """The version of the time-zone data that opening hours are reckoned by."""
    return _of_system() or _of_package()


def _of_package() -> str:
    return str(import_module("tzdata").IANA_VERSION)  # it ships no types


def _of_system() -> str | None:
    """The system's own comes first, where there is one (PEP 615)."""
    for folder in TZPATH:
        file = Path(folder) / SYSTEM_ZONES
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                found = re.search(r"version (\S+)", lines.readline())
            return found[1] if found else "unknown"
        if (Path(folder) / "UTC").is_file():
            return "unknown"
    return None


def _zones() -> Finding:
    used, shipped = zone_data(), _of_package()
    if used == shipped:
        return fine("time zones", f"version {used}")
    return look(
        "time zones",
        f"the system's ({used}) are used, and those that Meridian comes with are {shipped}",
        "have one version on every machine of the desk, as promises are counted by it: bring the "
        "older up to date, or set PYTHONTZPATH to nothing, and Meridian's own are used",
    )
