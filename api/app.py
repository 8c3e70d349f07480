"""Puts the API together. It reads no setting: all that it needs is behind the door it is given."""

from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as RoutingException

from api import (
    adoption,
    audit,
    commands,
    desk_versions,
    drafts,
    health,
    messages,
    notifications,
    on_duty,
    tickets,
    translations,
)
from api.counting import CountedRequests
from api.door import Door
from api.problems import (
    MEDIA_TYPE,
    Problem,
    answer_fault,
    answer_invalid,
    answer_problem,
    answer_routing,
    come_back,
)
from api.unread import UnreadBodies
from domain.stores import Unavailable

TITLE = "Meridian"
VERSION = "v1"


def create_app(door: Door) -> FastAPI:
    """The application over a door."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        description="A follow-the-sun customer desk.",
        docs_url=None,  # its page would fetch scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.door = door
    reading = (tickets, drafts, notifications, on_duty, audit)
    guarded = (messages, *reading, commands, translations, adoption, desk_versions)
    for part in (*guarded, health):
        app.include_router(part.router)
    app.add_exception_handler(Problem, answer_problem)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(RoutingException, answer_routing)
    app.add_exception_handler(Unavailable, _answer_unavailable)
    app.add_exception_handler(Exception, answer_fault)
    app.add_middleware(UnreadBodies)
    app.add_middleware(CountedRequests)
    app.openapi = partial(_description, app)  # type: ignore[method-assign] # its documented way
    return app


async def _answer_unavailable(_: Request, __: Exception) -> JSONResponse:
    sentence = (
        "The region's database does not answer. Try again shortly; what is written already "
        "is not written twice."
    )
    return come_back("database_away", sentence, seconds=2).response()


def _description(app: FastAPI) -> dict[str, Any]:
    """OpenAPI, in which every problem has the media type of a problem. Made when first asked."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    described = get_openapi(
        title=TITLE, version=VERSION, description=app.description, routes=app.routes
    )
    for methods in described["paths"].values():
        for operation in methods.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                if _is_problem(content):
                    content[MEDIA_TYPE] = content.pop("application/json")
    app.openapi_schema = described
    return described


def _is_problem(content: dict[str, Any]) -> bool:
    schema = content.get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).endswith("/ProblemDetails")
