"""Online engines through deep-translator's adapters, with what the adapters lack.

They pass no timeout, keep the text in fields that threads share (one customer's answer can reach
another), follow redirects and quote text and keys in their errors. Here each call has a fresh
adapter, its own transport with a deadline, and errors that are codes.
"""

import html
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import FunctionType
from urllib.parse import urlsplit

from deep_translator.base import BaseTranslator
from deep_translator.exceptions import BaseError, MicrosoftAPIerror

from domain.addresses import Reach
from language.adapters import ADAPTERS, DEEPL_FREE
from language.bucket import Bucket
from language.engine import LONGEST, EngineFailed
from language.entities import says_nothing
from language.pieces import bare, pieces
from language.tags import is_known
from language.transport import BoundedHttp

FORMALITIES = ("default", "more", "less")


@dataclass(frozen=True, slots=True)
class Access:
    """Where an engine is and what it wants to see. Never shown: `repr` leaves the secrets out."""

    address: str = ""  # the adapter's own where empty
    key: str = field(default="", repr=False)
    email: str = field(default="", repr=False)  # raises MyMemory's daily allowance
    location: str = ""  # of a Microsoft resource, such as westeurope
    formality: str = "default"  # of DeepL's translations: default, more or less
    proxy: str | None = field(default=None, repr=False)
    a_minute: int | None = None  # requests; the adapter's own where None
    internal: bool = False  # the address may be of a network of ours


class DeepTranslatorEngine:
    """One of deep-translator's engines, safe to share between threads.

    `seconds` bounds one `translate`, however many requests it takes. Raises ValueError for a name
    that is not in `ADAPTERS`, and where the address or key is missing that the engine needs.
    """

    def __init__(self, name: str, access: Access | None = None, seconds: float = 10.0) -> None:
        if name not in ADAPTERS:
            raise ValueError(f"No adapter is called {name!r}; there are {', '.join(ADAPTERS)}.")
        self.name = name
        self._adapter = ADAPTERS[name]
        self._access = access or Access()
        self._seconds = seconds
        self._address = _address(name, self._access)
        _check(name, self._access, self._address)
        self._reach = _reach(self._access)
        self.bucket = Bucket(self._access.a_minute or self._adapter.a_minute)

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
        deadline = time.monotonic() + self._seconds
        http = BoundedHttp(deadline, self._access.proxy, self.bucket, self._reach)
        translated = []
        for piece in pieces(text, self._adapter.longest, _bytes):
            before, core, after = bare(piece)
            answer = core if says_nothing(core) else self._ask(core, codes, http)
            translated.append(before + answer + after)
        return "".join(translated)

    def _codes(self, source: str, target: str) -> tuple[str, str] | None:
        if not (is_known(source) and is_known(target)):
            return None
        code_of_target = self._adapter.target_code or self._adapter.code
        codes = self._adapter.code(source), code_of_target(target)
        if codes[0] is None or codes[1] is None or codes[0] == codes[1]:
            return None
        if self._adapter.target_code and codes[0] == codes[1].partition("-")[0]:
            return None
        has_pair = self._adapter.has_pair
        return (codes[0], codes[1]) if has_pair is None or has_pair(codes[0], codes[1]) else None

    def _ask(self, text: str, codes: tuple[str, str], http: BoundedHttp) -> str:
        # Raised outside the `except`: the adapter's error quotes the text, and an error that it
        # is the context of carries it along into logs and histories.
        answer: object = None
        try:
            answer = self._fresh(codes, http).translate(text)
        except (
            *(BaseError, MicrosoftAPIerror),
            *(LookupError, TypeError, AttributeError, ValueError, StopIteration),
        ):
            failed = EngineFailed("malformed", retry=True)
        else:
            failed = EngineFailed("empty", retry=False)
        if not isinstance(answer, str) or not answer.strip():
            raise failed
        return _as_written(answer, text).strip()

    def _fresh(self, codes: tuple[str, str], http: BoundedHttp) -> BaseTranslator:
        """An adapter for one call, whose code finds our transport where it expects `requests`."""
        source, target = self._adapter.any_pair
        given = {
            "api_key": self._access.key or "none",  # LibreTranslator wants one even if none is due
            "email": self._access.email or None,
            "region": self._access.location or None,
        }
        wanted = {name: given[name] for name in self._adapter.wants}
        adapter = _with_transport(self._adapter.kind, http)(source=source, target=target, **wanted)
        adapter.source, adapter.target = codes  # the setters accept what the tables leave out
        adapter._base_url = self._address  # no other way in for Google and MyMemory
        adapter.formality = self._access.formality
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


def _address(name: str, access: Access) -> str:
    """As the adapter needs it: those of `libre` and `deepl` append their path without a slash."""
    known = ADAPTERS[name].address
    if name == "deepl" and access.key.endswith(":fx"):  # how DeepL marks the keys of its free API
        known = DEEPL_FREE
    address = access.address or known
    if name in {"libre", "deepl"} and address and not address.endswith("/"):
        address += "/"
    return address


def _reach(access: Access) -> Reach:
    """Which addresses the engine may have: those of this machine where its own is written."""
    if access.internal:
        return Reach.INTERNAL
    try:
        host = urlsplit(access.address).hostname or ""
        here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name, or no address of the web at all, which is found when it is asked
        here = False
    return Reach.LOOPBACK if here else Reach.PUBLIC


def _check(name: str, access: Access, address: str) -> None:
    """Raises ValueError with a sentence that says what is missing; holds no key."""
    if not address:
        raise ValueError(f"The engine `{name}` needs the address of a server.")
    if ADAPTERS[name].needs == "key" and not access.key:
        raise ValueError(f"The engine `{name}` needs a key.")
    if not (access.key.isascii() and access.key.isprintable()):
        raise ValueError(f"The key of `{name}` holds a character that no key has.")
    if access.formality not in FORMALITIES:
        raise ValueError(f"Write the formality of `{name}` as {', '.join(FORMALITIES)}.")


def _as_written(answer: str, text: str) -> str:
    """Without HTML's escapes (`&#39;`), with which MyMemory answers, where the text has none."""
    return html.unescape(answer) if html.unescape(text) == text else answer


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", errors="surrogatepass"))
