"""The shape of one step of a policy's ladder: when it is taken, and what is then done."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, model_validator

from domain.policy import Unless
from domain.vocabulary import Priority, Target
from rulebook.schemas.parts import Part
from rulebook.schemas.times import Moment
from rulebook.schemas.values import At, Duration, Slug, Times, Words

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
