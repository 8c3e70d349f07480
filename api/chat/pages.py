"""The chat's page, which only the account's sites may show, and the script that they load."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from api.chat.visiting import expect_short_url, site_of
from api.door import door_of
from api.pages import NOT_BUILT

PAGE: Final = "chat.html"
LOADER: Final = "loader.js"
NOBODY: Final = "'none'"
FOR_OTHERS: Final = {"Cross-Origin-Resource-Policy": "cross-origin"}  # pages of other sites

router = APIRouter(include_in_schema=False)


@router.get("/chat/loader.js")
async def chat_loader(request: Request) -> Response:
    """The script that sites load."""
    return _answer(request, LOADER)


@router.get("/chat/{account}")
async def chat_page(account: str, request: Request) -> Response:
    """The chat's page, within the pages of the account's sites alone."""
    expect_short_url(request)
    site = site_of(door_of(request), request, account)
    sites = " ".join(site.account.sites) or NOBODY
    return _answer(request, PAGE, f"frame-ancestors {sites}")


def _answer(request: Request, name: str, policy: str = f"frame-ancestors {NOBODY}") -> Response:
    pages, accepted = door_of(request).pages, request.headers.get("accept-encoding", "")
    answer = pages.answer(name, accepted, policy) if pages else None
    if answer is None:
        return PlainTextResponse(NOT_BUILT, 503)
    answer.headers.update(FOR_OTHERS)
    return answer
