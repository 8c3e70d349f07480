"""Break-glass as it is asked for and shown."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.fields import Part
from api.shapes import Said
from domain.glass import Glass, GlassState


class NewGlass(Said):
    """Why a ticket has to be read in the clear, in words, and for how many minutes."""

    reason: Part
    minutes: Annotated[int, Field(ge=1, le=1_440)]


class GlassHolder(BaseModel):
    """Whoever asked: the key, and what it says of them."""

    key: str
    role: str
    agent: str | None
    region: str | None


class GlassShape(BaseModel):
    """A request to read a ticket in the clear, and what has become of it.

    `reason` is null once its words are gone, as with an erased customer.
    """

    id: str
    region: str
    ticket_id: str
    state: GlassState
    by: GlassHolder
    asked_at: datetime
    minutes: int
    reason: str | None
    needs_agreement: bool
    agreed_by: str | None
    since: datetime | None
    until: datetime | None
    mended_at: datetime | None
    mended_by: str | None


class GlassList(BaseModel):
    """A page of requests; `next` is the cursor of the page after it."""

    items: list[GlassShape]
    next: str | None


def glass_shape(glass: Glass, region: str, reason: str | None, now: datetime) -> GlassShape:
    """The request as it is now."""
    by = glass.by
    return GlassShape(
        id=glass.id,
        region=region,
        ticket_id=glass.ticket_id,
        state=glass.state(now),
        by=GlassHolder(key=by.key_id, role=by.role, agent=by.agent, region=by.region),
        asked_at=glass.asked_at,
        minutes=int(glass.lasts.total_seconds()) // 60,
        reason=reason,
        needs_agreement=glass.needs_agreement,
        agreed_by=glass.agreed_by,
        since=glass.since,
        until=glass.until,
        mended_at=glass.mended_at,
        mended_by=glass.mended_by,
    )
