"""What a channel's file declares, and how the files are found: each of `channels/platforms/`.

A file says `KIND = Kind(…)`. Nothing else names it: that is what adding a channel takes.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final

from channels import platforms
from channels.web.guarded_http import GuardedHttp
from domain.channel_tokens import Tokens
from domain.channels import Channel, Limits
from domain.chat import NobodyThere, Speaking
from domain.ports import Clock

GENERIC: Final = "webhook"  # speaks for every channel of the desk that has no file of its own


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that an account has to say, or may: `default` is None where it has to."""

    name: str
    meaning: str
    example: str
    default: str | None = None
    pattern: str = ".+"  # a regular expression that the whole of it has to fit
    is_url: bool = False  # an address that is called: judged like any other


@dataclass(frozen=True, slots=True)
class NeededSecret:
    """A secret that an account refers to. While it changes, several lines hold it, newest first."""

    name: str
    meaning: str
    where: str  # to be found at the platform, or made
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One account as its channel is given it: everything looked up, nothing left to default.

    `loopback` lets it reach this very machine; the embedded desk alone grants that.
    """

    channel: str
    name: str
    region: str | None
    settings: Mapping[str, str] = field(repr=False)  # an address may hold a secret
    secrets: Mapping[str, Sequence[str]] = field(repr=False)  # the newest first
    loopback: bool = False

    def secret(self, name: str) -> str:
        """The newest; the empty text for an optional one that is not there."""
        return next(iter(self.secrets.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Tools:
    """What every channel is given to work with."""

    http: GuardedHttp
    clock: Clock
    tokens: Tokens
    chat: Speaking = field(default_factory=NobodyThere)


@dataclass(frozen=True, slots=True)
class Kind:
    """A channel as its file declares it; `docs/channels/<name>.md` is its page.

    `make` raises ValueError, with a sentence, for an account that it cannot be made for.
    """

    name: str
    title: str
    limits: Limits
    abilities: type  # the class of its channels: which of the Protocols it is says what it can
    make: Callable[[Account, Tools], Channel]
    settings: tuple[Setting, ...] = ()
    secrets: tuple[NeededSecret, ...] = ()
    largest_delivery: int = 1024 * 1024  # bytes of one webhook
    answers_within: float = 10.0  # seconds that the platform waits for our answer


@cache
def kinds() -> Mapping[str, Kind]:
    """All that there are, by their names."""
    found = {}
    for module in pkgutil.iter_modules(platforms.__path__):
        kind = importlib.import_module(f"{platforms.__name__}.{module.name}").KIND
        found[kind.name] = kind
    return MappingProxyType(dict(sorted(found.items())))


def kind_of(channel: str) -> Kind:
    """The kind of a channel of the desk: its own, or the generic webhook's."""
    known = kinds()
    return known.get(channel) or known[GENERIC]
