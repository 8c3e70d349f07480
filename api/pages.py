"""The console's files, as `make setup` built them. They ask no key: what they show asks for one."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from api.door import door_of

CONSOLE: Final = "/console"
ASSETS: Final = "assets/"
FIRST: Final = "index.html"
NOT_BUILT: Final = "The console is not built here: run `make setup`, then start the desk again.\n"
# Its own scripts and styles, the API, and pictures that it was given as bytes; nothing else.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; media-src blob:; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
FRAMED_NOWHERE: Final = "frame-ancestors 'none'"
FOR_EVER: Final = "public, max-age=31536000, immutable"  # names of assets go with their contents
EACH_TIME: Final = "no-cache"
NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._/-]{0,200}")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Pages:
    """The files of a folder, as they are when they are asked for."""

    folder: Path

    @classmethod
    def of(cls, folder: Path) -> "Pages":
        """Those of a folder, which may be made later."""
        return cls(folder.resolve())

    def answer(self, name: str, accepted: str, policy: str = FRAMED_NOWHERE) -> Response | None:
        """A file, packed where that is `accepted`; None for one that is not there.

        `policy` says in which pages of others it may stand.
        """
        packed = self._file(f"{name}.gz") if "gzip" in accepted else None
        file = packed or self._file(name)
        if file is None:
            return None
        headers = {
            "Cache-Control": FOR_EVER if name.startswith(ASSETS) else EACH_TIME,
            "Content-Security-Policy": f"{POLICY}; {policy}",
            "Vary": "Accept-Encoding",
        }
        if packed:
            headers["Content-Encoding"] = "gzip"
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return FileResponse(file, headers=headers, media_type=media_type)

    def _file(self, name: str) -> Path | None:
        """A file below the folder; None for every other name, whatever it leads to."""
        if not NAME.fullmatch(name):
            return None
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder) and path.is_file() else None


@router.get(CONSOLE)
async def to_console() -> Response:
    """The address as people type it."""
    return RedirectResponse(f"{CONSOLE}/", 308)


@router.get(CONSOLE + "/{path:path}")
async def console_page(path: str, request: Request) -> Response:
    """A file of the console; for an address within it, its first page."""
    pages, accepted = door_of(request).pages, request.headers.get("accept-encoding", "")
    return _asked(pages, path, accepted) if pages else PlainTextResponse(NOT_BUILT, 503)


def _asked(pages: Pages, path: str, accepted: str) -> Response:
    file = pages.answer(path, accepted)
    if file is None and path.startswith(ASSETS):
        return PlainTextResponse("There is no such file.\n", 404)
    first = file or pages.answer(FIRST, accepted)
    return first or PlainTextResponse(NOT_BUILT, 503)
