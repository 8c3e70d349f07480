"""Online engines through deep-translator's adapters, with what the adapters lack.

They pass no timeout, keep the text in fields that threads share (one customer's answer can reach
another), follow redirects and quote text and keys in their errors. Here each call has a fresh
adapter, its own transport with a deadline, and errors that are codes.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType, MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from deep_translator import GoogleTranslator, LibreTranslator, MyMemoryTranslator
from deep_translator.base import BaseTranslator
from deep_translator.exceptions import BaseError

from language.codes import google_code, libre_code, my_memory_code
from language.engine import EngineFailed
from language.entities import says_nothing
from language.pieces import bare, pieces
from language.tags import is_known
from language.transport import BoundedHttp

LONGEST: Final = 20_000  # characters of one text


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one of deep-translator's adapters is used."""

    kind: type[BaseTranslator]
    address: str  # where nothing else is configured; empty where something must be
    code: Callable[[str], str | None]
    any_pair: tuple[str, str]  # two codes that the constructor accepts
    longest: int  # bytes of UTF-8 in one request
    wants: tuple[str, ...] = ()  # further arguments of its constructor


# Google and MyMemory take the text in the address; MyMemory's own limit is 500 bytes. The adapter's
# address of MyMemory is http: text travels encrypted or not at all.
ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {
        "google": Adapter(
            GoogleTranslator, "https://translate.google.com/m", google_code, ("en", "es"), 4_500
        ),
        "mymemory": Adapter(
            MyMemoryTranslator,
            "https://api.mymemory.translated.net/get",
            my_memory_code,
            ("en-GB", "es-ES"),
            480,
            ("email",),
        ),
        "libre": Adapter(LibreTranslator, "", libre_code, ("en", "es"), 2_000, ("api_key",)),
    }
)


@dataclass(frozen=True, slots=True)
class Access:
    """Where an engine is and what it wants to see. Never shown: `repr` leaves the secrets out."""

    address: str = ""  # the adapter's own where empty
    key: str = field(default="", repr=False)
    email: str = field(default="", repr=False)  # raises MyMemory's daily allowance
    proxy: str | None = field(default=None, repr=False)


class DeepTranslatorEngine:
    """One of deep-translator's engines, safe to share between threads.

    `seconds` bounds one `translate`, however many requests it takes. Raises ValueError for a name
    that is not in `ADAPTERS` and for `libre` without an address.
    """

    def __init__(self, name: str, access: Access | None = None, seconds: float = 10.0) -> None:
        if name not in ADAPTERS:
            raise ValueError(f"No adapter is called {name!r}; there are {', '.join(ADAPTERS)}.")
        self.name = name
        self._adapter = ADAPTERS[name]
        self._access = access or Access()
        self._seconds = seconds
        self._address = self._access.address or self._adapter.address
        if not self._address:
            raise ValueError(f"The engine {name!r} needs the address of a server.")
        if name == "libre" and not self._address.endswith("/"):
            self._address += "/"  # the adapter appends its path without one

    def describe(self) -> str:
        """Says where text goes."""
        return f"{self.name}: sends text to {urlsplit(self._address).hostname}."

    def supports(self, source: str, target: str) -> bool:
        """Whether the engine has codes for both tags; its server may still refuse the pair."""
        return self._codes(source, target) is not None

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate piece by piece; white space around the pieces stays as it is."""
        codes = self._codes(source, target)
        if codes is None:
            raise EngineFailed("unsupported", retry=False)
        if len(text) > LONGEST:
            raise EngineFailed("too long", retry=False)
        http = BoundedHttp(time.monotonic() + self._seconds, self._access.proxy)
        translated = []
        for piece in pieces(text, self._adapter.longest, _bytes):
            before, core, after = bare(piece)
            answer = core if says_nothing(core) else self._ask(core, codes, http)
            translated.append(before + answer + after)
        return "".join(translated)

    def _codes(self, source: str, target: str) -> tuple[str, str] | None:
        if not (is_known(source) and is_known(target)):
            return None
        pair = self._adapter.code(source), self._adapter.code(target)
        if pair[0] is None or pair[1] is None or pair[0] == pair[1]:
            return None
        return pair[0], pair[1]

    def _ask(self, text: str, codes: tuple[str, str], http: BoundedHttp) -> str:
        # Raised outside the `except`: the adapter's error quotes the text, and an error that it
        # is the context of carries it along into logs and histories.
        answer: object = None
        try:
            answer = self._fresh(codes, http).translate(text)
        except (BaseError, LookupError, TypeError, AttributeError, ValueError, StopIteration):
            failed = EngineFailed("malformed", retry=True)
        else:
            failed = EngineFailed("empty", retry=False)
        if not isinstance(answer, str) or not answer.strip():
            raise failed
        return answer.strip()

    def _fresh(self, codes: tuple[str, str], http: BoundedHttp) -> BaseTranslator:
        """An adapter for one call, whose code finds our transport where it expects `requests`."""
        source, target = self._adapter.any_pair
        # LibreTranslator wants a key even where none is due.
        given = {"api_key": self._access.key or "none", "email": self._access.email or None}
        wanted = {name: given[name] for name in self._adapter.wants}
        adapter = _with_transport(self._adapter.kind, http)(source=source, target=target, **wanted)
        adapter.source, adapter.target = codes  # the setters accept what the tables leave out
        adapter._base_url = self._address  # no other way in for Google and MyMemory
        return adapter


def _with_transport(kind: type[BaseTranslator], http: BoundedHttp) -> type[BaseTranslator]:
    """The adapter's class with its `translate` bound to `http` in place of `requests`.

    The library itself stays untouched: nothing is shared with other calls or other users of it.
    """
    original: FunctionType = kind.translate
    bound = FunctionType(
        original.__code__,
        {**original.__globals__, "requests": http},
        original.__name__,
        original.__defaults__,
        original.__closure__,
    )
    bound.__kwdefaults__ = original.__kwdefaults__
    return type(kind.__name__, (kind,), {"translate": bound})


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", errors="surrogatepass"))
