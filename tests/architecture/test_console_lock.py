"""The console's lock names what every machine needs, not only what the machine that wrote it had.

`npm install` leaves an optional package out of the lock where the registry does not have it (yet),
and says nothing; `npm ci` refuses such a lock.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.settings import ROOT


def left_out(packages: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What a package names and the lock does not."""
    named = {path.rpartition("node_modules/")[2] for path in packages}
    for path, package in packages.items():
        wanted = package.get("dependencies", {}) | package.get("optionalDependencies", {})
        yield from (f"{path or 'the console'} wants {one}" for one in wanted if one not in named)


def test_the_lock_names_the_parts_of_every_platform() -> None:
    lock = json.loads((ROOT / "console" / "package-lock.json").read_text())
    assert list(left_out(lock["packages"])) == []


def test_a_part_that_is_left_out_is_found() -> None:
    biome = {"optionalDependencies": {"cli-darwin": "1", "cli-linux": "1"}}
    lock = {"": {"dependencies": {"biome": "1"}}, "node_modules/biome": biome}
    lock["node_modules/cli-linux"] = {}
    assert list(left_out(lock)) == ["node_modules/biome wants cli-darwin"]
