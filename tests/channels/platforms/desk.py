"""What a channel is given in tests: real HTTP, a clock that is moved by hand, a region's tokens."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from channels.kinds import Account, Kind, Tools
from channels.splitting import split
from channels.web.guarded_http import GuardedHttp
from domain.attachments import AttachedFile
from domain.channel_tokens import Renew, Token
from domain.channels import Mouth
from domain.ports import Outbound
from domain.sending import parts_of
from runtime.channel_tokens import RenewedTokens
from storage.open import Place, open_region
from tests.storage.building import KEY

NOW = datetime(2026, 3, 29, 1, 30, 5, tzinfo=UTC)


@dataclass
class Hands:
    """A clock that is moved by hand."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


class NoTokens:
    """For channels that have no token to renew."""

    async def get(self, name: str, renew: Renew) -> str:
        raise AssertionError(f"{name} asked for a token")

    async def refused(self, name: str, value: str) -> None:
        raise AssertionError(f"{name} had a token")

    async def keep(self, name: str, token: Token) -> None:
        raise AssertionError(f"{name} has a token")


def account_of(
    kind: Kind,
    settings: Mapping[str, str],
    secrets: Mapping[str, Sequence[str]],
    *,
    name: str = "shop",
) -> Account:
    """An account of this very machine, with the defaults of its kind."""
    defaults = {one.name: one.default for one in kind.settings if one.default is not None}
    return Account(kind.name, name, "apac", {**defaults, **settings}, secrets, loopback=True)


@asynccontextmanager
async def tools(*, whole_timeout: float = 10.0) -> AsyncIterator[Tools]:
    """Tools without tokens."""
    async with GuardedHttp(whole_timeout=whole_timeout) as http:
        yield Tools(http, Hands(), NoTokens())


@asynccontextmanager
async def tools_of_a_region(folder: Path, clock: Hands) -> AsyncIterator[Tools]:
    """Tools with the tokens of a region, as its worker has them."""
    place = Place.in_folder(folder)
    async with await open_region("eu", place, KEY) as region, GuardedHttp() as http:
        tokens = RenewedTokens(region.stores.channels, clock, "worker 1")
        yield Tools(http, clock, tokens)


def answer_to(recipient: str, text: str = "พรุ่งนี้ครับ", **more: object) -> Outbound:
    """An answer of an agent, on its way to somebody."""
    said = {
        "key": "apac-1:7:0",
        "event": "message.created",
        "channel": "line",
        "account": "shop",
        "ticket_id": "apac-1",
        "message_id": "m-1",
        "conversation_id": recipient,
        "author_kind": "agent",
        "author_id": "a-1",
        "author_name": "Inês Canário",
        "text": text,
        "language": "th",
        "sent_at": NOW,
        "recipient": recipient,
    }
    return Outbound(**{**said, **more})  # type: ignore[arg-type] # a table of mixed fields


async def sent_whole(mouth: Mouth, message: Outbound, *files: AttachedFile) -> None:
    """As the desk sends it: part by part, each under a key of its own."""
    parts = parts_of(message.text, files, mouth.limits, split)
    for number, part in enumerate(parts):
        one = replace(message, text=part.text, files=part.files, part=number, parts=len(parts))
        await mouth.send(replace(one, key=f"eu-1:12:{number}"))
