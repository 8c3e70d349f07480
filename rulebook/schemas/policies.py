"""The shape of a policy: what is promised, and what happens step by step if nobody acts."""

from datetime import timedelta

from pydantic import Field, StrictBool, StrictInt

from domain.moods import Mood
from domain.policy import WarningPoint
from domain.vocabulary import NobodyOn, Priority, Status, Target, Tier
from rulebook.schemas.parts import FactsPart, Part
from rulebook.schemas.steps import StepPart
from rulebook.schemas.values import (
    OF_THE_REGION,
    Duration,
    Pausing,
    RegionName,
    Slug,
    WarningPoints,
)


class AppliesPart(FactsPart):
    """Which tickets a policy is for; what it leaves out may be anything."""

    region: tuple[RegionName, ...] | None = Field(
        None, min_length=1, description="Tickets of these regions.", examples=[["eu", "na"]]
    )
    tier: tuple[Tier, ...] | None = Field(
        None, min_length=1, description="Customers of these tiers.", examples=[["vip"]]
    )
    priority: tuple[Priority, ...] | None = Field(
        None,
        min_length=1,
        description="Tickets that open with one of these priorities.",
        examples=[["urgent"]],
    )
    channel: tuple[Slug, ...] | None = Field(
        None, min_length=1, description="Tickets of these channels.", examples=[["webhook"]]
    )


class PolicyFile(Part):
    """A file of `policies/`: what is promised, and what happens if nobody acts."""

    policy: Slug = Field(description="Its name.", examples=["eu-vip"])
    version: StrictInt = Field(
        ge=1,
        description="Raise it with every change: open tickets keep the version that they have.",
        examples=[1],
    )
    applies_to: AppliesPart = Field(
        AppliesPart(),
        description="Which tickets it is for. Of several policies that fit, the one that names the "
        "most facts applies.",
        examples=[{}, {"region": ["eu"], "tier": ["vip"]}],
    )
    calendar: str = Field(
        OF_THE_REGION,
        description="In whose working time the targets count: a calendar of calendars/, or: of the "
        "region. An emergency counts round the clock under every policy.",
        examples=["of the region", "round-the-clock"],
    )
    targets: dict[Target, Duration] = Field(
        min_length=1,
        description="What is promised, in working time. first_reply: from opening to a person's "
        "first answer. next_reply: from each later message to the next answer. solve: from opening "
        "to the solution. 8 hours is a whole day of work; 1 day would be 24 hours of it.",
        examples=[{"first_reply": "30 minutes", "next_reply": "2 hours", "solve": "16 hours"}],
    )
    warn_at: dict[Target, WarningPoints] = Field(
        default_factory=dict,
        description="When a target warns: after a share of it, so long before its end, or a list "
        "of such, the earliest first.",
        examples=[{"first_reply": "75%", "solve": ["50%", "4 hours before"]}],
    )
    raise_priority_when: dict[Mood, Priority] = Field(
        default_factory=lambda: {Mood.URGENT: Priority.HIGH, Mood.THREAT: Priority.HIGH},
        description="What is heard in a customer's message, with the priority that it raises the "
        "ticket to, if that is higher; it is never lowered, and each counts once in a ticket's "
        "life. The words stand in moods/. Left out, urgent and threat raise to high; {} nothing.",
        examples=[{"urgent": "high", "threat": "urgent"}, {}],
    )
    pause_while: tuple[Pausing, ...] = Field(
        (Status.WAITING, Status.HELD),
        description="Clocks stand still while a ticket is waiting (for the customer) or held.",
        examples=[["waiting", "held"], []],
    )
    reopen_within: Duration = Field(
        description="How long after its solution a ticket can come back, by the wall calendar.",
        examples=["7 days"],
    )
    acknowledge: StrictBool = Field(
        True,
        description="The customer hears at once that the message has arrived.",
        examples=[False],
    )
    out_of_hours: Slug | None = Field(
        None,
        description="The template that acknowledges while nobody of the team is on, if another.",
        examples=["out-of-hours"],
    )
    ask_how_it_was: StrictBool = Field(
        False,
        description="Who was answered is asked how it was once their ticket is solved, by the "
        "template satisfaction: once in a ticket's life. What they write takes it up again.",
        examples=[True],
    )
    say_when_closed: StrictBool = Field(
        False,
        description="Who was answered hears, by the template closing, that their ticket is closed "
        "as the time ends in which it could come back.",
        examples=[True],
    )
    tell_the_customer: StrictBool = Field(
        True,
        description="The customer hears that another team took over, if they wait.",
        examples=[False],
    )
    handling_time: Duration | None = Field(
        None,
        description="How long one agent needs for one ticket: with it the customer is told how "
        "long an answer will take; left out, no wait is promised.",
        examples=["15 minutes"],
    )
    progress_note_after: Duration | None = Field(
        None,
        description="How much working time a customer who waits may hear nothing before the desk "
        "writes that the matter is being worked on; left out, it never does.",
        examples=["16 hours"],
    )
    acknowledge_hand_over_within: Duration = Field(
        timedelta(minutes=30),
        description="How long a team has to acknowledge a ticket that was handed over, before the "
        "next team is asked.",
        examples=["20 minutes"],
    )
    when_nobody_is_on: NobodyOn = Field(
        NobodyOn.NEXT_STEP,
        description="What a step does of whose team nobody is on.",
        examples=["wait for the next shift"],
    )
    steps: tuple[StepPart, ...] = Field(
        (),
        max_length=50,
        description="What happens if nobody acts, from top to bottom, in the order in which it "
        "falls due.",
        examples=[[{"at": "75% of first_reply", "notify": "eu-lead"}]],
    )

    @property
    def warnings(self) -> dict[Target, tuple[WarningPoint, ...]]:
        """When each target warns, as written."""
        return dict(self.warn_at)
