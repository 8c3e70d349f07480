"""The shape of `translation.yaml`: how engines are reached, and which of them may do which pair."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from rulebook.schemas.parts import Part, Secret
from rulebook.schemas.values import Callback, Language, Slug
from rulebook.schemas.ways import email_address

EngineName = Literal["local", "google", "deepl", "microsoft", "mymemory", "libre"]
# A pattern and no list: editors know what each engine may have, and not each key five times.
OnlineEngine = Annotated[str, Field(pattern="^(google|deepl|microsoft|mymemory|libre)$")]


_PRICE = re.compile(r"\d{1,6}(?:\.\d{1,4})?")


def _price(written: object) -> float:
    if _PRICE.fullmatch(str(written)) is None:
        raise ValueError(f"'{written}' is no price: write a number such as 20 or 5.50")
    return float(str(written))


class EnginePart(Part):
    """How one online engine is reached."""

    url: Callback | None = Field(
        None,
        description="Where it answers; libre needs it, the others have an address of their own.",
        examples=["https://translate.example.org/"],
    )
    key: Secret | None = Field(
        None,
        description="The name of the key, never the key itself; deepl and microsoft need one.",
        examples=[{"file": "deepl-key"}, {"environment": "DEEPL_KEY"}],
    )
    location: Slug | None = Field(
        None, description="Of a microsoft resource that is not global.", examples=["westeurope"]
    )
    formality: Literal["default", "more", "less"] | None = Field(
        None,
        description="How deepl addresses the reader where the language has a choice: more is Sie "
        "and vous. Left out, as deepl sees fit.",
        examples=["more"],
    )
    email: Annotated[str, AfterValidator(email_address)] | None = Field(
        None,
        description="An address of yours, which raises what mymemory gives in a day.",
        examples=["desk@example.org"],
        json_schema_extra={"format": "email"},
    )
    proxy: Callback | None = Field(
        None,
        description="A proxy through which it is asked; there is none otherwise, whatever the "
        "environment says.",
        examples=["https://proxy.example.org:3128"],
    )
    requests_a_minute: StrictInt | None = Field(
        None,
        ge=1,
        le=100_000,
        description="How often each process asks it at most; left out, what the engine is known "
        "to bear.",
        examples=[120],
    )
    price: Annotated[float, Field(ge=0, le=100_000), BeforeValidator(_price)] | None = Field(
        None,
        description="What a million characters cost, in your own money: the figure "
        "meridian_translation_cost_total counts in it what is given to the engine.",
        examples=[20.0],
    )
    in_clear: StrictBool = Field(
        False,
        description="The url may begin with http://, over a network that is nobody else's; to "
        "this machine it always may. Implies internal.",
        examples=[True],
    )
    internal: StrictBool = Field(
        False,
        description="The url may lead to an address of a network of yours; else it leads to the "
        "internet, or by its own words to this machine.",
        examples=[True],
    )

    @model_validator(mode="after")
    def _is_encrypted(self) -> "EnginePart":
        if self.url and self.url.startswith("http://") and not (self.in_clear or _here(self.url)):
            raise ValueError("an engine's url begins with https:// (http:// with in_clear: true)")
        return self


class PairPart(Part):
    """Which engines are good enough for some pairs of languages."""

    source: tuple[Language, ...] = Field(
        (),
        alias="from",
        description="The languages of the text; pt is every Portuguese, and none are any language.",
        examples=[["ja", "ko"]],
    )
    target: tuple[Language, ...] = Field(
        (),
        alias="to",
        description="The languages wanted, likewise.",
        examples=[["en"]],
    )
    engines: tuple[EngineName, ...] = Field(
        description="The engines that may translate them, the best first; a region only asks those "
        "that its translation_engines name, too. With none, such texts stay untranslated.",
        examples=[["deepl", "google"]],
    )

    @model_validator(mode="after")
    def _names_each_once(self) -> "PairPart":
        if len(set(self.engines)) < len(self.engines):
            raise ValueError("name each engine once: the order is the order of asking")
        return self


class TranslationFile(Part):
    """`translation.yaml`: how engines are reached, and how good they are; it may be left out.

    Which engines may see a region's text stands in regions.yaml, and nowhere else.
    """

    engines: dict[OnlineEngine, EnginePart] = Field(
        default_factory=dict,
        description="What the online engines need, by their names.",
        examples=[{"deepl": {"key": {"file": "deepl-key"}, "formality": "more"}}],
    )
    pairs: tuple[PairPart, ...] = Field(
        (),
        description="Which engines are good enough for which pairs of languages; the first that "
        "fits decides. For all other pairs a region's engines are asked in its own order.",
        examples=[[{"from": ["ja"], "to": ["en"], "engines": ["deepl"]}]],
    )


def _here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
