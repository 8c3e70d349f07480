"""What auditors read of a replay: what was sealed, how it agrees, and how the ticket stood once."""

from datetime import datetime

from pydantic import BaseModel, Field

from domain.histories import Disagreement, Ending
from domain.residency import Piece, Show


class SealMarkShape(BaseModel):
    """By which code something was replayed, and by which time-zone data."""

    build: str
    timezones: str


class SealShape(SealMarkShape):
    """What is on record of a run that ended. `sha256` is of its history, `digest` of its end."""

    place: int
    ended: Ending
    closed_at: datetime
    sealed_at: datetime
    sha256: str
    digest: str | None
    disagreement: Disagreement | None


class SealedRunShape(SealShape):
    """The same with the run itself, in a list."""

    run: str
    run_before: str | None
    events: int


class SealedRunList(BaseModel):
    """The sealed runs of a ticket, in the order of its chain."""

    items: list[SealedRunShape]


class ReplayedRunShape(BaseModel):
    """One run as today's code lived it: the entries it had to fill, and the digest of its end.

    `sealed` is null for a run that Temporal alone has; a run that was refused has but its place.
    """

    run: str
    place: int | None = None
    events: int | None = None
    first: int | None = None
    last: int | None = None
    digest: str | None = None
    sealed: SealShape | None = None


class FaultShape(BaseModel):
    """Something that is not as it was sealed: in which run, and what."""

    run_id: str
    sentence: str


class PolicyUsed(BaseModel):
    """A policy, with the hash of its frozen content."""

    name: str
    version: int
    hash: str


class PolicyFrom(PolicyUsed):
    """A policy of the ticket, with the entry from which it decided."""

    since: int = Field(alias="from")


class DecisionShape(BaseModel):
    """One entry as it was known: what happened, and the rule, policy and staffing that decided."""

    sequence: int
    kind: str
    at: datetime
    known_at: datetime
    by: dict[str, str]
    sentence: str
    rule: str | None
    policy: PolicyUsed | None
    staffing: str | None


class OnlookerShape(BaseModel):
    """What one person could see: by a key of that time, or as anybody of that role and team.

    `shows` is empty for whoever was not even told that the ticket is there.
    """

    key: str | None
    role: str
    region: str | None
    teams: list[str] | None
    agent: str | None
    sees_the_ticket: bool
    shows: dict[Piece, Show]
    because: str
    after_a_reason: bool


class DeskThen(BaseModel):
    """The published desk that held: its number in the region, and the hash of its content."""

    number: int
    address: str


class ThenShape(BaseModel):
    """The ticket at an instant; null before it opened. Facts alone, as the ledger has them."""

    at: datetime
    ticket: dict[str, object] | None
    decisions: list[DecisionShape]
    desk: DeskThen | None
    seen_by: list[OnlookerShape] | None


class ReplayShape(BaseModel):
    """What came of replaying a ticket. `temporal` says whether runs not sealed yet were asked for:
    asked, forgotten, away or not asked.
    """

    ticket: str
    agrees: bool
    faults: list[FaultShape]
    runs: list[ReplayedRunShape]
    temporal: str
    replayed_by: SealMarkShape
    entries: int
    entries_not_reached: int
    differs_at: int | None
    difference: dict[str, dict[str, object] | None] | None
    policies: list[PolicyFrom]
    then: ThenShape | None = None
