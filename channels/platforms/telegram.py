"""Telegram: a bot, also one that is connected to a business account.

Telegram tells neither of delivery nor of reading, and folds no repeats: a message whose answer did
not come back may have been taken, and is not sent again.
"""

import hmac
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from channels.hints import country_code
from channels.kinds import Account, Kind, NeededSecret, Setting, Tools
from channels.outcomes import expect_passing
from channels.payload import number
from channels.telegram.api import ODD_PICTURE, TOKEN, BotApi, Question, Told
from channels.telegram.checking import findings
from channels.telegram.files import TelegramFiles
from channels.telegram.places import Place, answered, destination, place_named
from channels.telegram.reading import answer_to_button, read_update
from channels.web.calling import Caller
from domain.abilities import Finding
from domain.attachments import AttachedFile
from domain.channels import Item, Limits, RemoteFile, Request, Unit
from domain.ports import Outbound, Receipt, Refused

NAME: Final = "telegram"
HEADER: Final = "x-telegram-bot-api-secret-token"
LONGEST_CAPTION: Final = 1024  # UTF-16 code units
LARGEST_PHOTO: Final = 10 * 1024 * 1024
_WEBHOOK_SECRET: Final = re.compile("[A-Za-z0-9_-]{1,256}")
PHOTOS: Final = frozenset({"image/jpeg", "image/png"})
# https://core.telegram.org/bots/api#sendmessage, #senddocument, and for the rate
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
LIMITS: Final = Limits(
    longest=4096,
    unit=Unit.UTF16,
    rate=(1, timedelta(seconds=1)),
    files=("*/*",),
    largest=50 * 1024 * 1024,
    caption=LONGEST_CAPTION,
)


class TelegramChannel:
    """One bot. Raises ValueError for secrets that Telegram could not have taken."""

    name = NAME
    folds_repeats = False
    limits = LIMITS
    sends_files = True
    amends = ("edit", "delete")  # delete: in chats of a business account alone

    def __init__(self, account: Account, tools: Tools) -> None:
        self._account = account
        self._base = account.settings["api"]
        _expect_sound(account)
        caller = Caller(tools.http, loopback=account.loopback)
        self._api = BotApi(self._base, account.secrets.get("token", ()), caller, tools.clock)
        self._files = TelegramFiles(account.settings["file_api"], self._api, caller)
        self._country = country_code(account.settings.get("country", ""))

    def accepts(self, request: Request) -> bool:
        """Whether it carries one of the secrets; each is compared, and each in constant time."""
        given = request.headers.get(HEADER, "").encode("utf-8", "replace")
        known = [one.encode("utf-8") for one in self._account.secrets.get("webhook_secret", ())]
        fits = any([hmac.compare_digest(one, given) for one in known if one])
        return fits and request.method == "POST"

    def read(self, request: Request) -> Sequence[Item]:
        """As the Protocol says."""
        return read_update(request, self._country)

    def answer(self, request: Request) -> str:
        """JSON, where a button was pressed: without it the button seems to work for ever."""
        return answer_to_button(request.body)

    async def send(self, message: Outbound) -> Receipt:
        """Send one text, or one file with the text below it that there is.

        Raises WindowClosed, Refused (`blocked`, `deactivated`, `not_begun`, `no_chat`, `too_long`,
        `too_large`, `one_file_each`, `refused_<code>`, `unwritable`), NotNow (`rate_429`,
        `answered_<status>`, `unreachable`), TokenRefused, or OutcomeUnknown.
        """
        place = destination(message)
        if place is None:
            raise Refused("no_chat")
        if len(message.files) > 1:
            raise Refused("one_file_each")
        told = await self._sent(_question(message, place))
        if told.failure is not None:
            raise told.failure
        return Receipt(_name_of(told, place))

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """As the Protocol says; of more than 20 MB nothing can be had."""
        async with self._files.fetch(file, longest) as pieces:
            yield pieces

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """Show it for five seconds, or until our next message."""
        place = place_named(recipient)
        if place is None or place.direct:  # of direct messages Telegram shows nothing
            raise Refused("no_chat")
        told = await self._sent(Question("sendChatAction", {**_where(place), "action": "typing"}))
        expect_passing(told.failure)

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """As the Protocol says."""
        return await findings(self._api, self._base, webhook_url)

    async def _sent(self, question: Question) -> Told:
        """What is no picture to Telegram goes as a file. A group that became a supergroup has
        another id, which Telegram then names.
        """
        told = await self._api.ask(question)
        if question.upload is not None and _is_odd_picture(told):
            question = _as_document(question.content, question.upload[1])
            told = await self._api.ask(question)
        if told.moved_to is None:
            return told
        content = {**question.content, "chat_id": told.moved_to}
        content.pop("reply_parameters", None)  # in the new chat that number is another message
        return await self._api.ask(replace(question, content=content))


