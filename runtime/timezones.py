"""Which time-zone data this process reckons with.

`zoneinfo` takes a zone from the first folder of its search path that has it, and from the package
`tzdata` where none has (PEP 615). So a system's files go before the package that was installed.
"""

import hashlib
import zoneinfo
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

PACKAGE: Final = "tzdata"
ZONES: Final = "zoneinfo"  # its folder of them
SOME_ZONE: Final = "Europe/Berlin"  # whatever has zones at all has this one
NAMED_IN: Final = ("+VERSION", "tzdata.zi")  # files in which those who make a folder name it
COMMENT: Final = "# version "
MADE_OF_RULES: Final = b"TZif"  # how every compiled zone begins (RFC 9636)


@cache
def time_zone_data() -> str:
    """Such as `2026b, the system's` or `2026b, package tzdata`.

    A folder that does not say its version is named by a hash of its zones.
    """
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / SOME_ZONE).is_file():
            return f"{version_of(folder)}, the system's"
    return f"{version_of(resources.files(PACKAGE) / ZONES)}, package tzdata"


def version_of(folder: Traversable) -> str:
    """What a folder of compiled zones says of itself, or else a hash of what is in it."""
    for name in NAMED_IN:
        if (folder / name).is_file():
            first, *_ = (folder / name).read_text("utf-8").splitlines()
            return first.strip().removeprefix(COMMENT)
    return f"unnamed {_hash_of(Path(str(folder)))}"


def _hash_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if content.startswith(MADE_OF_RULES):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]
