"""The shape of `residency.yaml`: who reads what of whose customers, and when a reason is needed."""

from datetime import timedelta
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StrictBool, model_validator

from domain.access import Role
from domain.residency import (
    BriefCheck,
    GlassRule,
    Piece,
    Places,
    ResidencyRule,
    Show,
)
from rulebook.schemas.parts import Part
from rulebook.schemas.values import Duration, RegionName, Slug, Words

MOST_RULES: Final = 200
MOST_REASONS: Final = 50
A_QUARTER: Final = timedelta(minutes=15)  # of an hour
A_DAY: Final = timedelta(days=1)  # and a shift is over for everybody
KindName = Literal["e-mail", "account", "card", "document", "phone", "name"]
ALL_BUT_NAME: Final[tuple[KindName, ...]] = ("e-mail", "account", "card", "document", "phone")
# Whoever looks after the keys reads no text, and others are no people.
GlassRole = Literal[Role.AGENT, Role.OPS, Role.AUDITOR, Role.PRIVACY]


def _at_most_a_day(length: timedelta) -> timedelta:
    if length > A_DAY:
        raise ValueError("glass is broken for a while: write at most 1 day")
    if length < timedelta(minutes=1):
        raise ValueError("people ask for whole minutes: write at least 1 minute")
    return length


def _each_once(kinds: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(kinds)) < len(kinds):
        raise ValueError("name each kind once")
    return kinds


class PlacesPart(Part):
    """Regions, by their own names or by those of their residency groups."""

    region: tuple[RegionName, ...] = Field(
        (), description="Regions of regions.yaml.", examples=[["eu"], ["na", "latam"]]
    )
    group: tuple[Slug, ...] = Field(
        (),
        description="Residency groups, as regions.yaml names them: all of their regions.",
        examples=[["apac"]],
    )

    @model_validator(mode="after")
    def _names_some(self) -> "PlacesPart":
        if not self.region and not self.group:
            raise ValueError("name regions or groups, or leave the key out")
        return self

    def places(self) -> Places:
        """As the domain knows them."""
        return Places(self.region, self.group)


class ResidencyRulePart(Part):
    """One rule of `residency.yaml`; the first that fits a home and a reader's region decides."""

    name: Slug = Field(
        description="What people call the rule; who asks why something is masked is told it.",
        examples=["europe-elsewhere"],
    )
    of: PlacesPart | None = Field(
        None,
        description="Whose customers: the homes of the tickets. Left out: every region's.",
        examples=[{"region": ["eu"]}],
    )
    read_in: PlacesPart | None = Field(
        None,
        description="Where they are read. Left out: in every region of another residency group.",
        examples=[{"region": ["na"]}, {"group": ["apac"]}],
    )
    texts: Show = Field(
        Show.MASKED,
        description="What was said, with its translations. clear: as it was written. masked: what "
        "`masks` names gives way to the name of its kind. hidden: it is not shown.",
        examples=["masked"],
    )
    subject: Show = Field(
        Show.MASKED, description="The subject of a ticket, likewise.", examples=["hidden"]
    )
    attachments: Show = Field(
        Show.MASKED,
        description="The list of files with their names and links, likewise.",
        examples=["hidden"],
    )
    briefs: Show = Field(
        Show.MASKED,
        description="The briefs of hand-overs, with their translations, likewise.",
        examples=["masked"],
    )
    profile: Show = Field(
        Show.MASKED,
        description="What the customer told of themselves: name, address, number, likewise. Of it "
        "the whole gives way, whatever its shape.",
        examples=["hidden"],
    )
    masks: Annotated[tuple[KindName, ...], AfterValidator(_each_once)] = Field(
        ALL_BUT_NAME,
        description="What gives way where something is masked: addresses (e-mail), IBANs "
        "(account), card and document numbers, telephone numbers (phone), and what the customer is "
        "called (name), as far as they told. Left out, all but name.",
        examples=[["e-mail", "account", "card", "document", "phone", "name"]],
    )
    reason: StrictBool = Field(
        False,
        description="Whoever reads says why, by a code of `reasons`, in the header Access-Reason; "
        "without one nothing is shown.",
        examples=[True],
    )

    def as_rule(self) -> ResidencyRule:
        """As the domain knows it."""
        return ResidencyRule(
            name=self.name,
            of=None if self.of is None else self.of.places(),
            read_in=None if self.read_in is None else self.read_in.places(),
            shows=MappingProxyType({piece: getattr(self, piece) for piece in Piece}),
            masks=self.masks,
            needs_reason=self.reason,
        )


class BreakGlassPart(Part):
    """Who may ask to read one ticket in the clear for a while, and who has to agree."""

    roles: tuple[GlassRole, ...] = Field(
        min_length=1, description="Whose keys may ask.", examples=[["agent", "auditor"]]
    )
    at_most: Annotated[Duration, AfterValidator(_at_most_a_day)] = Field(
        A_QUARTER,
        description="How long it lasts at most; who asks says how many minutes are needed.",
        examples=["15 minutes"],
    )
    second_person: StrictBool = Field(
        True,
        description="Somebody else, with the role privacy or admin, has to agree first.",
        examples=[False],
    )

    def as_rule(self) -> GlassRule:
        """As the domain knows it."""
        return GlassRule(self.roles, self.at_most, self.second_person)


class ResidencyFile(Part):
    """`residency.yaml`: who reads what of whose customers; it may be left out.

    Regions of one residency group then read each other's tickets as they are, and all others with
    everything masked that has a shape.
    """

    rules: Annotated[tuple[ResidencyRulePart, ...], Field(max_length=MOST_RULES)] = Field(
        (),
        description="Read from top to bottom; the first that fits decides. Where none fits, the "
        "regions of one group read each other's tickets as they are, all others masked.",
        examples=[[{"name": "no-files-leave", "of": {"region": ["eu"]}, "attachments": "hidden"}]],
    )
    reasons: Annotated[dict[Slug, Words], Field(max_length=MOST_REASONS)] = Field(
        default_factory=dict,
        description="The codes by which people say why they read, each with what it means.",
        examples=[{"customer-waits": "The customer waits for an answer."}],
    )
    briefs: BriefCheck | None = Field(
        None,
        description="What becomes of a brief that holds what `masks` names, and is to go to a team "
        "that reads it masked. refuse: whoever wrote it is told which words, and writes others. "
        "mask: they give way before it is kept. Left out: it is kept, and masked for its readers.",
        examples=["refuse"],
    )
    break_glass: BreakGlassPart | None = Field(
        None,
        description="How somebody reads one ticket in the clear for a while. Left out: nobody can.",
        examples=[{"roles": ["agent", "auditor"], "at_most": "15 minutes"}],
    )
