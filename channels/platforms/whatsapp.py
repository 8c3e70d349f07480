"""WhatsApp, through Meta's Cloud API: one business phone number is one account."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Final

from channels.kinds import Account, Kind, NeededSecret, Setting, Tools
from channels.meta import settings
from channels.meta.checking import Checking, Wanted
from channels.meta.graph import Graph
from channels.meta.media import Media
from channels.meta.signature import challenge, is_signed
from channels.meta.tokens import LastingToken
from channels.meta.uploading import CAPTIONED, WHATSAPP, largest, taken
from channels.meta.whatsapp import OBJECT, read_whatsapp
from channels.meta.whatsapp_sending import LONGEST_CAPTION, WhatsAppSending, unfit
from domain.abilities import Finding
from domain.channels import Channel, Item, Limits, RemoteFile, Request
from domain.ports import Outbound, Receipt
from domain.vocabulary import DeliveryState

# Texts of 4096 characters; one message in six seconds to one person on average.
# https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages
LIMITS = Limits(
    longest=4096,
    window=timedelta(hours=24),
    rate=(10, timedelta(minutes=1)),
    files=taken(WHATSAPP),
    largest=largest(WHATSAPP),
    caption=LONGEST_CAPTION,
    captioned=CAPTIONED,
)
MADE_AT: Final = "Business settings, Users, System users, Generate new token"
WANTED = Wanted(
    object=OBJECT,
    fields=("messages",),
    permissions=("whatsapp_business_messaging", "whatsapp_business_management"),
    product="WhatsApp, Configuration",
    made_at=MADE_AT,
)


class WhatsApp:
    """One number of ours."""

    name = "whatsapp"
    folds_repeats = False
    limits = LIMITS
    sends_files = True
    reports = (DeliveryState.DELIVERED, DeliveryState.READ)
    amends = ("edit", "delete")

    def __init__(self, account: Account, tools: Tools) -> None:
        self._account = account
        self._number_id = account.settings["phone_number_id"]
        token = LastingToken(account.secret("access_token"))
        address = settings.address_of(account, proves=True)
        graph = Graph(address, token, tools.http, tools.clock)
        self._sending = WhatsAppSending(graph, self._number_id)
        self._media = Media(tools.http, loopback=account.loopback, graph=graph)
        self._checking = Checking(graph, WANTED, account.secret("app_secret"))

    def accepts(self, request: Request) -> bool:
        """As the Protocol says."""
        return is_signed(request, self._account.secrets.get("app_secret", ()))

    def greeting(self, request: Request) -> str | None:
        """As `Greets` says."""
        return challenge(request, self._account.secrets.get("verify_token", ()))

    def read(self, request: Request) -> Sequence[Item]:
        """As the Protocol says."""
        return read_whatsapp(request, self._number_id)

    async def send(self, message: Outbound) -> Receipt:
        """As the Protocol says."""
        return await self._sending.send(message)

    async def send_template(self, message: Outbound, template: str) -> Receipt:
        """As `Templates` says."""
        return await self._sending.send_template(message, template)

    @staticmethod
    def unfit(text: str, language: str) -> str | None:
        """As `Templates` says: one line of at most 1024 characters."""
        return unfit(text, language)

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """As `Typing` says; WhatsApp shows it at the message that is answered."""
        await self._sending.typing(in_reply_to)

    def fetch(
        self, file: RemoteFile, longest: int
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """As `Files` says."""
        return self._media.fetch(file, longest)

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """As `Checks` says."""
        token, app_id = await self._checking.token()
        number = self._number_id
        findings = [
            token,
            await self._checking.found("phone number", number, number),
            *await self._checking.webhook(app_id, webhook_url, number),
        ]
        business = self._account.settings.get("business_account_id", "")
        if business:
            installed = self._checking.installed
            findings.append(await installed("business account", business, by_field=False))
        return findings


def _make(account: Account, tools: Tools) -> Channel:
    return WhatsApp(account, tools)


KIND = Kind(
    name="whatsapp",
    title="WhatsApp",
    limits=LIMITS,
    abilities=WhatsApp,
    make=_make,
    settings=(
        settings.number_of("phone_number_id", "Meta's id of our number", "106540352242922"),
        Setting(
            name="business_account_id",
            meaning="Meta's id of the WhatsApp Business account, to check that the app hears of it",
            example="102290129340398",
            default="",
            pattern="([0-9]{3,32})?",
        ),
        *settings.api("https://graph.facebook.com"),
    ),
    secrets=(
        NeededSecret(
            name="access_token",
            meaning="the token of a system user, with whatsapp_business_messaging and"
            " whatsapp_business_management",
            where=MADE_AT,
        ),
        settings.APP_SECRET,
        settings.VERIFY_TOKEN,
    ),
    largest_delivery=settings.LARGEST_DELIVERY,
    answers_within=settings.ANSWERS_WITHIN,
)
