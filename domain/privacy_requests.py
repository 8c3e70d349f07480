"""What a person asks of the desk about their own data, until it is answered or refused.

Nothing of theirs is handed out before two steps are done, in any order: the person gave back a code
that was sent to where they are known, and somebody of the desk approved. Neither alone is a proof.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from domain.audit import Deed
from domain.privacy import Law, LegalDays

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)  # comes last of all that is due
CODE_LIVES: Final = timedelta(hours=24)
CODE_REST: Final = timedelta(minutes=10)  # nobody's phone is filled with codes
SENT: Final = "sent"  # what became of a code; else why not, as a code


class RequestKind(StrEnum):
    """What is asked for: a copy (Art. 15 GDPR), to be forgotten, to be corrected, or to object."""

    ACCESS = "access"
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    OBJECTION = "objection"


class RequestState(StrEnum):
    """How far a request is."""

    RECEIVED = "received"
    PROVEN = "proven"  # the person is who they say, and somebody of the desk approved
    ANSWERED = "answered"
    REFUSED = "refused"


OPEN_STATES: Final = (RequestState.RECEIVED, RequestState.PROVEN)


class ExtensionReason(StrEnum):
    """Why it takes longer: the two reasons of Art. 12(3) GDPR."""

    COMPLEXITY = "complexity"
    NUMBER_OF_REQUESTS = "number_of_requests"


class RefusalReason(StrEnum):
    """Why nothing is done."""

    PERSON_NOT_PROVEN = "person_not_proven"  # Art. 12(6)
    UNFOUNDED = "unfounded"  # Art. 12(5)
    EXCESSIVE = "excessive"  # Art. 12(5)
    LEGAL_DUTY = "legal_duty"  # Art. 17(3)(b)
    LEGAL_CLAIM = "legal_claim"  # Art. 17(3)(e), 21(1)
    RIGHTS_OF_OTHERS = "rights_of_others"  # Art. 15(4)


class RequestRefuses(Exception):
    """The request does not take the step: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Officer:
    """Who of the desk takes a step: the id and the role of their key."""

    id: str
    role: str


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """One request. It holds ids, codes and instants, and nothing that anybody wrote."""

    id: str
    customer_id: str
    kind: RequestKind
    received_at: datetime
    by: str  # who took it down: the id of a key or an agent
    by_kind: str
    law: str = ""  # by its name in the desk; "": none, and then nothing is due
    due_at: datetime | None = None
    remind_at: datetime | None = None
    state: RequestState = RequestState.RECEIVED
    extended_at: datetime | None = None
    extension_reason: str = ""
    codes: int = 0  # how many were sent; the last one counts
    code_hash: str = ""  # SHA-256 of it, "" once it was given back
    code_sent_at: datetime | None = None
    code_until: datetime | None = None
    code_state: str = ""  # "": on its way
    person_at: datetime | None = None  # when the person gave it back
    approved_at: datetime | None = None
    approved_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    refusal_reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN_STATES

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands in a list: what is due first first."""
        return self.due_at or NEVER, self.id

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been answered by now."""
        return self.is_open and self.due_at is not None and self.due_at <= now

    def is_nearly_due(self, now: datetime) -> bool:
        """Whether it is soon to be answered, or should have been."""
        return self.is_open and self.remind_at is not None and self.remind_at <= now


@dataclass(frozen=True, slots=True)
class Standing:
    """How a region stands with its requests."""

    open: int
    nearly_due: int  # with those that are overdue
    overdue: int


def with_code(request: PrivacyRequest, code: str, at: datetime) -> PrivacyRequest:
    """A new code is on its way, and any earlier one is worth nothing any more.

    Nothing changes within ten minutes of the last one, unless that could not be sent.
    """
    _expect_open(request)
    if request.person_at is not None:
        raise RequestRefuses("person_proven", "The person has given a code back already.")
    rests = request.code_sent_at is not None and at < request.code_sent_at + CODE_REST
    if rests and request.code_state in ("", SENT):
        return request
    return replace(
        request,
        codes=request.codes + 1,
        code_hash=hash_of(code),
        code_sent_at=at,
        code_until=at + CODE_LIVES,
        code_state="",
    )


def with_outcome(request: PrivacyRequest, count: int, outcome: str) -> PrivacyRequest:
    """What became of the code of that number, unless a later one is on its way."""
    return replace(request, code_state=outcome) if request.codes == count else request


