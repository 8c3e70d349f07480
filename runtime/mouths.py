"""The accounts of a desk, ready to hear and to speak: each the channel that its kind makes of it.

Both doors open them: a worker to send, fetch and collect, an API process to verify and read what
platforms bring. A worker needs every secret, or it does not take the desk over. An API process goes
on without: what is brought to such an account is not taken, and the log says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from channels.kinds import GENERIC, Kind, Tools, kind_of
from channels.kinds import Account as OpenAccount
from channels.web.signature import BadSecret
from domain.channels import Channel
from rulebook.facts import Account, Desk, SecretReference
from runtime.account_rules import CALLBACK, SIGNING, complaints, name_of, secrets_of, settings_of
from runtime.arriving import Address
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.secret_places import secret_text
from runtime.settings import Settings

SAMPLE = "sample"  # the account whose callback `meridian up --callback` names

ToolsFor = Callable[[Account], Tools]

log = structlog.get_logger("channels")


@dataclass(frozen=True, slots=True)
class Here:
    """Where accounts are opened: its settings, with the keys' folder, and its environment."""

    settings: Settings
    environment: Mapping[str, str] = field(repr=False)

    @property
    def keys(self) -> Path:
        """Where secrets lie that are in files."""
        return self.settings.keys_folder()


@dataclass(frozen=True, slots=True)
class OpenAccounts:
    """The ports `Mouths` and `Ears`; `closed` says of other accounts why they are not open."""

    channels: Mapping[tuple[str, str], Channel]
    closed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, channel: str, account: str) -> Channel | None:
        """The channel of an account; None for one that is not open, or not of the desk."""
        return self.channels.get((channel, account))

    def largest(self, channel: str) -> int:
        """How many bytes one delivery of the channel may have."""
        return kind_of(channel).largest_delivery

    def by_address(self, desk: Desk) -> dict[Address, Channel]:
        """Those that are open, each with the region that the desk gives it."""
        named = {Address(one.channel, one.account, one.region): one for one in desk.accounts}
        found = {address: self.of(one.channel, one.account) for address, one in named.items()}
        return {address: channel for address, channel in found.items() if channel is not None}


@dataclass(frozen=True, slots=True)
class PresentEars:
    """The port `Ears` by the present desk, which may be another each time."""

    present: Callable[[], OpenAccounts]

    def of(self, channel: str, account: str) -> Channel | None:
        """As the Protocol says."""
        return self.present().of(channel, account)

    def largest(self, channel: str) -> int:
        """As the Protocol says."""
        return kind_of(channel).largest_delivery


def mouths_of(here: Here, desk: Desk, tools: ToolsFor) -> OpenAccounts:
    """Every account, each with all that it needs.

    Raises KeyMissing for a secret that is not there, or is none, and CannotStart for an account
    that says otherwise than its channel needs it.
    """
    return OpenAccounts({_named(one): opened(here, one, tools(one)) for one in desk.accounts})


def ears_of(here: Here, desk: Desk, tools: ToolsFor) -> OpenAccounts:
    """Every account whose secrets are here; raises nothing."""
    channels: dict[tuple[str, str], Channel] = {}
    closed: dict[tuple[str, str], str] = {}
    for account in desk.accounts:
        try:
            channels[_named(account)] = opened(here, account, tools(account))
        except (KeyMissing, CannotStart) as fault:
            log.warning("an account is not open here", account=name_of(account), fault=str(fault))
            closed[_named(account)] = str(fault)
    return OpenAccounts(channels, closed)


def opened(here: Here, account: Account, tools: Tools) -> Channel:
    """One account. Raises as `mouths_of`."""
    complaint = next(complaints(account), None)
    if complaint is not None:
        raise CannotStart(f"account {name_of(account)}: {complaint.said}")
    kind = kind_of(account.channel)
    fitted = OpenAccount(
        channel=account.channel,
        name=account.account,
        region=account.region,
        settings=_settings(here.settings, account, kind),
        secrets=_secrets(here, account, kind),
        loopback=account.loopback and here.settings.embedded,
    )
    try:
        return kind.make(fitted, tools)
    except BadSecret as advice:
        named = " or ".join(sorted(one.name for one in secrets_of(account).values()))
        raise KeyMissing(f"the secret {named} cannot be used: {advice}") from None
    except ValueError as advice:
        raise CannotStart(f"account {name_of(account)}: {advice}") from None


def _settings(settings: Settings, account: Account, kind: Kind) -> dict[str, str]:
    defaults = {one.name: one.default for one in kind.settings if one.default is not None}
    callback: dict[str, str] = {}
    if settings.embedded and settings.callback and account.account == SAMPLE:
        callback = {CALLBACK: settings.callback}
    return {**defaults, **settings_of(account), **(callback if kind.name == GENERIC else {})}


def _secrets(here: Here, account: Account, kind: Kind) -> dict[str, tuple[str, ...]]:
    """The lines of each. One that nothing needs yet may be missing: a webhook's without callback.

    A desk that was published before webhooks came in has such accounts.
    """
    found = {}
    for name, wanted in secrets_of(account).items():
        unneeded = name == SIGNING and kind.name == GENERIC and account.secret is wanted
        needed = not unneeded or bool(_settings(here.settings, account, kind).get(CALLBACK))
        lines = _lines(here, wanted, needed=needed)
        if lines:
            found[name] = lines
    return found


def _lines(here: Here, wanted: SecretReference, *, needed: bool) -> tuple[str, ...]:
    try:
        written = secret_text(here.keys, wanted, here.environment)
    except KeyMissing:
        if needed:
            raise
        return ()
    return tuple(line.strip() for line in written.splitlines() if line.strip())


def _named(account: Account) -> tuple[str, str]:
    return account.channel, account.account
