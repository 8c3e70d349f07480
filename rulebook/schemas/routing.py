"""The shape of `routing.yaml`: what a message can be about, and which team gets it."""

from types import MappingProxyType
from typing import Annotated, Final

from pydantic import Field

from domain.routing import Preference, RoutingRule
from domain.vocabulary import Priority, Tier
from rulebook.schemas.parts import FactsPart, Part
from rulebook.schemas.values import Contacts, Language, Pattern, RegionName, Slug, Words

MOST_RULES: Final = 1000


class TopicPart(Part):
    """One topic of `routing.yaml`."""

    words: dict[Language, tuple[Words, ...]] = Field(
        default_factory=dict,
        description="Words that suggest the topic, by language; capitals and accents do not "
        "matter. English words count in every language. A topic without words is chosen by "
        "people and clients only.",
        examples=[{"en": ["parcel", "tracking"], "de": ["paket"]}],
    )


class WhenPart(FactsPart):
    """What a routing rule looks at. All that it names must be true; the rest may be anything."""

    region: tuple[RegionName, ...] | None = Field(
        None, min_length=1, description="The ticket's home is one of these.", examples=[["eu"]]
    )
    topic: tuple[Slug, ...] | None = Field(
        None,
        min_length=1,
        description="The first message is about one of these topics.",
        examples=[["technical"]],
    )
    language: tuple[Language, ...] | None = Field(
        None,
        min_length=1,
        description="The first message is in one of these; pt is every Portuguese.",
        examples=[["pt", "es"]],
    )
    tier: tuple[Tier, ...] | None = Field(
        None, min_length=1, description="What the customer was promised.", examples=[["vip"]]
    )
    priority: tuple[Priority, ...] | None = Field(
        None,
        min_length=1,
        description="The priority with which the ticket opens.",
        examples=[["high", "urgent"]],
    )
    contacts_before: Contacts | None = Field(
        None,
        description="How many tickets the customer had in this region before this one: none, at "
        "least so many, or at most so many.",
        examples=["at least 3", "none", "at most 2"],
    )
    matches: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=20)] | None = Field(
        None,
        description="One of these patterns (RE2) stands in the first 10,000 characters of the "
        "first message; capitals and small letters are alike. They are matched in linear time: "
        "lookaround and back-references are refused.",
        examples=[["charge ?back", "order [0-9]{6}"]],
    )


class RulePart(Part):
    """One rule of `routing.yaml`; the first that fits decides."""

    name: Words = Field(
        description="What people call the rule; a ticket's timeline names it.",
        examples=["customers who come back"],
    )
    when: WhenPart = Field(WhenPart(), description="What must be true; left out, the rule fits.")
    teams: tuple[Slug, ...] = Field(
        min_length=1,
        description="The teams that could take the ticket; of equals the first named gets it.",
        examples=[["eu-care", "eu-engineering"]],
    )
    prefer: Preference | None = Field(
        None,
        description="last owner: the team that last had a ticket of this customer comes first, if "
        "somebody of it is on. Left out, what the file says.",
        examples=["last owner"],
    )


class RoutingFile(Part):
    """`routing.yaml`: what a message can be about, and which team gets it."""

    topics: dict[Slug, TopicPart] = Field(
        description="What a message can be about, by names of your own.",
        examples=[{"delivery": {"words": {"en": ["parcel"]}}, "other": {}}],
    )
    prefer: Preference = Field(
        Preference.FEWEST_TICKETS,
        description="What comes first among the teams that are on, where a rule says nothing else: "
        "the language and then the fewest tickets, or who last had the customer's ticket.",
        examples=["last owner"],
    )
    rules: tuple[RulePart, ...] = Field(
        min_length=1,
        max_length=MOST_RULES,
        description="Read from top to bottom; the first that fits decides. Each region ends with "
        "one that always fits.",
        examples=[[{"name": "everything in Europe", "when": {"region": ["eu"]}, "teams": ["x"]}]],
    )

    def as_rules(self) -> tuple[RoutingRule, ...]:
        """The rules as the domain knows them, each with what it prefers."""
        return tuple(
            RoutingRule(
                one.name,
                one.teams,
                MappingProxyType(one.when.named()),
                one.prefer or self.prefer,
            )
            for one in self.rules
        )
