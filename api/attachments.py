"""Files that came with messages: handed out as downloads, of the type that their bytes have."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from api.authentication import DoorRoute
from api.headers import SANDBOXED
from api.problems import Problem, answers
from api.reading import Found, find_to_read
from api.texts import TheViewing, Viewing
from domain.attachments import MEDIA_TYPES, Blob, media_type, safe_name
from domain.remote_files import FileState, shown, text_id
from domain.residency import Piece, Show
from domain.stores import Missing

FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES
        },
    }
}
PRINTABLE: Final = "".join(map(chr, range(0x20, 0x7F)))
Despite = Annotated[
    bool, Query(description="true: hand it out though the message's list gives a `warning` of it.")
]

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.get(
    "/v1/tickets/{ticket_id}/attachments/{attachment_id}",
    response_class=Response,
    responses={**FILE, **answers(404, 409, 421)},
)
async def read_attachment(
    ticket_id: str, attachment_id: str, viewing: TheViewing, despite_warning: Despite = False
) -> StreamingResponse:
    """A file that came with a message of the ticket, as a download."""
    found = await find_to_read(viewing, ticket_id)
    file = await _file(found, viewing, attachment_id)
    if file.said.get("warning") and not despite_warning:
        raise _held()
    return await _answer(found, file)


@dataclass(frozen=True, slots=True)
class _File:
    """A file, and what its message says of it."""

    blob: Blob
    said: Mapping[str, object] = field(repr=False)


async def _file(found: Found, viewing: Viewing, attachment_id: str) -> _File:
    """The file, if it is the ticket's and shown to whoever looks. Raises a Problem."""
    await _expect_shown(found, viewing)
    try:
        blob = await found.stores.blobs.find(found.view.id, attachment_id)
    except Missing:
        raise _unknown() from None
    return _File(blob, await _said(found, viewing, blob))


async def _expect_shown(found: Found, viewing: Viewing) -> None:
    """A file cannot be masked: who reads masked gets none, and who reads nothing sees none."""
    seen = (await viewing.sight(found.stores, found.view.id)).shows[Piece.ATTACHMENTS]
    if seen is Show.HIDDEN:
        raise _unknown()
    if seen is Show.MASKED:
        raise Problem(
            403, "file_not_shown", "Files cannot be masked; have the ticket's own region look."
        )


async def _said(found: Found, viewing: Viewing, blob: Blob) -> Mapping[str, object]:
    """What is known of the file. Raises a Problem where its message is gone, or it is not here.

    One that was fetched later is not here before what it is, and what to fear of it, was noted.
    """
    texts = await viewing.texts(found.stores, [blob.message_id])
    if blob.message_id in texts:
        known = await found.stores.vault.get_many([text_id(blob.id)])
        for one in shown(texts[blob.message_id].content, known):
            if one.get("id") == blob.id and one.get("state") != FileState.WAITING:
                return one
    raise _unknown()


async def _answer(found: Found, file: _File) -> StreamingResponse:
    said, parts = file.said, found.stores.blobs.read(file.blob)
    first = b""
    try:
        first = await anext(parts)
    except (Missing, StopAsyncIteration):
        raise _unknown() from None
    kind = str(said.get("type"))
    if kind not in MEDIA_TYPES:  # it was not looked at when it came
        kind = media_type(first)
    headers = {
        "Content-Security-Policy": SANDBOXED,
        "Content-Disposition": disposition(safe_name(str(said.get("name", "")), kind)),
        "Content-Length": str(file.blob.size),
    }
    # A charset would be a guess; without one, Starlette would add its own to text.
    answer = StreamingResponse(_whole(first, parts), headers=headers)
    answer.headers["Content-Type"] = kind
    return answer


async def _whole(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    with suppress(Missing):  # destroyed meanwhile: the answer ends short of its length
        async for part in parts:
            yield part


def disposition(name: str) -> str:
    """A download of that name (RFC 6266), for those who know RFC 8187 and for those who do not."""
    plain = "".join(letter if letter in PRINTABLE else "_" for letter in name)
    for special in '"\\%':
        plain = plain.replace(special, "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _held() -> Problem:
    return Problem(
        409,
        "file_held",
        "The file may do harm; see `warning` in the message. To have it all the same, ask with "
        "`despite_warning=true`.",
    )


def _unknown() -> Problem:
    return Problem(404, "no_such_attachment", "The ticket has no such file; see its messages.")
