"""How each of deep-translator's adapters is used, with those replaced that are out of date.

None of them is used as it is: `language.online` gives each call an adapter of its own and puts its
transport in the place of the library `requests`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import requests
from deep_translator import (
    DeeplTranslator,
    GoogleTranslator,
    LibreTranslator,
    MicrosoftTranslator,
    MyMemoryTranslator,
)
from deep_translator.base import BaseTranslator

from language.codes import (
    deepl_source,
    deepl_target,
    google_code,
    has_formality,
    libre_code,
    libre_has,
    microsoft_code,
    my_memory_code,
)

Code = Callable[[str], str | None]


class CurrentDeepl(DeeplTranslator):  # type: ignore[misc]  # the library ships no types
    """DeepL's adapter with the request that DeepL takes today.

    The library's own sends GET with the key in the query, which DeepL ended in 2025 and 2026.
    https://developers.deepl.com/api-reference/translate
    """

    formality = "default"

    def translate(self, text: str, **_: Any) -> str:
        """The text in DeepL's answer; raises LookupError or TypeError where it has none."""
        body: dict[str, Any] = {
            "text": [text],
            "source_lang": self._source,
            "target_lang": self._target,
        }
        if self.formality != "default" and has_formality(self._target):
            body["formality"] = f"prefer_{self.formality}"
        answer = requests.post(  # noqa: S113 - the transport that stands here has its own deadline
            f"{self._base_url}translate",
            json=body,
            headers={"Authorization": f"DeepL-Auth-Key {self.api_key}"},
        )
        text_of: str = answer.json()["translations"][0]["text"]
        return text_of


class OfflineMicrosoft(MicrosoftTranslator):  # type: ignore[misc]  # the library ships no types
    """Microsoft's adapter, made without the network: our own table names its languages."""

    def _get_supported_languages(self) -> dict[str, str]:
        return {"english": "en", "spanish": "es"}  # the two that its constructor is given


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one of deep-translator's adapters is used."""

    kind: type[BaseTranslator]
    address: str  # where nothing else is configured; empty where something must be
    code: Code
    any_pair: tuple[str, str]  # two codes that the constructor accepts
    longest: int  # bytes of UTF-8 in one request
    a_minute: int  # requests, where nothing else is configured
    wants: tuple[str, ...] = ()  # further arguments of its constructor
    target_code: Code | None = None  # where the language wanted has another code
    has_pair: Callable[[str, str], bool] | None = None  # by its codes; each with each where None
    needs: str = ""  # what must be configured: `address` or `key`


DEEPL_FREE: Final = "https://api-free.deepl.com/v2/"
# Google and MyMemory take the text in the address; MyMemory's own limit is 500 bytes. The adapter's
# address of MyMemory is http: text travels encrypted or not at all. Google promises nothing: five
# requests a second is what people report; the paid ones limit characters rather than requests.
ADAPTERS: Final[Mapping[str, Adapter]] = MappingProxyType(
    {
        "google": Adapter(
            GoogleTranslator,
            "https://translate.google.com/m",
            google_code,
            ("en", "es"),
            longest=4_500,
            a_minute=300,
        ),
        "deepl": Adapter(
            CurrentDeepl,
            "https://api.deepl.com/v2/",
            deepl_source,
            ("en", "es"),
            longest=10_000,
            a_minute=600,
            wants=("api_key",),
            target_code=deepl_target,
            needs="key",
        ),
        "microsoft": Adapter(
            OfflineMicrosoft,
            "https://api.cognitive.microsofttranslator.com/translate?api-version=3.0",
            microsoft_code,
            ("en", "es"),
            longest=10_000,
            a_minute=600,
            wants=("api_key", "region"),
            needs="key",
        ),
        "mymemory": Adapter(
            MyMemoryTranslator,
            "https://api.mymemory.translated.net/get",
            my_memory_code,
            ("en-GB", "es-ES"),
            longest=480,
            a_minute=60,
            wants=("email",),
        ),
        "libre": Adapter(
            LibreTranslator,
            "",
            libre_code,
            ("en", "es"),
            longest=2_000,
            a_minute=3_000,
            wants=("api_key",),
            has_pair=libre_has,
            needs="address",
        ),
    }
)
