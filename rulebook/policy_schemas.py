"""The shape of a policy: what is promised, and what happens step by step if nobody acts."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictBool, StrictInt, model_validator

from domain.policy import WarningPoint
from domain.vocabulary import NobodyOn, Priority, Status, Target, Tier
from rulebook.schemas import OF_THE_REGION, FactsPart, Part
from rulebook.times import Moment
from rulebook.values import At, Duration, Pausing, RegionName, Slug, Times, WarningPoints, Words

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
    """Which tickets a policy is for."""

    region: tuple[RegionName, ...] | None = Field(None, min_length=1)
    tier: tuple[Tier, ...] | None = Field(None, min_length=1)
    priority: tuple[Priority, ...] | None = Field(None, min_length=1)
    channel: tuple[Slug, ...] | None = Field(None, min_length=1)


class StepPart(Part):
    """One step of a policy's ladder."""

    at: At
    raise_priority_to: Priority | None = None
    notify: Slug | None = None
    page_until_claimed: Slug | None = None
    text: Annotated[Words, AfterValidator(_text_for_a_team)] | None = None
    every: Duration | None = None
    at_most: Times | None = None
    hand_over_to: Slug | None = None
    assign_to: Slug | None = None
    reply_with: Slug | None = None
    tag: Slug | None = None
    take_back: StrictBool = False

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
    """A file of `policies/`."""

    policy: Slug
    version: StrictInt = Field(ge=1)
    applies_to: AppliesPart = AppliesPart()
    calendar: str = OF_THE_REGION
    targets: dict[Target, Duration] = Field(min_length=1)
    warn_at: dict[Target, WarningPoints] = Field(default_factory=dict)
    pause_while: tuple[Pausing, ...] = (Status.WAITING, Status.HELD)
    reopen_within: Duration
    acknowledge: StrictBool = True
    tell_the_customer: StrictBool = True
    handling_time: Duration | None = None
    progress_note_after: Duration | None = None
    acknowledge_hand_over_within: Duration = timedelta(minutes=30)
    when_nobody_is_on: NobodyOn = NobodyOn.NEXT_STEP
    steps: tuple[StepPart, ...] = Field((), max_length=50)

    @property
    def warnings(self) -> dict[Target, tuple[WarningPoint, ...]]:
        """When each target warns, as written."""
        return dict(self.warn_at)