def with_person(request: PrivacyRequest, code: str, at: datetime) -> PrivacyRequest:
    """The person gave the code back: once, and in time. One answer for every code that is none."""
    _expect_open(request)
    alive = request.code_until is not None and at < request.code_until
    fits = hmac.compare_digest(hash_of(code), request.code_hash or hash_of(""))
    if not (alive and fits and request.code_hash):
        raise RequestRefuses(
            "code_not_valid", "This is not the code that was sent last, or it is too old; send one."
        )
    return _proven(replace(request, code_hash="", person_at=at))


def with_approval(request: PrivacyRequest, by: Officer, at: datetime) -> PrivacyRequest:
    """Somebody of the desk approved; again changes nothing."""
    _expect_open(request)
    if request.approved_at is not None:
        return request
    return _proven(replace(request, approved_at=at, approved_by=by.id))


def extended(
    request: PrivacyRequest, law: Law | None, days: LegalDays, reason: ExtensionReason, at: datetime
) -> PrivacyRequest:
    """There is more time: once, as the law has it, and decided before the first term is over."""
    _expect_open(request)
    if law is None or law.extended_by is None:
        raise RequestRefuses("no_extension", "The law of the region knows no extension.")
    if request.extended_at is not None:
        raise RequestRefuses("extended_already", "A term is extended once.")
    if request.due_at is None or at >= request.due_at:
        raise RequestRefuses("too_late_to_extend", "The term is over: answer at once.")
    due = law.due(request.received_at, days, extended=True)
    return replace(
        request,
        extended_at=at,
        extension_reason=reason.value,
        due_at=due,
        remind_at=law.reminds_at(due),
    )


def answered(request: PrivacyRequest, by: Officer, at: datetime) -> PrivacyRequest:
    """It is done. Only what a proven person asked for is."""
    _expect_open(request)
    expect_proven(request)
    return replace(request, state=RequestState.ANSWERED, ended_at=at, ended_by=by.id, code_hash="")


def refused(
    request: PrivacyRequest, reason: RefusalReason, by: Officer, at: datetime
) -> PrivacyRequest:
    """Nothing is done, for a reason that the person is told."""
    _expect_open(request)
    return replace(
        request,
        state=RequestState.REFUSED,
        ended_at=at,
        ended_by=by.id,
        refusal_reason=reason.value,
        code_hash="",
    )


def expect_proven(request: PrivacyRequest) -> None:
    """Raise RequestRefuses unless both steps of the proof are done."""
    if request.person_at is None or request.approved_at is None:
        raise RequestRefuses(
            "not_proven",
            "Both steps come first: the person gives back the code, and somebody approves.",
        )


def hash_of(code: str) -> str:
    """Under what a code is kept. It has 160 random bits, so that no salt is wanted."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def _proven(request: PrivacyRequest) -> PrivacyRequest:
    if request.person_at is None or request.approved_at is None:
        return request
    return replace(request, state=RequestState.PROVEN)


def _expect_open(request: PrivacyRequest) -> None:
    if not request.is_open:
        raise RequestRefuses("request_ended", "The request was answered or refused already.")


Become = Callable[[PrivacyRequest], PrivacyRequest]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests a list shows, what is due first first; what is never due comes last."""

    states: Sequence[RequestState] = ()  # none: all
    due_before: datetime | None = None
    after: tuple[datetime, str] | None = None
    limit: int = 50


class PrivacyRequests(Protocol):
    """The requests of a region's customers."""

    async def receive(self, request: PrivacyRequest) -> None:
        """Keep a new one, with its deed. Raises Missing for an unknown customer, and Erased."""
        ...

    async def get(self, request_id: str) -> PrivacyRequest:
        """The request, or Missing."""
        ...

    async def of_customer(self, customer_id: str) -> Sequence[PrivacyRequest]:
        """All of one customer, the oldest first."""
        ...

    async def page(self, wanted: Wanted) -> Sequence[PrivacyRequest]:
        """Some of them, in order."""
        ...

    async def change(self, request_id: str, become: Become, *deeds: Deed) -> PrivacyRequest:
        """What `become` makes of the request, kept with the deeds in one transaction.

        Raises Missing, and whatever `become` raises: then nothing changed. Where it changes
        nothing, no deed is kept.
        """
        ...

    def code_of(self, request_id: str, count: int) -> str:
        """The code of that number for a request: always the same, and nobody else can make it."""
        ...

    async def standing(self, now: datetime) -> Standing:
        """How many are open, nearly due and overdue."""
        ...
