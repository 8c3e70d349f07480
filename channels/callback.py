"""The generic signed webhook, outbound: our messages POSTed to the URL that an account named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.outcomes import Outcome, settled
from channels.web.guarded_http import GuardedHttp
from channels.web.signed_webhook import UNWRITABLE, Endpoint, SignedWebhook, utc, written
from domain.channels import Limits
from domain.ports import Clock, Outbound, Receipt, Refused


@dataclass(frozen=True, slots=True)
class CallbackAccount:
    """One account that takes our messages over HTTP, and the secret that it checks them with.

    `loopback` lets it be reached on this very machine; the embedded desk alone grants that.
    """

    channel: str
    account: str
    callback_url: str | None = field(repr=False)  # may hold a secret in its path
    secret: bytes = field(repr=False)
    loopback: bool = False
    older: tuple[bytes, ...] = field(default=(), repr=False)  # as of an Endpoint


class CallbackChannel:
    """Posts every message as signed JSON; the receiver folds repeats by `webhook-id`.

    `accounts` are found by (channel, account). Without `loopback_allowed` no account is reached on
    this machine, whatever it says of itself.
    """

    name = "callback"
    folds_repeats = True
    limits = Limits(longest=1_000_000)

    def __init__(
        self,
        accounts: Mapping[tuple[str, str], CallbackAccount],
        clock: Clock,
        http: GuardedHttp,
        *,
        loopback_allowed: bool = False,
    ) -> None:
        self._accounts = accounts
        self._webhook = SignedWebhook(clock, http, loopback_allowed=loopback_allowed)

    async def send(self, message: Outbound) -> Receipt:
        """Post one message, once.

        Raises Refused (`no_callback`, `unwritable`), or what SignedWebhook.post returns.
        """
        return settled(await self._attempt(message))

    async def _attempt(self, message: Outbound) -> Outcome:
        account = self._accounts.get((message.channel, message.account))
        if account is None or not account.callback_url:
            return Refused("no_callback")
        try:
            body = envelope(message)
        except UNWRITABLE:
            return Refused("unwritable")
        endpoint = Endpoint(account.callback_url, account.secret, account.loopback, account.older)
        return await self._webhook.post(endpoint, message.key, body)


def envelope(message: Outbound) -> bytes:
    """Write a message as UTF-8 JSON, the same bytes for the same message.

    Raises one of UNWRITABLE for what JSON cannot hold, such as a lone surrogate or NaN.
    """
    return written(
        {
            "event": message.event,
            "ticket_id": message.ticket_id,
            "message": {
                "id": message.message_id,
                "conversation_id": message.conversation_id,
                "sender": {
                    "id": message.author_id,
                    "kind": message.author_kind,
                    "name": message.author_name,
                },
                "text": message.text,
                "language": message.language,
                "flags": list(message.flags),
                "attachments": [dict(attachment) for attachment in message.attachments],
                "sent_at": utc(message.sent_at),
                "in_reply_to": message.in_reply_to,
            },
        }
    )
