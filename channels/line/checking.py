"""What `meridian channel check` looks at for LINE: it asks, and changes nothing."""

from collections.abc import Sequence

from channels.line.api import LineApi, Question
from channels.payload import Members, words
from domain.abilities import Finding
from domain.channels import TokenRefused

CONSOLE = "LINE Developers Console → the channel → Messaging API"


async def findings(api: LineApi, webhook_url: str | None) -> Sequence[Finding]:
    """Credentials, chat mode, and whether the webhook is ours, switched on and answered."""
    about = await api.ask(Question("GET", "/v2/bot/info"))
    if about.failure is not None:
        return [_credentials(about.failure)]
    found = [
        Finding(f"credentials, of {words(about.members.get('basicId'))[:40]}", True),
        _mode(about.members),
    ]
    endpoint = await api.ask(Question("GET", "/v2/bot/channel/webhook/endpoint"))
    if endpoint.failure is not None or webhook_url is None:
        is_set = endpoint.failure is None
        return [*found, Finding("webhook", is_set, _set_up(webhook_url))]
    found += _webhook(endpoint.members, webhook_url)
    if all(one.well for one in found):
        found.append(await _tried(api, webhook_url))
    return found


def _credentials(failure: Exception) -> Finding:
    if isinstance(failure, TokenRefused):
        return Finding(
            "credentials",
            False,
            f"LINE does not take them. {CONSOLE} → Channel access token: issue one and put it into "
            "`access_token`, or give `channel_id` and the channel secret of Basic settings.",
        )
    reason = getattr(failure, "reason", "unknown")
    return Finding("credentials", False, f"LINE could not be asked ({reason}): try again later.")


def _mode(about: Members) -> Finding:
    """With chat switched on, people answer in LINE's own manager as well."""
    is_bot = about.get("chatMode") == "bot"
    advice = (
        ""
        if is_bot
        else "LINE Official Account Manager → Settings → Response settings: switch Chat off, or "
        "answers that are given there are not in the desk."
    )
    return Finding("chat is the desk's alone", is_bot, advice)


def _webhook(endpoint: Members, webhook_url: str) -> list[Finding]:
    is_ours = endpoint.get("endpoint") == webhook_url
    is_on = endpoint.get("active") is True
    return [
        Finding("webhook URL", is_ours, "" if is_ours else _set_up(webhook_url)),
        Finding("webhook in use", is_on, "" if is_on else f"{CONSOLE}: switch Use webhook on."),
    ]


async def _tried(api: LineApi, webhook_url: str) -> Finding:
    """Have LINE post an empty delivery to us."""
    content = {"endpoint": webhook_url}
    told = await api.ask(Question("POST", "/v2/bot/channel/webhook/test", content))
    well = told.failure is None and told.members.get("success") is True
    reason = words(told.members.get("reason"))[:80] or "no answer"
    advice = "" if well else f"LINE came to nothing with it ({reason}): is it reachable, with TLS?"
    return Finding("webhook is answered", well, advice)


def _set_up(webhook_url: str | None) -> str:
    where = webhook_url or "the address that `meridian channel list` shows"
    return f"{CONSOLE} → Webhook URL: {where}, then Update, Verify, and switch Use webhook on."
