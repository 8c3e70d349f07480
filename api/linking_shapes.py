"""What goes in and out about who is one person."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.shapes import Said
from domain.linking import Link, LinkReason, LinkState

CustomerId = Annotated[str, Field(min_length=1, max_length=64)]


class NewJoining(Said):
    """Another customer of the region, who is the same person."""

    customer: Annotated[CustomerId, Field(alias="with")]


class NewParting(Said):
    """Another customer, with whom the first is not one."""

    customer: Annotated[CustomerId, Field(alias="from")]


class LinkShape(BaseModel):
    """What is held of a customer and another one, why, since when, and who said so."""

    customer_id: str
    state: LinkState
    reason: LinkReason
    at: datetime
    by: str
    role: str


class QuestionShape(BaseModel):
    """Two customers who may be one person, and why the desk does not say so by itself."""

    region: str
    customers: tuple[str, str]
    reason: LinkReason
    at: datetime


class QuestionList(BaseModel):
    """A page of questions; `next` is the cursor of the page after it."""

    items: list[QuestionShape]
    next: str | None


def link_shape(link: Link, customer_id: str) -> LinkShape:
    """A link as the page of one of the two shows it."""
    return LinkShape(
        customer_id=link.beside(customer_id),
        state=link.state,
        reason=link.reason,
        at=link.at,
        by=link.by,
        role=link.by_kind,
    )


def question_shape(region: str, link: Link) -> QuestionShape:
    """A link that waits for a person's word."""
    return QuestionShape(
        region=region, customers=(link.one, link.other), reason=link.reason, at=link.at
    )
