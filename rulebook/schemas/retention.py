"""The shape of `retention` in `privacy.yaml`: for how long what is kept, within which limits."""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from domain.privacy import Term
from domain.retention import RetentionKind
from rulebook.schemas.parts import Part
from rulebook.schemas.spoken_terms import KeptFor, Limit
from rulebook.schemas.values import RegionName


class RetentionTimesPart(Part):
    """Times and limits. A region's own come before those of all; what neither names has none.

    Times are counted in days of the calendar on the wall of the region: the day on which a ticket
    was closed, or a thing was made, is not counted, and the last day counts whole.
    """

    texts: KeptFor = Field(
        None,
        description="What people wrote in a ticket, after it was closed: texts, translations and "
        "files, and the words by which they are found. Left out or 'for ever', it stays.",
        examples=["18 months", "2 years"],
    )
    people: KeptFor = Field(
        None,
        description="A customer without any text or open ticket left, after the last of their "
        "tickets was closed: they are erased, with a certificate.",
        examples=["2 years"],
    )
    histories: KeptFor = Field(
        None,
        description="The sealed histories of a ticket, after it was closed. From then on it cannot "
        "be replayed. Left out, they go with the records.",
        examples=["3 years"],
    )
    records: KeptFor = Field(
        None,
        description="All that is left of a ticket, after it was closed: its ledger, what lists and "
        "pages show, what was sent. What stands on the audit trail stays.",
        examples=["3 years"],
    )
    notifications: KeptFor = Field(
        None,
        description="What agents were told, after they were.",
        examples=["90 days"],
    )
    requests: KeptFor = Field(
        None,
        description="What people asked about their own data, after it was answered or refused.",
        examples=["3 years"],
    )
    set_aside: KeptFor = Field(
        None,
        description="What came from a platform and could not be read, after it came.",
        examples=["30 days"],
    )
    records_at_least: Limit | None = Field(
        None,
        description="For how long what proves a dealing has to be kept: no time of records or "
        "histories may be shorter.",
        examples=["184 days"],
    )
    requests_at_least: Limit | None = Field(
        None,
        description="The same of requests.",
        examples=["24 months"],
    )
    texts_at_most: Limit | None = Field(
        None,
        description="For how long personal text may be kept: the time of texts has to be named, "
        "and may not be longer.",
        examples=["3 years"],
    )

    def named(self) -> Mapping[str, Term | None]:
        """What is written down, by its key; None is for ever, and of a limit: there is none."""
        return {name: getattr(self, name) for name in KEYS if name in self.model_fields_set}


class RetentionPart(RetentionTimesPart):
    """For how long what is kept in every region that does not say otherwise itself."""

    regions: dict[RegionName, RetentionTimesPart] = Field(
        default_factory=dict,
        description="What a region has in place of that, by its name.",
        examples=[{"eu": {"texts": "18 months"}}],
    )

    def of(self, region: str) -> Mapping[str, Term | None]:
        """All that holds in a region, by its key."""
        own = self.regions.get(region)
        return {**self.named(), **(own.named() if own is not None else {})}


LIMITS: Final = ("records_at_least", "requests_at_least", "texts_at_most")
KEYS: Final = (*(kind.value for kind in RetentionKind), *LIMITS)
