"""The accounts of a desk, as `channels.yaml` says them."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.contacts import AccountRule, Fallback
from domain.facts import Via
from domain.preferences import QuietHours
from rulebook.facts import Account, SecretReference
from rulebook.schemas.channels import AccountPart, ChannelsFile, QuietHoursPart
from rulebook.schemas.parts import SecretPart
from rulebook.schemas.values import ANY_REGION


def account_of(part: AccountPart) -> Account:
    """One account."""
    return Account(
        channel=part.channel,
        account=part.account,
        region=None if part.region == ANY_REGION else part.region,
        callback_url=part.callback_url,
        secret=None if part.secret is None else secret_of(part.secret),
        loopback=part.loopback,
        settings=MappingProxyType(dict(part.settings)),
        secrets=MappingProxyType({name: secret_of(one) for name, one in part.secrets.items()}),
        rule=AccountRule(
            template=part.template or "",
            fall_back=tuple(map(_fallback, part.fall_back)),
            quiet_hours=None if part.quiet_hours is None else _quiet(part.quiet_hours),
        ),
    )


def defaults_of(file: ChannelsFile) -> Mapping[str, Via]:
    """By which account the customers of a region are written to first."""
    return MappingProxyType({name: Via(*one.split("/")) for name, one in file.defaults.items()})


def secret_of(part: SecretPart) -> SecretReference:
    """Where a secret is kept."""
    if part.file is not None:
        return SecretReference("file", part.file)
    return SecretReference("environment", part.environment or "")


def _quiet(part: QuietHoursPart) -> QuietHours:
    return QuietHours(*part.span, part.zone or "")


def _fallback(words: str) -> Fallback:
    channel, _, account = words.partition("/")
    return Fallback(channel, account or None)
