"""The region keys: read from files that only their owner may read, outside the data folder."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.halting import CannotGoOn

KEY_BYTES = 32
OWNER_ONLY = 0o600
PAYLOADS: Final = "workflow payloads"
STANDBY: Final = "standby:"  # before a version that opens and does not encrypt yet


class KeyMissing(CannotGoOn):
    """A region's key is not where it should be; the sentence says what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class RegionKey:
    """A region's key, in all its versions. Each use has a key of its own, derived (RFC 5869).

    `root` is the first version: what things are found by comes of it for ever. The last of `newer`
    encrypts, and every version opens; so does `standby`, which does not encrypt yet.
    """

    region: str
    root: bytes
    newer: tuple[bytes, ...] = ()
    standby: bytes | None = None

    def derived(self, use: str) -> bytes:
        """The key for one use that outlasts every rotation: `fingerprints`, `cursors`."""
        return self._derived(self.root, use)

    def payload_keys(self) -> tuple[bytes, ...]:
        """The keys of what Temporal keeps: the one that encrypts, then the others that open."""
        return tuple(self._derived(version, PAYLOADS) for version in self.versions)

    @property
    def versions(self) -> tuple[bytes, ...]:
        """All versions: the one that encrypts, then the others."""
        active, *older = reversed((self.root, *self.newer))
        return (active, *older, *([self.standby] if self.standby else []))

    def _derived(self, version: bytes, use: str) -> bytes:
        info = f"meridian/{self.region}/{use}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(version)


def read_region_key(folder: Path, region: str, environment: Mapping[str, str]) -> RegionKey:
    """The key from `MERIDIAN_REGION_KEY_<REGION>` if the environment has it, else from its file.

    Each version stands on a line, or behind a comma, the first one first. Raises KeyMissing where
    there is none, or where one is not 32 bytes in base64.
    """
    variable = region_variable(region)
    if variable in environment:
        return read_versions(region, environment[variable], variable)
    path = region_path(folder, region)
    if not path.is_file():
        raise KeyMissing(
            f"there is no key for region {region} at {path}; restore it from where keys are kept"
        )
    return read_versions(region, path.read_text(), str(path))


def read_versions(region: str, written: str, where: str) -> RegionKey:
    """The versions of a region's key as they are written. Raises KeyMissing."""
    lines = written.replace(",", "\n").split() or [""]
    waiting = lines[-1].startswith(STANDBY)
    active = lines[:-1] if waiting else lines
    first, *newer = [decoded(line, where) for line in active] or [decoded("", where)]
    standby = decoded(lines[-1].removeprefix(STANDBY), where) if waiting else None
    return RegionKey(region, first, tuple(newer), standby)


def write_versions(key: RegionKey) -> bytes:
    """The versions as `read_versions` reads them."""
    lines = [base64.b64encode(one).decode() for one in (key.root, *key.newer)]
    if key.standby:
        lines.append(STANDBY + base64.b64encode(key.standby).decode())
    return "\n".join([*lines, ""]).encode()


def make_region_key(folder: Path, region: str) -> None:
    """Make the region's key file, unless it is there already."""
    write_secret_file(region_path(folder, region), base64.b64encode(secrets.token_bytes(KEY_BYTES)))


def write_secret_file(path: Path, content: bytes) -> bool:
    """Write a file that only its owner can read; leave one that is there, and say False."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return True


def replace_secret_file(path: Path, content: bytes) -> None:
    """Put a file in the place of one that is there: whoever reads it reads the one or the other."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_secret_file(fresh, content)
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def region_path(folder: Path, region: str) -> Path:
    """Where the region's key is, unless the environment has it."""
    return folder / f"{region}.key"


def region_variable(region: str) -> str:
    """The environment variable that goes before the file."""
    return f"MERIDIAN_REGION_KEY_{region.upper()}"


def decoded(text: str, where: str) -> bytes:
    """The 32 bytes of a key in base64. Raises KeyMissing, which says where it stands."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyMissing(f"{where} does not hold a key: write {KEY_BYTES} bytes in base64")
    return key
