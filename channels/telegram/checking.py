"""What `meridian channel check` looks at for Telegram: it asks, and changes nothing."""

import json
from collections.abc import Sequence

from channels.payload import Members, everything, number, words
from channels.telegram.api import BotApi, Question
from channels.telegram.reading import WANTED
from domain.abilities import Finding
from domain.channels import TokenRefused


async def findings(api: BotApi, base: str, webhook_url: str | None) -> Sequence[Finding]:
    """The bot's token, and whether its webhook is ours, is told all, and is answered."""
    about = await api.ask(Question("getMe"))
    if about.failure is not None:
        return [_credentials(about.failure)]
    name = words(about.members.get("username"))[:64]
    found = [Finding(f"credentials, of @{name}", True)]
    info = await api.ask(Question("getWebhookInfo"))
    if info.failure is not None:
        return [*found, Finding("webhook", False, "Telegram did not tell of it: try again later.")]
    return [*found, *_webhook(info.members, base, webhook_url)]


def set_webhook(base: str, webhook_url: str | None) -> str:
    """The call that sets the webhook, for somebody to make with what only they have."""
    content = {
        "url": webhook_url or "<address that `meridian channel list` shows>",
        "secret_token": "<webhook_secret>",
        "allowed_updates": list(WANTED),
    }
    return (
        f"curl {base.rstrip('/')}/bot<token>/setWebhook -H 'Content-Type: application/json' "
        f"-d '{json.dumps(content)}'"
    )


def _credentials(failure: Exception) -> Finding:
    if isinstance(failure, TokenRefused):
        advice = "Telegram does not take the token. @BotFather → /token shows the one that is good."
        return Finding("credentials", False, advice)
    reason = getattr(failure, "reason", "unknown")
    advice = f"Telegram could not be asked ({reason}): try again later."
    return Finding("credentials", False, advice)


def _webhook(info: Members, base: str, webhook_url: str | None) -> list[Finding]:
    call = f"Make this call: {set_webhook(base, webhook_url)}"
    url = words(info.get("url"))
    is_ours = url != "" and webhook_url in (None, url)
    found = [Finding("webhook URL", is_ours, "" if is_ours else call)]
    told = {words(one) for one in everything(info, "allowed_updates")}
    # Nothing named means all that is sent by default, which holds what is wanted.
    is_told = not told or told.issuperset(WANTED)
    found.append(Finding("webhook is told all that is wanted", is_told, "" if is_told else call))
    return [*found, _last_fault(info)]


def _last_fault(info: Members) -> Finding:
    """Telegram forgets a fault only when the webhook is set anew: one that waits is what counts."""
    waiting = number(info.get("pending_update_count")) or 0
    fault = words(info.get("last_error_message"))[:120]
    well = waiting == 0 or not fault
    advice = f"{waiting} updates wait; the last fault: {fault}." if not well else ""
    return Finding("webhook is answered", well, advice)
