"""The generic signed webhook, in and out: how applications of one's own connect, whatever they are.

Both ways it is JSON in one envelope, signed as Standard Webhooks 1.0.0 describes it
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
`docs/channels/webhook.md` has the whole of it. A channel of the desk that has no file of its own
is spoken to like this.
"""

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

from channels.kinds import GENERIC, Account, Kind, NeededSecret, Setting, Tools
from channels.outcomes import Outcome, settled
from channels.web.calling import Asking, Caller, expect_fitting
from channels.web.signature import read_secret, verify
from channels.web.signed_webhook import UNWRITABLE, Endpoint, SignedWebhook, utc, written
from channels.web.webhook_reading import items_of
from domain.abilities import Finding
from domain.arrivals import Verified
from domain.attachments import AttachedFile
from domain.channels import CannotFetch, Item, Limits, RemoteFile, Request
from domain.ports import Outbound, Receipt, Refused
from domain.vocabulary import DeliveryState

LONGEST: Final = 1_000_000  # characters of one message
LARGEST_FILE: Final = 10 * 1024 * 1024
LARGEST_DELIVERY: Final = 16 * 1024 * 1024  # a file or two in base64; larger ones are fetched
LIMITS: Final = Limits(longest=LONGEST, files=("*/*",), largest=LARGEST_FILE)
OK, TOO_MANY, UNWELL = 200, 429, 500
SIGNING: Final = "signing"
CALLBACK: Final = "callback_url"
VOUCHES: Final = "vouches_for"
_VOUCHED: Final = ("nothing", "phone", "email", "phone and email")


class WebhookChannel:
    """Posts every message as signed JSON, and reads what is posted to us, signed with the same.

    The receiver folds repeats by `webhook-id`. `accepts` goes by any of the secrets, the newest
    signs, and the older ones sign too. Raises ValueError for a secret that is none.
    """

    folds_repeats = True
    limits = LIMITS
    sends_files = True
    reports = (DeliveryState.DELIVERED, DeliveryState.READ)
    amends = ("edit", "delete")

    def __init__(self, account: Account, tools: Tools) -> None:
        self.name = account.channel
        self._account = account
        lines = " ".join(account.secrets.get(SIGNING, ()))
        self._secrets = tuple(read_secret(one) for one in lines.split())
        self._webhook = SignedWebhook(tools.clock, tools.http, loopback_allowed=account.loopback)
        self._caller = Caller(tools.http, loopback=account.loopback)
        vouched = account.settings.get(VOUCHES, "")
        self._verified = Verified(phone="phone" in vouched, email="email" in vouched)
        self.only_hears = not (account.settings.get(CALLBACK) and self._secrets)

    def accepts(self, request: Request) -> bool:
        """As the Protocol says."""
        if request.method != "POST":
            return False
        return any(
            [verify(one, request.headers, request.body, request.at) for one in self._secrets]
        )

    def read(self, request: Request) -> Sequence[Item]:
        """As the Protocol says."""
        return items_of(request, self._verified)

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """As the Protocol says: from the address that the application named, without a secret."""
        asking = Asking("GET", file.reference)
        async with self._caller.download(asking, longest) as (head, pieces):
            if head.status != OK:
                later = head.status == TOO_MANY or head.status >= UNWELL
                raise CannotFetch(f"answered_{head.status}", again=later)
            expect_fitting(head, longest)
            yield pieces

    async def send(self, message: Outbound) -> Receipt:
        """Post one message, once.

        Raises Refused (`no_callback`, `unwritable`), or what SignedWebhook.post returns.
        """
        return settled(await self._attempt(message))

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """As the Protocol says. Nobody can be asked: it tells what the other side has to do."""
        out = bool(self._account.settings.get(CALLBACK))
        signed = bool(self._secrets)
        url = webhook_url or f"(--url)/v1/channels/{self._account.channel}/{self._account.name}"
        return (
            Finding("signing secret", signed, "" if signed else "name one: it signs both ways"),
            Finding("messages in", signed, f"post them to {url}, signed with the secret"),
            Finding("messages out", out, "" if out else "write a callback_url to send answers to"),
        )

    async def _attempt(self, message: Outbound) -> Outcome:
        url = self._account.settings.get(CALLBACK)
        if not url or self.only_hears:
            return Refused("no_callback")
        try:
            body = envelope(message)
        except UNWRITABLE:
            return Refused("unwritable")
        newest, *older = self._secrets
        endpoint = Endpoint(url, newest, self._account.loopback, tuple(older))
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
                "key": message.key,
                "conversation_id": message.conversation_id,
                "recipient": {"id": message.recipient},
                "sender": {
                    "id": message.author_id,
                    "kind": message.author_kind,
                    "name": message.author_name,
                },
                "text": message.text,
                "language": message.language,
                "flags": list(message.flags),
                "attachments": [*map(dict, message.attachments), *map(_enclosed, message.files)],
                "automatic": message.automatic,
                "sent_at": utc(message.sent_at),
                "in_reply_to": message.in_reply_to,
            },
        }
    )


def _enclosed(file: AttachedFile) -> Mapping[str, object]:
    return {
        "name": file.name,
        "mime": file.media_type,
        "size": len(file.content),
        "content": base64.b64encode(file.content).decode("ascii"),
    }


KIND: Final = Kind(
    name=GENERIC,
    title="Signed webhook",
    limits=LIMITS,
    abilities=WebhookChannel,
    make=WebhookChannel,
    settings=(
        Setting(
            CALLBACK,
            "where our answers are posted; without one none can be delivered",
            "https://shop.example.org/desk",
            default="",
            is_url=True,
        ),
        Setting(
            VOUCHES,
            "what of a sender the application itself has verified",
            "phone and email",
            default="nothing",
            pattern="|".join(_VOUCHED),
        ),
    ),
    secrets=(
        NeededSecret(
            SIGNING,
            "signs what we post, and what is posted to us",
            "made here: `whsec_` and the base64 of 24 to 64 random bytes",
            optional=True,
        ),
    ),
    largest_delivery=LARGEST_DELIVERY,
)
