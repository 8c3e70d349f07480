"""The chat on web sites: our own channel, whose platform is the desk itself.

Visitors write to `/v1/chat/<account>` with a token of the desk (api/chat/), and read there what is
said to them; nothing is posted to the account's webhook, so nothing is accepted there.
"""

import json
import re
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from channels.kinds import Account, Kind, NeededSecret, Setting, Tools
from channels.web import signed_identity
from domain.arrivals import Sender, Verified
from domain.channels import Item, Limits, Request, Unreadable, Written
from domain.chat import CHANNEL, LARGEST_FILE, LONGEST_TEXT, TYPES_FOR, Known, Visitor, plain_name
from domain.ports import NotNow, Outbound, Receipt, Refused
from domain.stores import Erased, Missing, Unavailable
from domain.vocabulary import DeliveryState

LIMITS: Final = Limits(longest=LONGEST_TEXT, files=("*/*",), largest=LARGEST_FILE)
NOT_KNOWN: Final = "no_such_recipient"
AWAY: Final = "chat_store_away"
SITE: Final = r"https?://[A-Za-z0-9.*-]+(:([0-9]{1,5}|[*]))?"

_LINE: Final = r"[^\x00-\x1f\x7f-\x9f]"
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "id": re.compile(r"[\x21-\x7e]{1,200}"),
    "visitor": re.compile(_LINE + "{1,200}"),
    "text": re.compile(r"[^\x00]*"),
    "name": re.compile(_LINE + "{1,200}"),
    "email": re.compile(r"[^@\s\x00-\x1f\x7f-\x9f]+@[^@\s\x00-\x1f\x7f-\x9f]+"),
    "language": re.compile("[A-Za-z0-9-]{1,35}"),
    "subject": re.compile(_LINE + "{1,200}"),
    "ticket": re.compile(r"[\x21-\x7e]{1,200}"),
}


class ChatChannel:
    """One account: pages of some sites. What is said goes where its visitor reads it.

    Raises ValueError for a secret that is too short.
    """

    name = CHANNEL
    folds_repeats = True
    limits = LIMITS
    sends_files = True
    reports = (DeliveryState.DELIVERED, DeliveryState.READ)

    def __init__(self, account: Account, tools: Tools) -> None:
        self._account = account.name
        self._clock = tools.clock
        self._chat = tools.chat
        self._secrets = tuple(account.secrets.get("identity", ()))
        if any(len(one.encode()) < signed_identity.SHORTEST_SECRET for one in self._secrets):
            raise ValueError("the secret identity needs at least 32 characters")
        self.title = account.settings.get("title", "")
        self.sites = tuple(account.settings.get("sites", "").split())
        self.shows_names = account.settings.get("agents") == "first name"

    def accepts(self, request: Request) -> bool:
        """Nobody may post here: visitors show a token of the desk at another address."""
        return False

    def read(self, request: Request) -> Sequence[Item]:
        """A message as the desk writes a visitor's down, once their token is checked."""
        try:
            told = json.loads(request.body)
            return [_written(told, request.at)]
        except (ValueError, TypeError, LookupError, RecursionError, AttributeError):
            return [Unreadable("no_message", request.body)]

    async def send(self, message: Outbound) -> Receipt:
        """Put it where its visitor reads it. Raises Refused and NotNow."""
        await _told(self._chat.say(message))
        return Receipt()

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """Show it for ten seconds. Raises NotNow or Refused."""
        until = self._clock.now() + TYPES_FOR
        await _told(self._chat.types(Visitor(self._account, recipient), until))

    def known(self, identity: str, now: datetime) -> Known:
        """Whom a site's signed word names. Raises IdentityRefused."""
        return signed_identity.known(identity, self._secrets, now)


async def _told(telling: Awaitable[object]) -> None:
    """Raises what a channel may, after the fault that it stands for: that may name somebody."""
    fault: Refused | NotNow | None = None
    try:
        await telling
    except (Missing, Erased):
        fault = Refused(NOT_KNOWN)
    except Unavailable:
        fault = NotNow(AWAY)
    if fault is not None:
        raise fault


def _written(told: Mapping[str, Any], at: datetime) -> Written:
    """Raises ValueError, TypeError or LookupError for what is no message of ours."""
    subject = _said(told, "subject")
    return Written(
        _wanted(told, "id"),
        Sender(
            _wanted(told, "visitor"),
            name=plain_name(_said(told, "name")) or None,
            email=_said(told, "email"),
            locale=_said(told, "language"),
        ),
        _wanted(told, "text"),
        at,
        ticket=_said(told, "ticket"),
        verified=Verified(email=told.get("vouched") is True),
        extra={"subject": subject} if subject else {},
    )


def _wanted(told: Mapping[str, Any], name: str) -> str:
    found = _said(told, name)
    if found is None:
        raise LookupError(name)
    return found


def _said(told: Mapping[str, Any], name: str) -> str | None:
    """What is told under a name, of the shape that the name has. Raises ValueError, TypeError."""
    value = told.get(name)
    if value is None:
        return None
    value.encode()  # half a surrogate is no text
    if _SHAPES[name].fullmatch(value) is None:
        raise ValueError(name)
    return str(value)


KIND: Final = Kind(
    name=CHANNEL,
    title="Chat on web sites",
    limits=LIMITS,
    abilities=ChatChannel,
    make=ChatChannel,
    settings=(
        Setting(
            "sites",
            "whose pages may show the chat: origins, with blanks between",
            "https://shop.example https://www.shop.example",
            pattern=rf"{SITE}( +{SITE})*",
        ),
        Setting("title", "what the chat is called, at its head", "Shop", default=""),
        Setting(
            "agents",
            "whether visitors read the first names of agents",
            "first name",
            default="hidden",
            pattern="hidden|first name",
        ),
    ),
    secrets=(
        NeededSecret(
            "identity",
            "signs who the sites' known customers are",
            "made here: 32 characters or more, such as of `openssl rand -hex 32`",
            optional=True,
        ),
    ),
)
