"""Where a person fetches what is known of them: a page with a button, and what the button fetches.

To look at the page uses nothing up (RFC 9110, §9.2.1: GET and HEAD are safe), so that no preview,
scanner or prefetch of a mail program takes the file away; only the button does. It needs no key,
for the link has 256 random bits and is good once.
"""

from html import escape

from fastapi import APIRouter, Request, Response

from api.door import Door, TheDoor
from api.problems import Problem, answers
from domain.exports import LinkUsed, Taken
from domain.privacy_requests import hash_of
from domain.stores import Erased, Missing
from runtime.export_page import POLICY, framed
from runtime.export_words import preferred

ZIP = "application/zip"
LONGEST_TOKEN = 64

router = APIRouter(prefix="/v1/exports", tags=["privacy"])


@router.head("/{token}", include_in_schema=False)
@router.get(
    "/{token}",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}, **answers(404, 410)},
)
async def look_at_export(token: str, request: Request, door: TheDoor) -> Response:
    """A page from which the person fetches their file. To look at it uses nothing up."""
    await _expect_waiting(door, request, token)
    return Response(
        _page(request.headers.get("accept-language", "")),
        media_type="text/html; charset=utf-8",
        headers={
            "Content-Security-Policy": f"{POLICY}; form-action 'self'; frame-ancestors 'none'"
        },
    )


@router.post(
    "/{token}",
    response_class=Response,
    responses={200: {"content": {ZIP: {}}}, **answers(404, 410)},
)
async def fetch_export(token: str, request: Request, door: TheDoor) -> Response:
    """The file, once: data.json for programs, index.html to read, and the files that were sent."""
    taken = await _taken(door, request, token)
    headers = {"Content-Disposition": f'attachment; filename="{taken.customer_id}.zip"'}
    return Response(taken.content, media_type=ZIP, headers=headers)


async def _expect_waiting(door: Door, request: Request, token: str) -> None:
    for stores in door.regions.values() if len(token) <= LONGEST_TOKEN else ():
        try:
            if await stores.privacy.exports.waits(hash_of(token), door.clock.now()):
                return
        except Missing:
            continue
        raise _used()
    raise _unknown(door, request)


async def _taken(door: Door, request: Request, token: str) -> Taken:
    for stores in door.regions.values() if len(token) <= LONGEST_TOKEN else ():
        try:
            return await stores.privacy.exports.take(hash_of(token), door.clock.now())
        except Missing:
            continue
        except (LinkUsed, Erased):
            raise _used() from None
    raise _unknown(door, request)


def _unknown(door: Door, request: Request) -> Problem:
    """No link of ours. Raises a Problem of its own for who tries too many."""
    door.rates.count_failure(request.client and request.client.host)
    return Problem(404, "no_such_export", "There is nothing behind this link; ask for another.")


def _used() -> Problem:
    return Problem(410, "link_used", "This link was used or is too old; ask for another.")


def _page(accepted: str) -> str:
    """In the first language that the browser names and there are words in, or in English."""
    tag, words = preferred(accepted)
    return framed(
        tag,
        words["fetch_title"],
        [
            f"<h1>{escape(words['fetch_title'])}</h1>",
            f"<p>{escape(words['fetch_words'])}</p>",
            f'<form method="post"><button>{escape(words["fetch_button"])}</button></form>',
        ],
    )
