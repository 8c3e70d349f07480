"""The shape of `moods/*.yaml`: the words that tell what moves a customer, in one language."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.moods import Mood
from domain.phrases import LONGEST
from domain.prototypes import checked_prototype
from rulebook.schemas.culture import MOST_PHRASES
from rulebook.schemas.parts import Part
from rulebook.schemas.values import Language, Slug

Prototype = Annotated[
    str, Field(min_length=1, max_length=LONGEST), AfterValidator(checked_prototype)
]
PrototypeList = Annotated[tuple[Prototype, ...], Field(max_length=MOST_PHRASES)]
# Shouting is heard by capitals and marks, and no words tell of it.
SaidMood = Literal[
    Mood.URGENT, Mood.DEADLINE, Mood.ANGRY, Mood.THREAT, Mood.SAD, Mood.HAPPY, Mood.PERSON
]


class MoodEntryPart(Part):
    """Words that tell of one mood."""

    means: SaidMood = Field(
        description="What they tell of a customer who writes them. person: asks for one, in place "
        "of a program. threat: a lawyer, an authority, the press.",
        examples=["urgent", "angry", "person"],
    )
    words: PrototypeList = Field(
        min_length=1,
        description="Words, phrases and prototypes. Capitals and accents do not matter (but in "
        "Vietnamese, where accents are letters); * leaves an end of a word open. … stands for what "
        "may come between, up to 30 characters of the same sentence.",
        examples=[["dringend*", "so schnell wie möglich", "brauche … heute noch"]],
    )
    harmless: PrototypeList = Field(
        (),
        description="What holds words of this mood, also of other entries of the file, and does "
        "not tell of it.",
        examples=[["nicht dringend*", "brauche nicht … heute noch"]],
    )


class MoodsFile(Part):
    """A file of `moods/`: what is listened for in one language."""

    language: Language = Field(
        description="Whose words they are; English ones are looked for in every text.",
        examples=["de"],
    )
    entries: dict[Slug, MoodEntryPart] = Field(
        min_length=1,
        description="Groups of words, by names of your own. A ticket keeps the name and what it "
        "means, as de.urgent.at-once, and never the words: do not give a name another sense later.",
        examples=[{"at-once": {"means": "urgent", "words": ["sofort"]}}],
    )
