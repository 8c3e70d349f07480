"""What goes in and out about erasures, legal holds and restrictions."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel

from api.fields import Instant
from api.privacy_shapes import MarkShape, mark_shape
from api.shapes import Named, Said
from domain.persons import ErasureReason, HoldReason, Mark, MarkKind, RestrictionReason


class NewErasure(Said):
    """Why somebody is to be erased; by default because they asked for it."""

    reason: Annotated[ErasureReason, Named] = ErasureReason.REQUEST


class NewLegalHold(Said):
    """Why nothing of somebody may be erased, and until when, if that is known."""

    reason: Annotated[HoldReason, Named]
    until: Instant | None = None


class NewRestriction(Said):
    """Why what is somebody's may be kept, and no more."""

    reason: Annotated[RestrictionReason, Named]


class ErasureState(StrEnum):
    """How far somebody's erasure is."""

    NONE = "none"
    ERASING = "erasing"
    ERASED = "erased"


class ErasureShape(BaseModel):
    """Whether somebody is erased, with the certificate, and what stands against it."""

    customer_id: str
    region: str
    state: ErasureState
    since: datetime | None
    reason: str | None
    certificate: str | None
    held: MarkShape | None
    restricted: MarkShape | None


def erasure_shape(
    region: str, customer_id: str, marks: Mapping[MarkKind, Mark], now: datetime
) -> ErasureShape:
    """What is noted of a customer."""
    gone = marks.get(MarkKind.ERASED) or marks.get(MarkKind.ERASING)
    return ErasureShape(
        customer_id=customer_id,
        region=region,
        state=ErasureState(gone.kind.value) if gone else ErasureState.NONE,
        since=gone.since if gone else None,
        reason=gone.reason if gone else None,
        certificate=(gone.certificate or None) if gone else None,
        held=mark_shape(marks.get(MarkKind.HELD), now),
        restricted=mark_shape(marks.get(MarkKind.RESTRICTED), now),
    )
