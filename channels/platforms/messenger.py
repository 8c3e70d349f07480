"""Messenger: one Facebook page is one account."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from channels.hints import language_tag
from channels.kinds import Account, Kind, NeededSecret, Tools
from channels.meta import settings
from channels.meta.checking import Checking, Wanted
from channels.meta.direct import read_direct
from channels.meta.direct_sending import DirectSending, Manner, name_of
from channels.meta.graph import Graph
from channels.meta.media import Media
from channels.meta.signature import challenge, is_signed
from channels.meta.tokens import LastingToken
from channels.meta.uploading import MESSENGER, largest, taken
from domain.abilities import Finding
from domain.arrivals import Sender
from domain.channels import Channel, Item, Limits, RemoteFile, Request
from domain.ports import Outbound, Receipt
from domain.vocabulary import DeliveryState

# https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
LIMITS = Limits(
    longest=2000,
    window=timedelta(hours=24),
    files=taken(MESSENGER),
    largest=largest(MESSENGER),
    caption=0,
)
LATE: Final = timedelta(days=7)  # for what people write themselves, with the permission for it
MADE_AT: Final = "App Dashboard, Messenger, Messenger API settings, Generate access tokens"
WANTED = Wanted(
    object="page",
    fields=(
        *("messages", "messaging_postbacks", "message_deliveries", "message_reads"),
        *("message_echoes", "message_edits", "message_reactions"),
    ),
    permissions=("pages_messaging", "pages_manage_metadata"),
    product="Messenger, Messenger API settings",
    made_at=MADE_AT,
)


class Messenger:
    """One page of ours."""

    name = "messenger"
    folds_repeats = False
    sends_files = True
    reports = (DeliveryState.DELIVERED, DeliveryState.READ)
    amends = ("edit",)

    def __init__(self, account: Account, tools: Tools) -> None:
        self._account = account
        self._page_id = account.settings["page_id"]
        human_agent = account.settings["human_agent"] == "yes"
        self.limits = replace(LIMITS, window=LATE) if human_agent else LIMITS
        token = LastingToken(account.secret("access_token"))
        address = settings.address_of(account, proves=True)
        graph = Graph(address, token, tools.http, tools.clock)
        manner = Manner(self._page_id, human_agent, names_keys=True, takes_files=True)
        self._sending = DirectSending(graph, manner)
        self._media = Media(tools.http, loopback=account.loopback)
        self._checking = Checking(graph, WANTED, account.secret("app_secret"))

    def accepts(self, request: Request) -> bool:
        """As the Protocol says."""
        return is_signed(request, self._account.secrets.get("app_secret", ()))

    def greeting(self, request: Request) -> str | None:
        """As `Greets` says."""
        return challenge(request, self._account.secrets.get("verify_token", ()))

    def read(self, request: Request) -> Sequence[Item]:
        """As the Protocol says."""
        return read_direct(request, "page", self._page_id)

    async def send(self, message: Outbound) -> Receipt:
        """As the Protocol says."""
        return await self._sending.send(message)

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """As `Typing` says."""
        await self._sending.typing(recipient)

    async def profile(self, sender_id: str) -> Sender | None:
        """As `Tells` says. The locale is told to apps alone that were granted it."""
        names = ("first_name", "last_name")
        told = await self._sending.profile(sender_id, *names, "locale")
        told = told or await self._sending.profile(sender_id, *names)
        if told is None:
            return None
        return Sender(sender_id, name_of(told), locale=language_tag(told.get("locale")))

    def fetch(
        self, file: RemoteFile, longest: int
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """As `Files` says."""
        return self._media.fetch(file, longest)

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """As `Checks` says."""
        token, app_id = await self._checking.token()
        return [
            token,
            await self._checking.found("page", self._page_id, self._page_id),
            *await self._checking.webhook(app_id, webhook_url),
            await self._checking.installed("page subscription", self._page_id, by_field=True),
        ]


def _make(account: Account, tools: Tools) -> Channel:
    return Messenger(account, tools)


KIND = Kind(
    name="messenger",
    title="Messenger",
    limits=LIMITS,
    abilities=Messenger,
    make=_make,
    settings=(
        settings.number_of("page_id", "Meta's id of our page", "108824351843741"),
        settings.HUMAN_AGENT,
        *settings.api("https://graph.facebook.com"),
    ),
    secrets=(
        NeededSecret(
            name="access_token",
            meaning="the token of the page, with pages_messaging and pages_manage_metadata",
            where=MADE_AT,
        ),
        settings.APP_SECRET,
        settings.VERIFY_TOKEN,
    ),
    largest_delivery=settings.LARGEST_DELIVERY,
    answers_within=settings.ANSWERS_WITHIN,
)
