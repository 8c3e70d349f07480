"""How people are written to where they live: what operations wrote down, country by country."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

Said = TypeVar("Said")
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class DraftAction(StrEnum):
    """What follows where a draft says what is better not said."""

    WARN = "warn"  # its author is told
    HOLD = "hold"  # it is not sent, unless its author says: despite this rule


class Faith(StrEnum):
    """A faith that a person told the desk of, and may tell it to forget; it is never guessed."""

    BUDDHISM = "buddhism"
    CHRISTIANITY = "christianity"
    HINDUISM = "hinduism"
    ISLAM = "islam"
    JAINISM = "jainism"
    JUDAISM = "judaism"
    SIKHISM = "sikhism"


class NameOrder(StrEnum):
    """Which of a person's names comes first."""

    GIVEN_FIRST = "given name first"
    FAMILY_FIRST = "family name first"


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that can be said in many words, by language: a cow as a figure of speech.

    `words` and `harmless` are phrases as `domain.phrases` reads them, by BCP 47 tag; what stands
    inside of something harmless (a `ham` of `ham radio`) is not found.
    """

    name: str
    means: str
    words: Mapping[str, tuple[str, ...]]
    harmless: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DraftRule:
    """What is better not said, by the name of its concept, and what to write instead."""

    concept: str
    action: DraftAction
    suggestion: str


@dataclass(frozen=True, slots=True)
class Register:
    """How a reader is addressed in a language."""

    address: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Customs:
    """What is usual in a country, or among people of a faith; what is not known is empty."""

    rules: tuple[DraftRule, ...] = ()
    hint: str = ""  # how an answer is best built
    registers: Mapping[str, Register] = field(default_factory=dict)  # by language
    wording: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language, elsewhere
    names: NameOrder | None = None
    payment: str = ""
    contact: str = ""


UNKNOWN: Final = Customs()


@dataclass(frozen=True, slots=True)
class Culture:
    """All that a desk knows of its customers' countries and faiths."""

    countries: Mapping[str, Customs] = field(default_factory=dict)  # ISO 3166-1 alpha-2
    faiths: Mapping[Faith, Customs] = field(default_factory=dict)
    concepts: Mapping[str, Concept] = field(default_factory=dict)

    def of_country(self, country: str | None) -> Customs:
        """What is usual there; empty for a country that nobody wrote anything of."""
        return UNKNOWN if country is None else self.countries.get(country, UNKNOWN)

    def of_faith(self, faith: Faith | None) -> Customs:
        """What matters to people of that faith; empty where none is known."""
        return UNKNOWN if faith is None else self.faiths.get(faith, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to read an answer, as far as the desk knows."""

    language: str = "und"  # BCP 47; with a country where one was told, such as pt-BR
    country: str | None = None  # ISO 3166-1 alpha-2
    faith: Faith | None = None

    @property
    def variant(self) -> str | None:
        """The country whose words the language has: its own, or else where the person lives."""
        territories = (one for one in self.language.split("-")[1:] if len(one) == 2)
        return next((one.upper() for one in territories), self.country)

    def register(self, culture: Culture) -> Register | None:
        """How they are addressed in their language; the nearest tag counts."""
        return nearest(self.language, culture.of_country(self.country).registers)

    def wording(self, culture: Culture) -> Mapping[str, str]:
        """Words of other countries of their language, each with what is said in theirs."""
        return nearest(self.language, culture.of_country(self.variant).wording) or NOTHING


def tags_of(language: str) -> tuple[str, ...]:
    """A tag and those that it is a kind of, the nearest first: zh-Hant-TW, zh-Hant, zh."""
    parts = language.split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1))


def nearest(language: str, by_language: Mapping[str, Said]) -> Said | None:
    """What is said of a language, or of what it is a kind of; None where nothing is."""
    return next((by_language[tag] for tag in tags_of(language) if tag in by_language), None)
