"""The region keys: read from files that only their owner may read, outside the data folder."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
OWNER_ONLY = 0o600


class KeyMissing(Exception):
    """A region's key is not where it should be; the sentence says what to do."""


@dataclass(frozen=True, slots=True, repr=False)
class RegionKey:
    """A region's root key. Each use has a key of its own, derived from it (RFC 5869)."""

    region: str
    root: bytes

    def derived(self, use: str) -> bytes:
        """The key for one use: `customer keys`, `workflow payloads`, `lookup hashes`."""
        info = f"meridian/{self.region}/{use}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self.root)


def read_region_key(folder: Path, region: str, environment: Mapping[str, str]) -> RegionKey:
    """The key from `MERIDIAN_REGION_KEY_<REGION>` if the environment has it, else from its file.

    Raises KeyMissing where there is none, or where it is not 32 bytes in base64.
    """
    variable = f"MERIDIAN_REGION_KEY_{region.upper()}"
    if variable in environment:
        return RegionKey(region, _decoded(environment[variable], variable))
    path = _path(folder, region)
    if not path.is_file():
        raise KeyMissing(
            f"there is no key for region {region} at {path}; restore it from where keys are kept"
        )
    return RegionKey(region, _decoded(path.read_text(), str(path)))


def make_region_key(folder: Path, region: str) -> None:
    """Make the region's key file, unless it is there already."""
    write_secret_file(_path(folder, region), base64.b64encode(secrets.token_bytes(KEY_BYTES)))


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


def _path(folder: Path, region: str) -> Path:
    return folder / f"{region}.key"


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyMissing(f"{where} does not hold a key: write {KEY_BYTES} bytes in base64")
    return key
