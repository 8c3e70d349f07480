"""What channels ask of their accounts, held against what `channels.yaml` says of these.

`rulebook/` checks the file by itself: it does not know what a channel needs. Here the two meet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from channels.kinds import GENERIC, Kind, Setting, kind_of
from channels.web.destinations import read_destination
from domain.abilities import Templates
from domain.addresses import ForbiddenDestination
from rulebook.facts import Account, Desk, SecretReference
from rulebook.reading.files import Document, Place
from rulebook.reading.findings import Finding
from rulebook.reading.names import meant

FILE: Final = "channels.yaml"
CALLBACK: Final = "callback_url"
SIGNING: Final = "signing"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with an account: where below it, and a sentence.

    No value is repeated: it may be a secret by mistake.
    """

    place: Place
    said: str


def unfit(desk: Desk, document: Document | None = None) -> Iterator[Finding]:
    """All that accounts say otherwise than their channels need it, a sentence for each.

    With the document of `channels.yaml` each has its line.
    """
    for index, account in enumerate(desk.accounts):
        for one in complaints(account):
            said = f"account {name_of(account)}: {one.said}"
            if document is None:
                yield Finding(FILE, None, said)
            else:
                yield document.finding(("accounts", index, *one.place), said)


def complaints(account: Account) -> Iterator[Complaint]:
    """What is wrong with one account."""
    kind = kind_of(account.channel)
    yield from _of_a_webhook(account, kind)
    yield from _settings(account, kind)
    yield from _secrets(account, kind)
    if account.rule.template and not issubclass(kind.abilities, Templates):
        yield Complaint(("template",), f"{kind.title} has no templates; leave template out")


def settings_of(account: Account) -> dict[str, str]:
    """Its settings as they were written, whichever way; defaults are the channel's to add."""
    callback = {} if account.callback_url is None else {CALLBACK: account.callback_url}
    return {**account.settings, **callback}


def secrets_of(account: Account) -> dict[str, SecretReference]:
    """Its secrets by their names, whichever way they were written."""
    signing = {} if account.secret is None else {SIGNING: account.secret}
    return {**account.secrets, **signing}


def name_of(account: Account) -> str:
    """As people write it: line/shop."""
    return f"{account.channel}/{account.account}"


def webhook_path(account: Account) -> str:
    """Where its platform posts to, below the address of the API."""
    return f"/v1/channels/{account.channel}/{account.account}"


def _of_a_webhook(account: Account, kind: Kind) -> Iterator[Complaint]:
    if kind.name == GENERIC:
        return
    for key in (CALLBACK, "secret"):
        if getattr(account, key) is not None:
            said = f"{kind.title} has no {key}: only a webhook has; leave it out"
            yield Complaint((key,), said)


def _settings(account: Account, kind: Kind) -> Iterator[Complaint]:
    known = {one.name: one for one in kind.settings}
    written = settings_of(account) if kind.name == GENERIC else account.settings
    yield from _unknown("setting", written, known, kind)
    for name, setting in known.items():
        if name in written:
            yield from _misfit(setting, written[name], account)
        elif setting.default is None:
            said = f"the setting {name} is missing, such as {setting.example}: {setting.meaning}"
            yield Complaint((), said)


def _misfit(setting: Setting, value: str, account: Account) -> Iterator[Complaint]:
    place = ("settings", setting.name) if setting.name in account.settings else (setting.name,)
    if re.fullmatch(setting.pattern, value) is None:
        said = f"this is not how {setting.name} is written; write it like {setting.example}"
        yield Complaint(place, said)
    elif setting.is_url and value and not _may_be_called(value, loopback=account.loopback):
        yield Complaint(
            place,
            f"{setting.name} is no address to call; write one that begins with https:// "
            "(http:// only with loopback: true, on this very machine)",
        )


def _may_be_called(url: str, *, loopback: bool) -> bool:
    try:
        read_destination(url, loopback=loopback)
    except (ForbiddenDestination, ValueError):  # ValueError: no URL has such characters
        return False
    return True


def _secrets(account: Account, kind: Kind) -> Iterator[Complaint]:
    known = {one.name: one for one in kind.secrets}
    written = secrets_of(account) if kind.name == GENERIC else account.secrets
    yield from _unknown("secret", written, known, kind)
    for name, needed in known.items():
        if name not in written and not needed.optional:
            said = f"the secret {name} is missing: {needed.meaning}; it is here: {needed.where}"
            yield Complaint((), said)


def _unknown(
    what: str, written: Mapping[str, object], known: Mapping[str, object], kind: Kind
) -> Iterator[Complaint]:
    for name in written:
        if name not in known:
            said = f"{kind.title} has no {what} '{name}'; {meant(name, tuple(known))}"
            yield Complaint((f"{what}s", name), said)
