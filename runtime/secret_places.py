"""Where secrets are that `desk/` only names: in a file among the keys, or in the environment."""

from collections.abc import Callable, Mapping
from pathlib import Path

from channels.web.signature import BadSecret, read_secret
from rulebook.facts import SecretReference
from runtime.keys import KeyMissing

Secrets = Callable[[SecretReference], str]  # raises KeyMissing


def secret_text(folder: Path, wanted: SecretReference, environment: Mapping[str, str]) -> str:
    """The secret as it is written there; `folder` holds the keys. Raises KeyMissing."""
    if wanted.source == "environment":
        found = environment.get(wanted.name)
    else:
        found = _read(folder / wanted.name, wanted)
    if found is None:
        raise KeyMissing(f"the secret {wanted.name} is not in the {wanted.source} that names it")
    if not found:
        raise KeyMissing(f"the secret {wanted.name} cannot be used: it is empty")
    return found


def _read(path: Path, wanted: SecretReference) -> str | None:
    """What the file holds; the fault tells nothing of it, unlike Python's own."""
    try:
        # Editors that are told to save UTF-8 may begin the file with a mark of it.
        return path.read_text("utf-8-sig").strip() if path.is_file() else None
    except UnicodeDecodeError:
        fault = "save its file as UTF-8 text"
    except OSError as failed:
        fault = f"its file does not open ({type(failed).__name__})"
    raise KeyMissing(f"the secret {wanted.name} cannot be read: {fault}")


def secrets_in(folder: Path, environment: Mapping[str, str]) -> Secrets:
    """Looks secrets up as `secret_text` does."""
    return lambda wanted: secret_text(folder, wanted, environment)


def no_secrets(wanted: SecretReference) -> str:
    """For those who have none at hand. Raises KeyMissing."""
    raise KeyMissing(f"the secret {wanted.name} cannot be looked up here")


def signing_secrets(
    folder: Path, wanted: SecretReference, environment: Mapping[str, str]
) -> tuple[bytes, ...]:
    """What webhooks are signed with, from its `whsec_…`; one a line, the newest first.

    Several sign together while receivers change to the newest. Raises KeyMissing.
    """
    try:
        return tuple(read_secret(one) for one in secret_text(folder, wanted, environment).split())
    except BadSecret as advice:
        raise KeyMissing(f"the secret {wanted.name} cannot be used: {advice}") from None
