"""Secrets that sign what goes between the desk and an account's own system."""

import secrets
from pathlib import Path

from channels.web.signature import write_secret
from runtime.keys import write_secret_file

CALLBACK_KEY_FILE = "callback-secret"  # as the sample account of desk/channels.yaml names it
SECRET_BYTES = 32


def make_callback_secret(folder: Path, name: str) -> str:
    """The secret of that name as `whsec_…`, the newest if it has several; made if it has none."""
    write_secret_file(folder / name, new_callback_secret().encode())
    return (folder / name).read_text().split()[0]


def new_callback_secret() -> str:
    """A secret as `whsec_…` that nobody knows yet."""
    return write_secret(secrets.token_bytes(SECRET_BYTES))
