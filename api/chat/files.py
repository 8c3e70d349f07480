"""Files of visitors, and files of agents for them: nobody else has the token that opens them."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, Final
from urllib.parse import unquote

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse

from api.attachments import FILE, disposition
from api.body import raw_body
from api.chat.shapes import LONGEST_NAME, ChatFile
from api.chat.visiting import FileRoute, TheVisit, Visit
from api.headers import SANDBOXED
from api.problems import FieldError, Problem, answers, invalid
from domain.attachments import UNKNOWN, Blob, media_type, safe_name
from domain.chat import LARGEST_FILE, Upload, plain_name
from domain.remote_files import listed
from domain.stores import Missing
from runtime import normalising

FILES: Final = "/v1/chat/{account}/files"
BINARY: Final[dict[str, Any]] = {UNKNOWN: {"schema": {"type": "string", "format": "binary"}}}
RAW: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": BINARY}}
Named = Annotated[
    str, Header(alias="Meridian-File-Name", max_length=2_000, description="Percent-encoded UTF-8.")
]

router = APIRouter(route_class=FileRoute, tags=["chat"])


@router.post(FILES, status_code=201, responses=answers(404, 410, 421), openapi_extra=RAW)
async def send_file(
    account: str, request: Request, visit: TheVisit, name: Named = "file"
) -> ChatFile:
    """Send a file, byte for byte; a message that names it within a day takes it along."""
    content = await raw_body(request, LARGEST_FILE)
    return await _kept(visit, content, name)


@router.get(
    f"{FILES}/{{file_id}}",
    response_class=Response,
    responses={**FILE, **answers(404, 421)},
)
async def fetch_file(account: str, file_id: str, visit: TheVisit) -> StreamingResponse:
    """A file of the conversation, as a download."""
    return await _answer(visit, file_id)


async def _kept(visit: Visit, content: bytes, name: str) -> ChatFile:
    if not content:
        raise invalid([FieldError(field="body", detail="The file is empty.")])
    kind = media_type(content)
    told = normalising.line(plain_name(unquote(name, errors="replace")), LONGEST_NAME)
    upload = Upload(secrets.token_hex(16), safe_name(told or "", kind), content)
    await visit.stores.chat.keep(visit.visitor, upload, visit.door.clock.now())
    return ChatFile(id=upload.id, name=upload.name, type=kind, bytes=len(content))


async def _answer(visit: Visit, file_id: str) -> StreamingResponse:
    blob, said = await _found(visit, file_id)
    parts = visit.stores.blobs.read(blob)
    try:
        first = await anext(parts)
    except (Missing, StopAsyncIteration):
        raise _unknown() from None
    kind = media_type(first) if said.get("type") is None else str(said["type"])
    headers = {
        "Content-Security-Policy": SANDBOXED,
        "Content-Disposition": disposition(safe_name(str(said.get("name", "")), kind)),
        "Content-Length": str(blob.size),
    }
    answer = StreamingResponse(_whole(first, parts), headers=headers)
    answer.headers["Content-Type"] = kind
    return answer


async def _found(visit: Visit, file_id: str) -> tuple[Blob, Mapping[str, object]]:
    """The file, if it came with a message of this very conversation. Raises a Problem."""
    message_id = await _message_of(visit, file_id)
    ticket_id = await visit.stores.chat.ticket_of(visit.visitor, message_id)
    if ticket_id is None:
        raise _unknown()
    text = (await visit.stores.vault.get_many([message_id])).get(message_id)
    said = [one for one in listed(text.content if text else {}) if one.get("id") == file_id]
    if not said:
        raise _unknown()
    try:
        return await visit.stores.blobs.find(ticket_id, file_id), said[0]
    except Missing:
        raise _unknown() from None


async def _message_of(visit: Visit, file_id: str) -> str:
    """The message that the file came with. Raises a Problem for a file that nobody knows."""
    try:
        return await visit.stores.blobs.message_of(file_id)
    except Missing:
        raise _unknown() from None


async def _whole(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    with suppress(Missing):  # destroyed meanwhile: the answer ends short of its length
        async for part in parts:
            yield part


def _unknown() -> Problem:
    return Problem(404, "no_such_file", "The conversation has no such file; see its messages.")
