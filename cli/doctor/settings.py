"""Which settings hold, from where; what may be a secret is never shown."""

import difflib
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cli.doctor.findings import Finding, Patient, fine, look, wrong
from runtime.keys import KeyMissing, read_region_key
from runtime.settings import PREFIX, Settings, variable

# Whatever is not named here may hold a password: a URL does, and so may what is yet to come.
SHOWN: Final = frozenset(
    {
        *("data", "desk", "keys", "regions", "host", "port", "temporal", "embedded"),
        *("log_level", "metrics_port", "versioning"),
        *("rate_reads", "rate_messages", "rate_commands", "rate_failures"),
    }
)
SECRETS: Final = ("MERIDIAN_REGION_KEY_",)
FOR_OTHERS: Final = 0o077


def shown(settings: Settings) -> dict[str, str]:
    """Every setting: its value where it cannot be a secret, else whether it is set."""
    values = settings.model_dump(mode="json")
    return {
        name: _told(value) if name in SHOWN else ("set" if value else "not set")
        for name, value in values.items()
    }


def without_home(path: object) -> str:
    """A path without the name of whoever's home it lies in."""
    return str(path).replace(str(Path.home()), "~")


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "all"
    return "not set" if value is None else without_home(value)


def check_settings(settings: Settings, environment: Mapping[str, str]) -> list[Finding]:
    """What was set, and what was meant to be and is misspelt."""
    known = {variable(name) for name in type(settings).model_fields}
    told = shown(settings)
    given = [
        f"{name}={told[name]} ({variable(name)})"
        for name in type(settings).model_fields
        if environment.get(variable(name))
    ]
    said = "; ".join(given) or "none: every setting is as it comes"
    strange = sorted(
        name
        for name in environment
        if name.startswith(PREFIX) and name not in known and not name.startswith(SECRETS)
    )
    return [fine("settings", said), *(_misspelt(name, known) for name in strange)]


def _misspelt(name: str, known: set[str]) -> Finding:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    advice = f"did you mean {near[0]}?" if near else "a secret may be called so; a setting is not"
    return look("settings", f"{name} is no setting of Meridian", advice)


def check_keys(patient: Patient) -> list[Finding]:
    """The region keys: there, apart from the data, and nobody else's to read."""
    folder = patient.settings.keys_folder()
    found = [*_missing(patient, folder), *_open_to_others(folder)]
    if folder.resolve().is_relative_to(patient.data.resolve()):
        advice = f"move them elsewhere and name the place in {variable('keys')}"
        found.append(look("keys", "they lie in the data folder, beside what they open", advice))
    where = without_home(folder)
    return found or [fine("keys", f"{len(patient.regions)} regions' keys are at {where}")]


def _missing(patient: Patient, folder: Path) -> list[Finding]:
    without = [region for region in patient.regions if not _is_usable(patient, folder, region)]
    if not without:
        return []
    said = f"{', '.join(without)}: no key that can be used and read in {without_home(folder)}"
    advice = "restore it from its copy; on a new desk, `meridian prepare` or `meridian up` makes it"
    return [wrong("keys", said, advice)]


def _is_usable(patient: Patient, folder: Path, region: str) -> bool:
    try:
        read_region_key(folder, region, patient.environment)
    except (KeyMissing, OSError):
        return False
    return True


def _open_to_others(folder: Path) -> list[Finding]:
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    readable = [one for one in files if stat.S_IMODE(one.stat().st_mode) & FOR_OTHERS]
    return [
        wrong("keys", f"others may read {without_home(one)}", f"chmod 600 {without_home(one)}")
        for one in readable
        if one.is_file()
    ]