def _expect_sound(account: Account) -> None:
    for name, form, example in (
        ("token", TOKEN, "123456:ABC-DEF…, as @BotFather shows it"),
        ("webhook_secret", _WEBHOOK_SECRET, "1 to 256 of A-Z, a-z, 0-9, _ and -"),
    ):
        if not all(form.fullmatch(one) for one in account.secrets.get(name, ()) if one):
            raise ValueError(f"The secret `{name}` has not the form {example}.")


def _question(message: Outbound, place: Place) -> Question:
    """The call that a part takes; only the first part answers what was written."""
    content = _where(place)
    replied = answered(message, place) if message.part == 0 else None
    if replied is not None:
        content["reply_parameters"] = {"message_id": replied, "allow_sending_without_reply": True}
    if not message.files:
        return Question("sendMessage", {**content, "text": message.text})
    caption = {"caption": message.text} if message.text else {}
    return _upload({**content, **caption}, message.files[0])


def _where(place: Place) -> dict[str, Any]:
    content: dict[str, Any] = {"chat_id": place.chat}
    if place.connection:
        content["business_connection_id"] = place.connection
    if place.topic:
        content["message_thread_id"] = place.topic
    if place.direct:
        content["direct_messages_topic_id"] = place.direct
    return content


def _upload(content: dict[str, Any], file: AttachedFile) -> Question:
    """Only what Telegram shows as a picture goes as one; it makes pictures smaller."""
    is_photo = file.media_type in PHOTOS and len(file.content) <= LARGEST_PHOTO
    if is_photo:
        return Question("sendPhoto", content, ("photo", file))
    return _as_document(content, file)


def _as_document(content: Mapping[str, object], file: AttachedFile) -> Question:
    return Question("sendDocument", content, ("document", file))


def _is_odd_picture(told: Told) -> bool:
    return isinstance(told.failure, Refused) and told.failure.reason == ODD_PICTURE


def _name_of(told: Told, place: Place) -> str:
    """What Telegram calls the message, in the form in which `read` would; empty where it did not
    say.
    """
    its_number = number(told.members.get("message_id"))
    chat = told.members.get("chat")
    found = number(chat.get("id")) if isinstance(chat, dict) else None
    if its_number is None:
        return ""
    return Place(found or place.chat, place.connection).message(its_number)


KIND: Final = Kind(
    name=NAME,
    title="Telegram",
    limits=LIMITS,
    abilities=TelegramChannel,
    make=TelegramChannel,
    settings=(
        Setting(
            "country",
            "Where this bot's customers are at home, for Telegram does not tell",
            "BR",
            default="",
            pattern="([A-Z]{2})?",
        ),
        Setting(
            "api",
            "Where the Bot API is; a server of one's own can stand there",
            "https://api.telegram.org",
            "https://api.telegram.org",
            is_url=True,
        ),
        Setting(
            "file_api",
            "Where files are fetched",
            "https://api.telegram.org",
            "https://api.telegram.org",
            is_url=True,
        ),
    ),
    secrets=(
        NeededSecret("token", "The bot's token", "Telegram → @BotFather → /newbot, or /token"),
        NeededSecret(
            "webhook_secret",
            "What Telegram shows with every update: 1 to 256 of A-Z, a-z, 0-9, _ and -",
            "made by you, at random, and told to Telegram with setWebhook",
        ),
    ),
    answers_within=60.0,  # https://github.com/tdlib/telegram-bot-api/issues/341
)
