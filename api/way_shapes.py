"""By which ways a customer can be reached: more fields may be added, none renamed."""

from datetime import datetime

from pydantic import BaseModel

from domain.channels import Unit
from domain.reaching import Closed, Way


class LongestShape(BaseModel):
    """How long one part of a message may be; a longer message goes out in several."""

    length: int
    unit: Unit


class WayShape(BaseModel):
    """One way to the customer.

    `used` tells which a message takes if nobody names one. `until` is when it closes, null for
    never; `closed` says why nothing goes out by it, or not before `opens_at`. `template` goes out
    in place of the words where only the window is over. `files` are media types, with `*` for any.
    """

    channel: str
    account: str
    used: bool
    preferred: bool
    open: bool
    until: datetime | None
    closed: Closed | None
    opens_at: datetime | None
    template: str | None
    longest: LongestShape | None
    files: list[str]
    largest_file: int | None


class WayList(BaseModel):
    """Every account on which the customer is known, the way that a message takes first."""

    items: list[WayShape]


def way_shape(
    one: Way, *, used: bool, preferred: bool, opens_at: datetime | None = None
) -> WayShape:
    """What is shown of a way; `opens_at` where quiet hours hold answers back."""
    able = one.abilities
    limits = able.limits if able else None
    takes = limits.files if limits and able and able.sends_files else ()
    closed = one.closed or (Closed.QUIET_HOURS if opens_at else None)
    return WayShape(
        channel=one.via.channel,
        account=one.via.account,
        used=used,
        preferred=preferred,
        open=closed is None,
        until=one.until,
        closed=closed,
        opens_at=opens_at,
        template=one.template or None,
        longest=LongestShape(length=limits.longest, unit=limits.unit) if limits else None,
        files=list(takes),
        largest_file=limits.largest or None if limits and takes else None,
    )
