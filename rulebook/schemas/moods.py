"""The shape of `moods/*.yaml`: the words that tell what moves a customer, in one language."""

from pydantic import Field, field_validator

from domain.moods import Mood
from rulebook.schemas.culture import PhraseList
from rulebook.schemas.parts import Part
from rulebook.schemas.values import Language, Slug


class MoodEntryPart(Part):
    """Words that tell of one mood."""

    means: Mood = Field(
        description="What they tell of a customer who writes them. person: asks for one, in place "
        "of a program. threat: a lawyer, an authority, the press.",
        examples=["urgent", "angry", "person"],
    )
    words: PhraseList = Field(
        min_length=1,
        description="The words and phrases. Capitals and accents do not matter (but in Vietnamese, "
        "where accents are letters); * leaves an end of a word open.",
        examples=[["dringend*", "so schnell wie möglich"]],
    )
    harmless: PhraseList = Field(
        (),
        description="Phrases that hold words of this mood, also of other entries of the file, and "
        "do not tell of it.",
        examples=[["nicht dringend*"]],
    )

    @field_validator("means")
    @classmethod
    def _is_said_in_words(cls, mood: Mood) -> Mood:
        if mood is Mood.SHOUTING:
            raise ValueError("shouting is heard by capitals and marks, not by words: leave it out")
        return mood


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
