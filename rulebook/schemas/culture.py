"""The shapes of `culture/*.yaml` and `concepts/*.yaml`: how people are written to elsewhere."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator

from domain.cultures import DraftAction, Faith, NameOrder
from domain.drafts import PERSONAL, WORDING
from domain.phrases import LONGEST, OPEN, checked
from rulebook.reading.shapes import Misplaced
from rulebook.schemas.parts import Part
from rulebook.schemas.values import Country, Language, Slug, Words

MOST_PHRASES: Final = 500  # of one concept in one language
_TAKEN: Final = (WORDING, PERSONAL)


def _on_one_line(words: str) -> str:
    if "\n" in words:
        raise ValueError("this has several lines: write it on one")
    return words


def _closed_phrase(words: str) -> str:
    """A phrase of whole words: what replaces it has no open end either."""
    if OPEN in words:
        raise ValueError(f"'{words}' has an open end: write each word whole")
    return checked(words)


Sentence = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_on_one_line)]
Phrase = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(checked)]
WholePhrase = Annotated[
    str, Field(min_length=1, max_length=LONGEST), AfterValidator(_closed_phrase)
]
PhraseList = Annotated[tuple[Phrase, ...], Field(max_length=MOST_PHRASES)]


class AvoidPart(Part):
    """What is better not said, and what follows where a draft says it."""

    action: DraftAction = Field(
        description="warn: the agent is told. hold: the reply is refused, unless the agent sends "
        "it with `despite` and the concept's name.",
        examples=["warn", "hold"],
    )
    suggest: Words = Field(
        description="What the agent reads beside the words that were found: what to write.",
        examples=["Say what you mean without the animal: “surprising”, “profitable”."],
    )


class RegisterPart(Part):
    """How people are addressed in one language."""

    address: Words = Field(
        description="The form of address, as the agent reads it beside the draft.",
        examples=["Sie", "usted", "keigo: です/ます with お客様"],
    )
    how: Words | None = Field(
        None,
        description="What else the form asks for: titles, openings, closings.",
        examples=["Frau or Herr and the family name; no first names."],
    )


class UsualPart(Part):
    """What people of a country take for granted."""

    payment: Words | None = Field(
        None,
        description="How they pay, as the agent reads it beside the draft.",
        examples=["Cash on delivery is common; offer it before a card."],
    )
    contact: Words | None = Field(
        None,
        description="Who is contacted how, as the agent reads it beside the draft.",
        examples=["By WhatsApp rather than by mail; never on Friday mornings."],
    )


class CultureFile(Part):
    """`culture/<name>.yaml`: a country, a group of countries, or a faith."""

    culture: Slug = Field(
        description="The name of the culture, as its changes are told.", examples=["gulf", "in"]
    )
    countries: tuple[Country, ...] = Field(
        (),
        description="Whose customers it is about, ISO 3166-1 alpha-2. Several files may be about "
        "one country, as long as they do not contradict each other.",
        examples=[["IN"], ["DE", "AT"]],
    )
    faith: Faith | None = Field(
        None,
        description="In place of countries: people who told the desk that they are of this faith.",
        examples=["islam"],
    )
    hint: Sentence | None = Field(
        None,
        description="How an answer is best built there, on one line; the agent reads it beside "
        "the draft.",
        examples=["Facts first: what is the case, by when, and what the customer has to do."],
    )
    registers: dict[Language, RegisterPart] = Field(
        {},
        alias="register",
        description="How people there are addressed, by language.",
        examples=[{"de": {"address": "Sie"}}],
    )
    avoid: dict[Slug, AvoidPart] = Field(
        {},
        description="What drafts are checked for: each a concept of concepts/.",
        examples=[{"pork": {"action": "warn", "suggest": "Leave it out."}}],
    )
    wording: dict[Language, dict[WholePhrase, Words]] = Field(
        {},
        description="Words of other countries, by language, each with the one that is used there; "
        "only drafts in the customer's own language are checked.",
        examples=[{"en": {"postcode": "ZIP code"}}],
    )
    names: NameOrder | None = Field(
        None,
        description="Which name comes first, as the agent reads it beside the draft.",
        examples=["family name first"],
    )
    usual: UsualPart = Field(
        UsualPart(),
        description="What people there take for granted.",
        examples=[{"payment": "Cash on delivery is common."}],
    )

    @model_validator(mode="after")
    def _is_about_somebody(self) -> "CultureFile":
        if bool(self.countries) == (self.faith is not None):
            raise ValueError("a culture is of countries or of a faith: write one of the two")
        if self.faith is not None:
            self._says_only_what_to_avoid()
        return self

    def _says_only_what_to_avoid(self) -> None:
        of_countries = ("hint", "registers", "wording", "names", "usual")
        for name in of_countries:
            if name in self.model_fields_set:
                key = type(self).model_fields[name].alias or name
                raise Misplaced("a faith says only what to avoid; leave it out", (key,))


class ConceptFile(Part):
    """`concepts/<name>.yaml`: something that cultures avoid, in the words of each language."""

    concept: Slug = Field(
        description="The name of the concept: what cultures call it by, what agents read, and "
        "what a reply names in `despite`.",
        examples=["cow-as-figure"],
    )
    means: Words = Field(
        description="What it is, for agents and operations.",
        examples=["A cow as a figure of speech"],
    )
    words: dict[Language, PhraseList] = Field(
        min_length=1,
        description="How it is said, by language; a draft is checked by the words of its own. "
        "Capitals do not matter; * leaves an end of a word open. An empty list says that there is "
        "nothing to find in a language.",
        examples=[{"en": ["holy cow", "cash cow*"], "zh": ["吹牛"]}],
    )
    harmless: dict[Language, PhraseList] = Field(
        {},
        description="What holds such words and means something else, by language.",
        examples=[{"en": ["ham radio"], "zh": ["酒店"]}],
    )

    @model_validator(mode="after")
    def _is_free(self) -> "ConceptFile":
        if self.concept in _TAKEN:
            raise Misplaced(f"no concept can be called '{self.concept}'; rename it", ("concept",))
        return self
