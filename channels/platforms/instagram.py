"""Instagram: one professional account is one account, reached by Instagram's own login."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from channels.kinds import Account, Kind, NeededSecret, Tools
from channels.meta import settings
from channels.meta.checking import Checking, Wanted
from channels.meta.direct import read_direct
from channels.meta.direct_sending import DirectSending, Manner, name_of
from channels.meta.graph import Graph
from channels.meta.instagram_token import token_of
from channels.meta.media import Media
from channels.meta.signature import challenge, is_signed
from domain.abilities import Finding
from domain.arrivals import Sender
from domain.channels import Channel, Item, Limits, RemoteFile, Request, Unit
from domain.ports import Outbound, Receipt
from domain.vocabulary import DeliveryState

# "Text must be UTF-8 and be a 1000 bytes or less": https://developers.facebook.com/documentation/
# instagram-platform/instagram-api-with-instagram-login/messaging-api
LIMITS = Limits(longest=1000, unit=Unit.BYTES, window=timedelta(hours=24))
LATE: Final = timedelta(days=7)  # for what people write themselves, with the permission for it
OURSELVES: Final = "me"
MADE_AT: Final = "App Dashboard, Instagram, API setup with Instagram login, Generate access tokens"
WANTED = Wanted(
    object="instagram",
    fields=("messages", "messaging_postbacks", "messaging_seen", "message_reactions"),
    permissions=(),
    product="Instagram, API setup with Instagram login",
    made_at=MADE_AT,
)


class Instagram:
    """One account of ours. It has no files: Instagram takes them by public addresses alone."""

    name = "instagram"
    folds_repeats = False
    reports = (DeliveryState.READ,)
    amends = ("delete",)  # edits are read too; Meta promises them of Messenger alone

    def __init__(self, account: Account, tools: Tools) -> None:
        self._account = account
        self._own_id = account.settings["account_id"]
        human_agent = account.settings["human_agent"] == "yes"
        self.limits = replace(LIMITS, window=LATE) if human_agent else LIMITS
        address = settings.address_of(account, proves=False)
        graph = Graph(address, token_of(account, address, tools), tools.http, tools.clock)
        manner = Manner(OURSELVES, human_agent, names_keys=False, takes_files=False)
        self._sending = DirectSending(graph, manner)
        self._media = Media(tools.http, loopback=account.loopback)
        self._checking = Checking(graph, WANTED)

    def accepts(self, request: Request) -> bool:
        """As the Protocol says."""
        return is_signed(request, self._account.secrets.get("app_secret", ()))

    def greeting(self, request: Request) -> str | None:
        """As `Greets` says."""
        return challenge(request, self._account.secrets.get("verify_token", ()))

    def read(self, request: Request) -> Sequence[Item]:
        """As the Protocol says."""
        return read_direct(request, "instagram", self._own_id)

    async def send(self, message: Outbound) -> Receipt:
        """As the Protocol says."""
        return await self._sending.send(message)

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """As `Typing` says."""
        await self._sending.typing(recipient)

    async def profile(self, sender_id: str) -> Sender | None:
        """As `Tells` says: their name alone."""
        told = await self._sending.profile(sender_id, "name", "username")
        return None if told is None else Sender(id=sender_id, name=name_of(told))

    def fetch(
        self, file: RemoteFile, longest: int
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """As `Files` says."""
        return self._media.fetch(file, longest)

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """As `Checks` says. Instagram does not tell the webhook's address; a person looks."""
        found = self._checking.found
        return [
            await found("access token and account", OURSELVES, self._own_id, "user_id"),
            await self._checking.installed("webhook fields", OURSELVES, by_field=True),
        ]


def _make(account: Account, tools: Tools) -> Channel:
    return Instagram(account, tools)


KIND = Kind(
    name="instagram",
    title="Instagram",
    limits=LIMITS,
    abilities=Instagram,
    make=_make,
    settings=(
        settings.number_of(
            "account_id", "the id of our professional account (`user_id`)", "17841405793187218"
        ),
        settings.HUMAN_AGENT,
        *settings.api("https://graph.instagram.com"),
    ),
    secrets=(
        NeededSecret(
            name="access_token",
            meaning="a long-lived token of the account to begin with; the desk renews it",
            where=MADE_AT,
        ),
        replace(
            settings.APP_SECRET,
            meaning="what Meta signs webhooks with",
            where="App Dashboard, Instagram, API setup with Instagram login, Instagram app secret",
        ),
        settings.VERIFY_TOKEN,
    ),
    largest_delivery=settings.LARGEST_DELIVERY,
    answers_within=settings.ANSWERS_WITHIN,
)
