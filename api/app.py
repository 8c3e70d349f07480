"""Puts the API together. It reads no setting: all that it needs is behind the door it is given."""

from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as RoutingException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api import (
    adoption,
    attachments,
    audit,
    commands,
    consents,
    customers,
    desk_versions,
    drafts,
    erasure,
    export_links,
    glass,
    health,
    linking,
    messages,
    notifications,
    on_duty,
    pages,
    preferences,
    privacy_exports,
    privacy_requests,
    replays,
    security_txt,
    sending_again,
    set_aside,
    tickets,
    trail,
    translations,
    typing_shown,
    ways,
    webhooks,
)
from api.chat.routers import CHAT
from api.counting import CountedRequests
from api.desk_work import coming, previews, templates
from api.door import Door
from api.headers import ProtectiveHeaders
from api.live import attending, events, me
from api.live import reading as reading_tickets
from api.numbers import analytics
from api.privacy_door import person_erased
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
from domain.stores import Erased, Unavailable

TITLE = "Meridian"
VERSION = "v1"


class Api(FastAPI):
    """FastAPI, around all of which stands what every answer says, those to faults included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's stack, whose outermost part answers faults, within ours."""
        return ProtectiveHeaders(super().build_middleware_stack())


def create_app(door: Door) -> FastAPI:
    """The application over a door."""
    app = described_app()
    app.state.door = door
    app.add_exception_handler(Problem, answer_problem)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(RoutingException, answer_routing)
    app.add_exception_handler(Unavailable, _answer_unavailable)
    app.add_exception_handler(Erased, _answer_erased)
    app.add_exception_handler(Exception, answer_fault)
    app.add_middleware(UnreadBodies)
    app.add_middleware(CountedRequests)
    return app


def described_app() -> FastAPI:
    """All routes and what OpenAPI says of them; it answers nothing, for it has no door."""
    app = Api(
        title=TITLE,
        version=VERSION,
        description="A follow-the-sun customer desk.",
        docs_url=None,  # its page would fetch scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        routes=_routes(),
    )
    app.openapi = partial(_description, app)  # type: ignore[method-assign] # its documented way
    return app


def _routes() -> list[BaseRoute]:
    """Every route as its router made it.

    `include_router` would make each anew, with its schemas, at the first request to each
    application; it changes none of ours, for nothing is asked of all of them there.
    """
    reading = (tickets, attachments, drafts, notifications, on_duty, audit, trail, replays, ways)
    working = (coming, templates, previews, analytics, reading_tickets, attending, events, me)
    answering = (commands, translations, sending_again, typing_shown)
    guarded = (messages, *reading, *working, *answering, adoption, desk_versions)
    asked_for = (erasure, consents, privacy_requests, privacy_exports, export_links)
    people = (customers, preferences, linking, *asked_for, glass)
    parts = (*guarded, *people, webhooks, set_aside, health, security_txt, pages)
    routers = (*(part.router for part in parts), *CHAT)
    return [route for router in routers for route in router.routes]


async def _answer_unavailable(_: Request, __: Exception) -> JSONResponse:
    sentence = (
        "The region's database does not answer. Try again shortly; what is written already "
        "is not written twice."
    )
    return come_back("database_away", sentence, seconds=2).response()


async def _answer_erased(_: Request, __: Exception) -> JSONResponse:
    return person_erased().response()


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
