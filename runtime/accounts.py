"""The channel accounts with their secrets: `desk/` names a secret, the door finds it."""

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from channels.callback import CallbackAccount, CallbackChannel
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import write_secret
from domain.channels import Mouth
from domain.ports import Clock
from rulebook.facts import Account, Desk
from runtime.keys import write_secret_file
from runtime.secret_places import signing_secrets
from runtime.settings import Settings

CALLBACK_KEY_FILE = "callback-secret"  # as the sample account of desk/channels.yaml names it
SECRET_BYTES = 32


def callback_channels(
    settings: Settings,
    desk: Desk,
    clock: Clock,
    http: GuardedHttp,
    environment: Mapping[str, str],
) -> dict[str, Mouth]:
    """Every channel of the desk, delivering to the callbacks of its accounts.

    Raises KeyMissing where an account with a callback has no secret, or one that is none.
    """
    accounts = {
        (account.channel, account.account): account
        for account in _with_secrets(settings, desk, environment)
    }
    channel = CallbackChannel(accounts, clock, http, loopback_allowed=settings.embedded)
    return {account.channel: channel for account in desk.accounts}


def make_callback_secret(folder: Path, name: str) -> str:
    """The secret of that name as `whsec_…`, the newest if it has several; made if it has none."""
    write_secret_file(folder / name, new_callback_secret().encode())
    return (folder / name).read_text().split()[0]


def new_callback_secret() -> str:
    """A secret as `whsec_…` that nobody knows yet."""
    return write_secret(secrets.token_bytes(SECRET_BYTES))


def _with_secrets(
    settings: Settings, desk: Desk, environment: Mapping[str, str]
) -> Iterator[CallbackAccount]:
    for account in desk.accounts:
        url = _callback_of(settings, account)
        if url is not None:
            folder = settings.keys_folder()
            newest, *older = signing_secrets(folder, account.secret, environment)
            yield CallbackAccount(
                account.channel,
                account.account,
                url,
                newest,
                loopback=account.loopback,
                older=tuple(older),
            )


def _callback_of(settings: Settings, account: Account) -> str | None:
    """`--callback` stands in for the sample account's own, on an embedded desk only."""
    if settings.embedded and settings.callback and account.account == "sample":
        return settings.callback
    return account.callback_url
