"""The shape of a policy: what is promised, and what happens step by step if nobody acts."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator

from domain.moods import Mood
from domain.policy import Unless, WarningPoint
from domain.vocabulary import NobodyOn, Priority, Status, Target, Tier
from rulebook.schemas.parts import FactsPart, Part
from rulebook.schemas.times import Moment
from rulebook.schemas.values import (
    OF_THE_REGION,
    At,
    Duration,
    Pausing,
    RegionName,
    Slug,
    Times,
    WarningPoints,
    Words,
)

# What `domain.acting` fills in when the step is taken.
PLACEHOLDERS: Final = ("ticket", "priority", "team", "status", "waited", "left")
TEAM_VERBS: Final = ("notify", "page_until_claimed", "hand_over_to", "assign_to")
_VERBS: Final = ("raise_priority_to", *TEAM_VERBS, "reply_with", "tag", "take_back")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_SOONEST: Final = timedelta(minutes=1)  # between two pages of one team


def _text_for_a_team(words: str) -> str:
    for name in _BRACES.findall(words):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise ValueError(f"'{{{name}}}' is not known here; known are {known}")
    return words


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


class StepPart(Part):
    """One step of a policy's ladder: when, and one or more things that are then done."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [verb]} for verb in _VERBS]}
    )

    at: At = Field(
        description="When it falls due. What is relative to a target counts in its working time; "
        "what comes after a breach or the opening counts by the clock on the wall.",
        examples=[
            "75% of first_reply",
            "breach of first_reply",
            "30 minutes after breach of first_reply",
            "4 hours before solve",
            "3 days after opening",
        ],
    )
    in_working_time: StrictBool = Field(
        False,
        description="What falls due while the calendar is closed, pages that follow too, waits for "
        "its next opening.",
        examples=[True],
    )
    unless: Unless | None = Field(
        None,
        description="claimed: not while a colleague has the ticket; it is put off until nobody "
        "has. answered: not once a colleague has answered the customer.",
        examples=["claimed", "answered"],
    )
    repeat_up_to: Times | None = Field(
        None,
        description="How often in all a step about next_reply is taken, once for each message "
        "that wants an answer; left out, once in the ticket's life, as every other step.",
        examples=["3 times"],
    )
    raise_priority_to: Priority | None = Field(
        None, description="It is never lowered.", examples=["urgent"]
    )
    notify: Slug | None = Field(
        None, description="Those of this team who are on are told, once.", examples=["eu-lead"]
    )
    page_until_claimed: Slug | None = Field(
        None,
        description="Those of this team who are on are told again and again until somebody claims "
        "the ticket; every and at_most say how often.",
        examples=["eu-lead"],
    )
    text: Annotated[Words, AfterValidator(_text_for_a_team)] | None = Field(
        None,
        description="What the team is told; {ticket}, {priority}, {team}, {status}, {waited} and "
        "{left} are filled in.",
        examples=["{ticket} has {left} left for its first reply."],
    )
    every: Duration | None = Field(
        None, description="How long after a page the next one goes.", examples=["10 minutes"]
    )
    at_most: Times | None = Field(
        None, description="How many pages go in all.", examples=["3 times"]
    )
    hand_over_to: Slug | None = Field(
        None,
        description="The team gets the ticket and has to acknowledge it.",
        examples=["na-care"],
    )
    assign_to: Slug | None = Field(
        None,
        description="The team has the ticket, without being asked.",
        examples=["eu-engineering"],
    )
    reply_with: Slug | None = Field(
        None,
        description="The customer hears this, a template of replies/.",
        examples=["still-working"],
    )
    tag: Slug | None = Field(
        None, description="A word by which the ticket can be found.", examples=["slow"]
    )
    take_back: StrictBool = Field(
        False,
        description="Takes the ticket back to its team's queue from an agent who claimed it and "
        "has not answered.",
        examples=[True],
    )

    @property
    def moment(self) -> Moment:
        """When the step is taken."""
        found: Moment = self.at
        return found

    @model_validator(mode="after")
    def _does_something(self) -> "StepPart":
        if not any(getattr(self, verb) for verb in _VERBS):
            raise ValueError(f"a step does something: write {' or '.join(_VERBS)}")
        return self

    @model_validator(mode="after")
    def _moves_once(self) -> "StepPart":
        if self.hand_over_to and self.assign_to:
            raise ValueError("a step moves a ticket once: keep hand_over_to or assign_to")
        return self

    @model_validator(mode="after")
    def _is_due_again(self) -> "StepPart":
        about = self.moment.target
        if self.repeat_up_to is not None and about is not Target.NEXT_REPLY:
            raise ValueError(
                "repeat_up_to is for steps about next_reply, which is promised anew with each "
                "message; leave it out"
            )
        if self.unless is Unless.ANSWERED and about is Target.NEXT_REPLY:
            raise ValueError(
                "a next reply is owed only after an answer, so this step would never be taken: "
                "leave out unless, or write unless: claimed"
            )
        return self

    @model_validator(mode="after")
    def _says_it_to_somebody(self) -> "StepPart":
        if self.text is not None and not (self.notify or self.page_until_claimed):
            raise ValueError("text is for a team: write notify or page_until_claimed beside it")
        return self

    @model_validator(mode="after")
    def _repeats_pages(self) -> "StepPart":
        pace = [self.every is not None, self.at_most is not None]
        if self.page_until_claimed and not all(pace):
            raise ValueError(
                "page_until_claimed says how often: write every: 10 minutes and at_most: 3 times"
            )
        if any(pace) and not self.page_until_claimed:
            raise ValueError("every and at_most are for page_until_claimed; leave them out")
        if self.every is not None and self.every < _SOONEST:
            raise ValueError("people are paged once a minute at most: write every: 1 minute")
        return self


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
