"""Tickets as a list shows them: more fields may be added, none renamed."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.shapes import Said
from api.ticket_shapes import TicketShape


class ListedTicket(TicketShape):
    """A ticket in a list, with what its reader looks for there.

    `excerpt` is the beginning of what the customer said last, of at most 140 characters, in the
    language of whoever asks where somebody put it into that. It and `customer_name` are null where
    there is none, and for roles that see no text. `unread`: somebody else wrote something, the
    customer or a colleague, since you read it. `last_message_at` is when the customer or the desk
    spoke last.
    """

    unread: bool = False
    customer_name: str | None = None
    excerpt: str | None = None
    excerpt_language: str | None = None
    last_message_at: datetime | None = None


class TicketList(BaseModel):
    """A page of tickets; `next` is the cursor of the page after it.

    `missing` are the regions that did not answer: what they have is not in the page.
    """

    items: list[ListedTicket]
    next: str | None
    missing: list[str] = []


class TicketRead(Said):
    """As far as which version a ticket was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
