"""The keys that sign what a region's audit trail was: beside the region keys, one a region.

The public key lies beside the secret one, for auditors to take along. Where a key is replaced, its
line stays there under that of the new one: what it signed is as true as before.
"""

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path

from runtime.keys import KEY_BYTES, KeyMissing, decoded, write_secret_file
from runtime.signed_notes import BadSignature, Signer, read_verifiers


def make_audit_key(folder: Path, region: str, environment: Mapping[str, str]) -> None:
    """Make what of the region's signing key is not there yet: the key, and the public one."""
    if _variable(region) not in environment:
        seed = base64.b64encode(secrets.token_bytes(KEY_BYTES))
        write_secret_file(_path(folder, region), seed)
    if not public_path(folder, region).is_file():
        line = _read(folder, region, environment).verifier
        write_secret_file(public_path(folder, region), f"{line}\n".encode())


def read_audit_signer(folder: Path, region: str, environment: Mapping[str, str]) -> Signer:
    """The key from `MERIDIAN_AUDIT_KEY_<REGION>` if the environment has it, else from its file.

    Raises KeyMissing where there is none, where it is no key, or where it is another than the one
    whose public key lies there: what it signs would convince nobody.
    """
    signer = _read(folder, region, environment)
    path = public_path(folder, region)
    if path.is_file() and signer.verifier not in _public(path):
        raise KeyMissing(
            f"the audit key of region {region} is not the one that {path} shows; restore it, or, "
            f"if it was replaced on purpose, put its line on top there: {signer.verifier}"
        )
    return signer


def read_audit_verifiers(folder: Path, region: str, environment: Mapping[str, str]) -> str:
    """The region's public keys, one a line, the present one first. Raises KeyMissing."""
    path = public_path(folder, region)
    if path.is_file():
        return "\n".join(_public(path))
    return _read(folder, region, environment).verifier


def origin_of(region: str) -> str:
    """What the trail of a region is called in what is signed of it; its key has the same name."""
    return f"meridian/{region}"


def public_path(folder: Path, region: str) -> Path:
    """Where the region's public keys are."""
    return folder / f"{region}.audit.vkey"


def _read(folder: Path, region: str, environment: Mapping[str, str]) -> Signer:
    variable = _variable(region)
    if variable in environment:
        return Signer.of_seed(origin_of(region), decoded(environment[variable], variable))
    path = _path(folder, region)
    if not path.is_file():
        raise KeyMissing(
            f"there is no audit key for region {region} at {path}; restore it from where keys are "
            "kept, or, if there never was one, run `meridian prepare`"
        )
    return Signer.of_seed(origin_of(region), decoded(path.read_text(), str(path)))


def _public(path: Path) -> list[str]:
    try:
        return [str(one) for one in read_verifiers(path.read_text())]
    except (BadSignature, UnicodeDecodeError) as fault:
        raise KeyMissing(f"{path} cannot be used as it stands: {fault}") from None


def _variable(region: str) -> str:
    return f"MERIDIAN_AUDIT_KEY_{region.upper()}"


def _path(folder: Path, region: str) -> Path:
    return folder / f"{region}.audit.key"
