"""LINE: official accounts through the Messaging API.

Answers go out as push messages: a reply token lives for a minute, and people need longer. LINE
tells neither of delivery nor of reading, and takes files as links only, of which we have none.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from channels.hints import country_code, language_tag
from channels.kinds import Account, Kind, NeededSecret, Setting, Tools
from channels.line.api import LineApi, Question, retry_key
from channels.line.checking import findings
from channels.line.files import LineFiles
from channels.line.reading import read_events
from channels.line.tokens import Credentials, IssuedTokens, LastingTokens, LineTokens
from channels.outcomes import expect_passing
from channels.payload import identifier, several, words
from channels.web.calling import Caller
from domain.abilities import Finding
from domain.arrivals import Sender
from domain.channels import Item, Limits, RemoteFile, Request, Unit
from domain.ports import Outbound, Receipt, Refused

NAME: Final = "line"
SIGNATURE: Final = "x-line-signature"
TYPING_SECONDS: Final = 20  # LINE takes multiples of five up to sixty
# https://developers.line.biz/en/docs/messaging-api/text-character-count/
LIMITS: Final = Limits(longest=5000, unit=Unit.UTF16)
_SHARED: Final = re.compile("[CR][0-9a-f]{32}")  # a group or a room, not a person


class LineChannel:
    """One official account. Greeted with an empty delivery, which `read` finds nothing in.

    Raises ValueError for one that has nothing to show to LINE.
    """

    name = NAME
    folds_repeats = True
    limits = LIMITS
    amends = ("edit", "delete")

    def __init__(self, account: Account, tools: Tools) -> None:
        self._account = account
        caller = Caller(tools.http, loopback=account.loopback)
        tokens = _tokens(account, tools, caller)
        self._api = LineApi(account.settings["api"], caller, tokens, tools.clock)
        self._files = LineFiles(account.settings["data_api"], caller, tokens)
        self._country = country_code(account.settings.get("country", ""))

    def accepts(self, request: Request) -> bool:
        """Whether one of the channel secrets signed the raw bytes; each is compared in full."""
        given = request.headers.get(SIGNATURE, "").encode("utf-8", "replace")
        secrets = [one for one in self._account.secrets.get("channel_secret", ()) if one]
        expected = [signature(one, request.body).encode("ascii") for one in secrets]
        fits = any([hmac.compare_digest(one, given) for one in expected])
        return fits and request.method == "POST"

    def read(self, request: Request) -> Sequence[Item]:
        """As the Protocol says."""
        return read_events(request, self._country)

    async def send(self, message: Outbound) -> Receipt:
        """Push one text. LINE takes it for somebody who blocked us as well, and does not say so.

        Raises Refused (`monthly_limit`, `forbidden_403`, `refused_<status>`, `unwritable`), NotNow
        (`rate_429`, `answered_<status>`, `unreachable`), OutcomeUnknown or TokenRefused.
        """
        content = {
            "to": _recipient(message),
            "messages": [{"type": "text", "text": message.text}],
        }
        key = retry_key(self._account.name, message.key)
        told = await self._api.ask(Question("POST", "/v2/bot/message/push", content, key))
        if told.failure is not None:
            raise told.failure
        sent = several(told.members, "sentMessages")
        return Receipt(identifier(sent[0].get("id")) if sent else "")

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        """As the Protocol says; a film that LINE is still preparing may be had later."""
        async with self._files.fetch(file, longest) as pieces:
            yield pieces

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """Show it for twenty seconds, or until our next message; groups are shown nothing."""
        if _SHARED.fullmatch(recipient):
            raise Refused("not_in_groups")
        content = {"chatId": recipient, "loadingSeconds": TYPING_SECONDS}
        told = await self._api.ask(Question("POST", "/v2/bot/chat/loading/start", content))
        expect_passing(told.failure)

    async def profile(self, sender_id: str) -> Sender | None:
        """Name and language, of those who are friends with the account and agreed to it."""
        told = await self._api.ask(Question("GET", f"/v2/bot/profile/{quote(sender_id, safe='')}"))
        if told.failure is not None:
            return None
        name, locale = words(told.members.get("displayName")), told.members.get("language")
        return Sender(sender_id, name or None, locale=language_tag(locale), country=self._country)

    async def check(self, webhook_url: str | None) -> Sequence[Finding]:
        """As the Protocol says; where all is well, LINE is asked to try the webhook."""
        return await findings(self._api, webhook_url)


def signature(channel_secret: str, body: bytes) -> str:
    """The base64 of HMAC-SHA256(channel secret, body), of the bytes as they came.

    https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
    """
    digest = hmac.digest(channel_secret.encode("utf-8"), body, sha256)
    return b64encode(digest).decode("ascii")


def _recipient(message: Outbound) -> str:
    """The group or room where a message belongs to one; else the person."""
    if _SHARED.fullmatch(message.conversation_id):
        return message.conversation_id
    return message.recipient or message.conversation_id


def _tokens(account: Account, tools: Tools, caller: Caller) -> LineTokens:
    lasting = [one for one in account.secrets.get("access_token", ()) if one]
    channel_id = account.settings.get("channel_id", "")
    if lasting and channel_id:
        raise ValueError(
            "Give the secret `access_token` or the setting `channel_id`, not both: with the first, "
            "the second would have no effect."
        )
    if lasting:
        return LastingTokens(lasting)
    if not channel_id:
        raise ValueError("Give the secret `access_token`, or `channel_id` for short tokens.")
    secrets = [one for one in account.secrets.get("channel_secret", ()) if one]
    credentials = Credentials(account.settings["api"], channel_id, secrets)
    name = f"{account.channel}/{account.name}"
    return IssuedTokens(name, credentials, caller, tools.tokens, tools.clock)


KIND: Final = Kind(
    name=NAME,
    title="LINE",
    limits=LIMITS,
    abilities=LineChannel,
    make=LineChannel,
    settings=(
        Setting(
            "channel_id",
            "Of the Messaging API channel; with it, short tokens are issued for the channel secret",
            "1650000000",
            default="",
            pattern="[0-9]{0,20}",
        ),
        Setting(
            "country",
            "Where this account's customers are at home, for LINE does not tell",
            "TH",
            default="",
            pattern="([A-Z]{2})?",
        ),
        Setting(
            "api", "Where the API is", "https://api.line.me", "https://api.line.me", is_url=True
        ),
        Setting(
            "data_api",
            "Where files are fetched",
            "https://api-data.line.me",
            "https://api-data.line.me",
            is_url=True,
        ),
    ),
    secrets=(
        NeededSecret(
            "channel_secret",
            "Signs what LINE posts, and is what short tokens are issued for",
            "LINE Developers Console → the channel → Basic settings → Channel secret",
        ),
        NeededSecret(
            "access_token",
            "A long-lived channel access token, where no `channel_id` is given",
            "LINE Developers Console → the channel → Messaging API → Channel access token → Issue",
            optional=True,
        ),
    ),
    answers_within=2.0,  # https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/
)
