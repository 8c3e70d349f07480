"""What a desk asks of the place that it runs in: accounts, secrets and engines that are there."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from channels.kinds import GENERIC, kind_of
from rulebook.facts import Desk, SecretReference
from rulebook.reading.findings import Finding
from runtime.account_rules import SIGNING, secrets_of, unfit
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.secret_places import Secrets, secret_text, signing_secrets
from runtime.settings import Settings
from runtime.translators import Translators

NOT_SEEN: Final = "not-seen-here"


def unusable(settings: Settings, desk: Desk, environment: Mapping[str, str]) -> Iterator[Finding]:
    """What keeps this installation from working by the desk, as far as it is known here.

    A secret of the environment that is not in ours may be in that of the workers: it is passed over
    (`not_seen_here` names it).
    """
    yield from unfit(desk)
    for file, wanted, signs in _secrets(desk):
        if wanted.source == "environment" and wanted.name not in environment:
            continue
        try:
            (signing_secrets if signs else secret_text)(settings.keys_folder(), wanted, environment)
        except (KeyMissing, OSError) as fault:
            yield Finding(file, None, str(fault))
    try:
        Translators(desk, _lookup(settings.keys_folder(), environment)).close()
    except CannotStart as fault:
        yield Finding("", None, str(fault))


def not_seen_here(desk: Desk, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Secrets of the environment that only the workers may have."""
    names = {wanted.name for _, wanted, _ in _secrets(desk) if wanted.source == "environment"}
    return tuple(sorted(names.difference(environment)))


def _lookup(folder: Path, environment: Mapping[str, str]) -> Secrets:
    """The engines' keys; one that is not here was told of already, or only workers have it."""

    def look_up(wanted: SecretReference) -> str:
        try:
            return secret_text(folder, wanted, environment)
        except (KeyMissing, OSError):
            return NOT_SEEN

    return look_up


def _secrets(desk: Desk) -> Iterator[tuple[str, SecretReference, bool]]:
    """Each with the file that names it, and whether it signs webhooks."""
    for account in desk.accounts:
        for name, reference in secrets_of(account).items():
            signs = name == SIGNING and kind_of(account.channel).name == GENERIC
            if account.callback_url is not None or reference is not account.secret:
                yield "channels.yaml", reference, signs
    for webhook in desk.webhooks.values():
        yield "notifications.yaml", webhook.secret, True
    if desk.email is not None and desk.email.password is not None:
        yield "notifications.yaml", desk.email.password, False
    for engine in desk.engines.values():
        if engine.key is not None:
            yield "translation.yaml", engine.key, False
