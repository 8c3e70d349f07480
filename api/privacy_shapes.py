"""What goes in and out about people as people: requests, consents, and who somebody is."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from api.fields import Instant
from api.linking_shapes import LinkShape
from api.person.shapes import GivenShape, MoodShape, PromiseShape
from api.preference_shapes import PreferencesShape
from api.shapes import Named, Said
from domain.consents import Consent
from domain.persons import Mark
from domain.privacy import Purpose
from domain.privacy_requests import (
    ExtensionReason,
    PrivacyRequest,
    RefusalReason,
    RequestKind,
    RequestState,
)
from domain.vocabulary import Status

Code = Annotated[str, Field(min_length=1, max_length=200)]
Where = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class NewRequest(Said):
    """What a person asks for; without `received_at` they asked just now."""

    kind: Annotated[RequestKind, Named]
    received_at: Instant | None = None


class Proof(Said):
    """Nothing, to send the person a code; or the code, as the person gave it back."""

    code: Code | None = None


class NewExtension(Said):
    """Why it takes longer."""

    reason: Annotated[ExtensionReason, Named]


class NewRefusal(Said):
    """Why nothing is done."""

    reason: Annotated[RefusalReason, Named]


class WantedExport(Said):
    """The proven request that is answered by it; without one the export is for the desk alone."""

    request: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class NewConsent(Said):
    """What the person said: yes or no, when (just now, if left out), and by which way."""

    given: bool
    where: Where
    at: Instant | None = None


class ProofShape(BaseModel):
    """How far the two steps are. `code_state` is sent, or why it could not be; "" on its way."""

    code_sent_at: datetime | None
    code_until: datetime | None
    code_state: str
    person_at: datetime | None
    approved_at: datetime | None
    approved_by: str


class PrivacyRequestShape(BaseModel):
    """One request. `due_at` is null where the desk names no law for the region."""

    id: str
    region: str
    customer_id: str
    kind: RequestKind
    state: RequestState
    received_at: datetime
    law: str
    due_at: datetime | None
    nearly_due: bool
    overdue: bool
    extended_at: datetime | None
    extension_reason: str
    proof: ProofShape
    ended_at: datetime | None
    ended_by: str
    refusal_reason: str


class PrivacyRequestList(BaseModel):
    """A page of requests, what is due first first; `next` is the cursor of the page after it."""

    items: list[PrivacyRequestShape]
    next: str | None


class ConsentShape(BaseModel):
    """One change of what a person agreed to."""

    purpose: Purpose
    given: bool
    at: datetime
    by: str
    role: str
    where: str


class PurposeShape(BaseModel):
    """A purpose of the desk, what it needs, and whether the person's data may be used for it."""

    purpose: Purpose
    title: str
    needs: str
    allowed: bool


class ConsentList(BaseModel):
    """Where a person stands on each purpose of the desk, and every word of theirs, oldest first."""

    purposes: list[PurposeShape]
    history: list[ConsentShape]


class ExportLink(BaseModel):
    """Where the person fetches all that is known of them, once, until then. Shown this once."""

    path: str
    until: datetime


class IdentityShape(BaseModel):
    """How somebody appears on one account of a channel, masked for people of other regions.

    `wrote_at` is when they last wrote by it; `blocked` says that they want nothing by it any more.
    """

    customer_id: str
    channel: str
    account: str
    id: str | None
    name: str | None
    email: str | None
    phone: str | None
    locale: str | None
    country: str | None
    wrote_at: datetime | None
    blocked: bool


class TicketLine(BaseModel):
    """A ticket, as far as a page about its customer shows it."""

    id: str
    customer_id: str
    status: Status
    subject: str | None
    opened_at: datetime
    updated_at: datetime


class MarkShape(BaseModel):
    """A hold or a restriction that is in force."""

    since: datetime
    until: datetime | None
    reason: str


class PersonShape(BaseModel):
    """The whole person, as far as the key may see: the tickets are those that it may see.

    `promises` are still open, what is due first first; `given` are the things that nobody needs to
    ask for. `zone` is the IANA name of the time zone by which they live, `country` where they said
    they are at home, `language` that of the last answers; each is null where it is not known.
    """

    id: str
    region: str
    known_since: datetime
    identities: list[IdentityShape]
    tickets: list[TicketLine]
    links: list[LinkShape]
    purposes: list[PurposeShape]
    preferences: PreferencesShape
    held: MarkShape | None
    restricted: MarkShape | None
    requests: list[PrivacyRequestShape]
    promises: list[PromiseShape]
    given: list[GivenShape]
    mood: MoodShape | None
    zone: str | None
    country: str | None
    language: str | None


def request_shape(region: str, request: PrivacyRequest, now: datetime) -> PrivacyRequestShape:
    """A request as it is shown."""
    return PrivacyRequestShape(
        id=request.id,
        region=region,
        customer_id=request.customer_id,
        kind=request.kind,
        state=request.state,
        received_at=request.received_at,
        law=request.law,
        due_at=request.due_at,
        nearly_due=request.is_nearly_due(now),
        overdue=request.is_overdue(now),
        extended_at=request.extended_at,
        extension_reason=request.extension_reason,
        proof=ProofShape.model_validate(request, from_attributes=True),
        ended_at=request.ended_at,
        ended_by=request.ended_by,
        refusal_reason=request.refusal_reason,
    )


def consent_shape(consent: Consent) -> ConsentShape:
    """A change as it is shown."""
    return ConsentShape(
        purpose=consent.purpose,
        given=consent.given,
        at=consent.at,
        by=consent.by,
        role=consent.by_kind,
        where=consent.where,
    )


def mark_shape(mark: Mark | None, now: datetime) -> MarkShape | None:
    """A mark as it is shown, while it is in force."""
    if mark is None or not mark.is_in_force(now):
        return None
    return MarkShape(since=mark.since, until=mark.until, reason=mark.reason)
