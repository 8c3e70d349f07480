"""The embedded desk's own six keys, one a role, in a file that only its owner can read."""

import json
from collections.abc import Mapping
from pathlib import Path

from domain.access import Role
from domain.ports import Clock
from runtime.access import make_key
from runtime.installation import ServedRegion
from runtime.keys import write_secret_file
from storage.desk.api_keys import Scope

ROLES = tuple(role for role in Role if role is not Role.SERVICE)  # nobody else's API asks here
SAMPLE_AGENT = "sam"  # a member of every team of the sample desk


async def embedded_keys(
    path: Path, regions: Mapping[str, ServedRegion], clock: Clock
) -> Mapping[str, str]:
    """The keys by role: made on the first start, read from the file on every later one."""
    found = _read(path)
    if found is not None:
        return found
    made = {role.value: await make_key(regions, _scope(role), clock) for role in ROLES}
    write_secret_file(path, json.dumps(made, indent=2).encode())
    return made


def _read(path: Path) -> Mapping[str, str] | None:
    if not path.is_file():
        return None
    keys: dict[str, str] = json.loads(path.read_text())
    return keys


def _scope(role: Role) -> Scope:
    return Scope(role, agent_id=SAMPLE_AGENT if role is Role.AGENT else None)
