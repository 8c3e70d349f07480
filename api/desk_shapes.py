"""What goes in and out where desks are published."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.fields import Identifier
from api.shapes import Said
from domain.desks import NotTakenOver, PublishedDesk

HIGHEST = 2_147_483_647


class Why(Said):
    """Why a desk is published once more. `after`: the newest number that the asker has seen."""

    why: Identifier
    after: Annotated[int, Field(ge=0, le=HIGHEST)] | None = None


class NewVersion(Why):
    """A whole desk: the text of each file by its path, such as `policies/standard.yaml`."""

    files: Annotated[dict[str, str], Field(min_length=1, max_length=2_000)]


class Version(BaseModel):
    """A desk as it was published in a region; `address` is the SHA-256 of its content."""

    region: str
    number: int
    address: str
    at: datetime
    by: str
    why: str
    changes: list[str]


class LeftBehind(BaseModel):
    """A process that could not take the newest desk over, and goes on with the one before."""

    process: str
    number: int
    reason: str
    at: datetime


class VersionList(BaseModel):
    """A page of the published desks; `next` is the cursor of the page after it."""

    items: list[Version]
    next: str | None
    left_behind: list[LeftBehind]


class Difference(BaseModel):
    """The change in words, and where it was asked for, the lines as a unified diff."""

    region: str
    number: int
    against: int
    changes: list[str]
    lines: list[str] | None


class Publications(BaseModel):
    """What stands in each region now; `changed` is False where all had the same content before."""

    changed: bool
    versions: list[Version]


def version(region: str, desk: PublishedDesk) -> Version:
    """A published desk as it is shown."""
    return Version(
        region=region,
        number=desk.number,
        address=desk.address,
        at=desk.at,
        by=desk.by,
        why=desk.why,
        changes=list(desk.changes),
    )


def left_behind(note: NotTakenOver) -> LeftBehind:
    """Such a process as it is shown."""
    return LeftBehind(process=note.process, number=note.number, reason=note.reason, at=note.at)
