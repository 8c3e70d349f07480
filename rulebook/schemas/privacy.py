"""The shape of `privacy.yaml`: by when people's requests are answered, and what needs consent."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StrictBool

from domain.privacy import Basis, Purpose
from rulebook.schemas.parts import Part
from rulebook.schemas.retention import RetentionPart
from rulebook.schemas.spoken_terms import StatutoryTerm
from rulebook.schemas.values import Duration, RegionName, Slug, Words

# A pattern and no list: each purpose has the same keys.
PurposeName = Annotated[str, Field(pattern=f"^({'|'.join(Purpose)})$")]


class LawPart(Part):
    """By when a law wants people's requests answered."""

    title: Words = Field(
        description="What people call it, with its article; exports say it to the person.",
        examples=["GDPR Art. 12(3)"],
    )
    regions: tuple[RegionName, ...] = Field(
        min_length=1,
        description="The regions in which it holds; each region has at most one law.",
        examples=[["eu"]],
    )
    answer_within: StatutoryTerm = Field(
        description="How long there is for an answer, in months, weeks or days of the calendar on "
        "the wall of the region: the day of the request is not counted, and the last day counts "
        "whole.",
        examples=["1 month", "45 days"],
    )
    extended_by: StatutoryTerm | None = Field(
        None,
        description="By how much it can be extended, once, with a reason, before it is over; left "
        "out, it cannot.",
        examples=["2 months"],
    )
    ends_on_working_day: StrictBool = Field(
        False,
        description="A term that would end on a Saturday, a Sunday or a public holiday of the "
        "region's calendar ends with the next working day, as Regulation (EEC) 1182/71 Art. 3(4) "
        "has it.",
        examples=[True],
    )
    remind_before: Duration = Field(
        timedelta(days=7),
        description="How long before its end a request counts as nearly due: in the list, in the "
        "figures and for the alarm.",
        examples=["7 days"],
    )


class PurposePart(Part):
    """What a person's data may be used for beyond answering them."""

    title: Words = Field(
        description="What it is, as one would ask the person.",
        examples=["Have my messages translated by services on the internet"],
    )
    needs: Basis = Field(
        description="consent: only for those who gave it. contract: it is part of the service, and "
        "nobody is asked.",
        examples=["consent"],
    )


class PrivacyFile(Part):
    """`privacy.yaml`: terms of the law, and what people are asked first; it may be left out.

    A region without a law has no term: requests are kept there and fall due on no day. Without
    `retention` everything is kept for ever.
    """

    laws: dict[Slug, LawPart] = Field(
        default_factory=dict,
        description="By when requests are answered, by names of your own.",
        examples=[
            {"gdpr": {"title": "GDPR Art. 12(3)", "regions": ["eu"], "answer_within": "1 month"}}
        ],
    )
    purposes: dict[PurposeName, PurposePart] = Field(
        default_factory=dict,
        description="What needs consent. online_translation: engines on other machines see their "
        "texts. satisfaction: they are asked how it was. One that is left out needs none.",
        examples=[{"online_translation": {"title": "Translation online", "needs": "consent"}}],
    )
    retention: RetentionPart = Field(
        default_factory=RetentionPart,
        description="For how long what is kept: in every region, or as a region has it.",
        examples=[{"texts": "2 years", "regions": {"eu": {"texts": "18 months"}}}],
    )
