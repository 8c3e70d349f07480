"""Where platforms bring what customers write. No key opens it: each delivery proves who sent it."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from api.door import TheDoor
from api.hearing import heard, hearing_of
from api.problems import answers

PATH: Final = "/v1/channels/{channel}/{account}"
TEXT: Final[dict[str, Any]] = {"text/plain": {"schema": {"type": "string"}}}
KEPT: Final[dict[str, Any]] = {"application/json": {"schema": {"type": "object"}}}

router = APIRouter(tags=["channels"])


@router.get(PATH, response_class=Response, responses={200: {"content": TEXT}, **answers(404, 405)})
async def greet(channel: str, account: str, request: Request, door: TheDoor) -> Response:
    """Show a platform that this address is ours, where it asks for that."""
    hearing = hearing_of(door, request, channel, account)
    return PlainTextResponse(hearing.greeting())


@router.post(
    PATH, response_class=Response, responses={200: {"content": TEXT | KEPT}, **answers(404)}
)
async def hear(channel: str, account: str, request: Request, door: TheDoor) -> Response:
    """Take in what a platform tells of an account: messages, edits, receipts, in any number.

    200 says that all of it is kept. What comes again changes nothing.
    """
    hearing = hearing_of(door, request, channel, account)
    return await heard(hearing, await hearing.told())
