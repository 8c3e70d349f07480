"""What agents read while they work on a ticket: more fields may be added, none renamed."""

from datetime import datetime

from pydantic import BaseModel

from domain.foreseeing import FarEnough
from domain.vocabulary import Doing, NobodyOn, Priority, Target


class NextBecause(BaseModel):
    """The rule that will decide, with a sentence that names it."""

    policy: str
    version: int
    rule: str
    sentence: str


class NextActionShape(BaseModel):
    """What a step is to do with people, or with the customer."""

    doing: Doing
    team: str | None
    template: str | None


class NextFacts(BaseModel):
    """What the sentence is made of, for other languages; null where it says nothing of it.

    `opening` is when a team of whom nobody is on comes; `acknowledge_by` until when a hand-over
    wants its answer.
    """

    step: str | None = None
    target: Target | None = None
    team: str | None = None
    agents: list[str] = []
    doing: Doing | None = None
    number: int | None = None
    priority: Priority | None = None
    tag: str | None = None
    template: str | None = None
    assignee: str | None = None
    taken_from: str | None = None
    acknowledge_by: datetime | None = None
    then: NobodyOn | None = None
    opening: datetime | None = None
    actions: list[NextActionShape] = []


class NextMove(BaseModel):
    """One thing that the desk will do: `move` is the kind of the event that it becomes.

    `by_roster`: it goes by who will be on as the rosters have it now, which may still change.
    """

    at: datetime
    move: str
    sentence: str
    because: NextBecause | None
    facts: NextFacts
    by_roster: bool


class NextMoves(BaseModel):
    """What happens next if nobody acts, the soonest first.

    Who is on is seen as it is until `staffing_known_until`, and taken from the rosters after that.
    `ends` says why no more is told: `closed`, `nothing_more`, `horizon` (60 days) or `enough`.
    """

    items: list[NextMove]
    staffing_known_until: datetime | None
    ends: FarEnough


class TheirVariant(BaseModel):
    """The same template as it stands in the customer's own language: no engine has to translate.

    `signed` is false where a machine made it and nobody has put their name to it.
    """

    language: str
    text: str
    signed: bool


class TemplateShape(BaseModel):
    """A reply of the desk, filled in for this customer and ticket, in the agent's language.

    `missing` are the values that it would say and that are not known; what surrounds them is left
    out. `untranslated` is true where it has no variant in the agent's language: then it is English.
    `theirs` is null where it has none in the customer's.
    """

    name: str
    text: str
    language: str
    untranslated: bool
    missing: list[str]
    theirs: TheirVariant | None


class TemplateList(BaseModel):
    """The replies that the desk has for customers, by name."""

    items: list[TemplateShape]


class DraftPreview(BaseModel):
    """What the customer would read if the draft went out now; nothing of it is kept.

    `language` and `flags` are as the message would have them: with `untranslated` it is the draft.
    `original_language` is the one found in the draft, or named with it.
    """

    original_language: str
    language: str
    text: str
    engine: str
    flags: list[str]
