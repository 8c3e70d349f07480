"""What was set aside as the API shows it: facts, never a byte of it."""

from datetime import datetime

from pydantic import BaseModel

from domain.set_aside import SetAside


class SetAsideShape(BaseModel):
    """A delivery, or a part of one, that could not be read. `settled` is null while it waits."""

    id: str
    region: str
    channel: str
    account: str
    reason: str
    at: datetime
    size: int
    tries: int
    settled: str | None


class SetAsideList(BaseModel):
    """A page, the newest first; `next` is the cursor of the page after it."""

    items: list[SetAsideShape]
    next: str | None


def set_aside_shape(region: str, one: SetAside) -> SetAsideShape:
    """One of them as it stands."""
    return SetAsideShape(
        id=one.id,
        region=region,
        channel=one.channel,
        account=one.account,
        reason=one.reason,
        at=one.at,
        size=one.size,
        tries=one.tries,
        settled=one.settled or None,
    )
