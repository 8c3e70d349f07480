"""What the API says when it cannot do what was asked: RFC 9457, with a code and what to do.

No problem repeats a value that a client sent: it names fields and places.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as RoutingException

from api.problem_codes import STATUS_OF

MEDIA_TYPE = "application/problem+json"
LONGEST_NAME = 64
MOST_ERRORS = 20


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    detail: str


class ProblemDetails(BaseModel):
    """A problem as RFC 9457 writes it, with a stable `code` and, for bad input, each field."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(json_schema_extra={"enum": [*sorted(STATUS_OF)]})
    errors: list[FieldError] = Field(default_factory=list)


class Problem(HTTPException):
    """A definite answer other than success; `sentence` says what to do about it.

    An HTTPException, because FastAPI lets nothing else out of the reading of a body.
    """

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status, sentence, headers=dict(headers or {}))
        self.code = code
        self.errors = tuple(errors)
        self.facts = dict(facts or {})

    def response(self) -> JSONResponse:
        """The problem as an answer."""
        details = ProblemDetails(
            type=f"urn:meridian:problem:{self.code}",
            title=HTTPStatus(self.status_code).phrase,
            status=self.status_code,
            detail=self.detail,
            code=self.code,
            errors=list(self.errors),
        )
        content = {**details.model_dump(), **self.facts}
        if not self.errors:
            del content["errors"]
        return JSONResponse(content, self.status_code, headers=self.headers, media_type=MEDIA_TYPE)


def answers(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The problems that a route may answer with, for its description in OpenAPI."""
    always = (400, 401, 403, 413, 414, 422, 429, 503)
    return {
        status: {"model": ProblemDetails, "description": HTTPStatus(status).phrase}
        for status in sorted({*always, *statuses})
    }


def invalid(errors: Sequence[FieldError]) -> Problem:
    """A request whose fields are wrong, each named."""
    return Problem(
        422,
        "invalid",
        "Correct the fields that `errors` names; nothing was changed.",
        errors=errors[:MOST_ERRORS],
    )


def no_such_ticket() -> Problem:
    """The one answer for a ticket that is not there and for one that is not yours to see."""
    return Problem(404, "no_such_ticket", "There is no such ticket; check its id.")


def come_back(code: str, sentence: str, seconds: int) -> Problem:
    """Something is away for a while; the same request may be made again."""
    return Problem(503, code, sentence, headers={"Retry-After": str(seconds)})


def printable(name: str) -> str:
    """A field's name as far as it can be shown: never long, nothing invisible in it."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    return shown if len(shown) <= LONGEST_NAME else shown[:LONGEST_NAME] + "…"


def place(parts: Sequence[object]) -> str:
    """A place in a body as people write it: `sender.country`, `attachments[0].url`."""
    written = ""
    for part in parts:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += f".{printable(str(part))}" if written else printable(str(part))
    return written


async def answer_problem(_: Request, problem: Exception) -> JSONResponse:
    """Answer a Problem."""
    assert isinstance(problem, Problem)
    return problem.response()


async def answer_invalid(_: Request, error: Exception) -> JSONResponse:
    """Name the fields that a validator refused, without what stood in them."""
    assert isinstance(error, RequestValidationError)
    return invalid([_field_error(one) for one in error.errors()]).response()


async def answer_routing(_: Request, error: Exception) -> JSONResponse:
    """Answer what the router itself refuses: unknown paths and methods."""
    assert isinstance(error, RoutingException)
    phrase = HTTPStatus(error.status_code).phrase
    sentences = {
        404: "There is nothing under this path; /openapi.json lists what there is.",
        405: "This path does not know that method; the header `Allow` names those it knows.",
    }
    problem = Problem(
        error.status_code,
        phrase.lower().replace(" ", "_"),
        sentences.get(error.status_code, f"The request was refused: {phrase}."),
        headers=error.headers,
    )
    return problem.response()


async def answer_fault(_: Request, __: Exception) -> JSONResponse:
    """A fault of ours: it is in the log, not in the answer."""
    return Problem(500, "our_fault", "Something broke on our side; it has been logged.").response()


def _field_error(error: Mapping[str, object]) -> FieldError:
    location = error["loc"]
    assert isinstance(location, tuple)
    where, *parts = location
    if where != "body":
        return FieldError(field=place([*parts]) or str(where), detail=_sentence(error))
    return FieldError(field=place(parts) or "body", detail=_sentence(error))


def _sentence(error: Mapping[str, object]) -> str:
    """A validator's message. Ours and pydantic's name limits and types, never the input."""
    if error["type"] == "extra_forbidden":
        return "There is no such field."
    if error["type"] == "missing":
        return "This field is required."
    message = str(error["msg"]).removeprefix("Value error, ")
    return message if message.endswith(".") else f"{message}."
