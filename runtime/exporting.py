"""A person's data as one file to take away: for programs, to read, and the files that they sent."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.attachments import media_type, safe_name
from domain.stores import Missing, RegionStores
from runtime.export_gathering import Document, Gathered, gathered
from runtime.export_page import page

FILES = "attachments"


@dataclass(frozen=True, slots=True)
class Export:
    """The file, and what it is recognised by."""

    content: bytes

    @property
    def sha256(self) -> str:
        """Of the whole file, in hex."""
        return hashlib.sha256(self.content).hexdigest()


async def export_of(stores: RegionStores, customer_id: str, now: datetime) -> Export:
    """Everything of one person in a ZIP: data.json, index.html, and the files that they sent.

    The same data at the same instant make the same bytes. Raises Missing, and Erased.
    """
    found = await gathered(stores, customer_id, now)
    files = await _files(stores, customer_id, found.document)
    return Export(_zipped(found, files, now))


async def _files(stores: RegionStores, customer_id: str, document: Document) -> Mapping[str, bytes]:
    """The files by their place in the ZIP; each is told where it is in its message."""
    listed = {
        str(one["id"]): one
        for ticket in document["tickets"]
        for message in ticket["messages"]
        for one in message.get("attachments") or ()
        if "id" in one
    }
    found: dict[str, bytes] = {}
    for blob in await stores.blobs.of_customer(customer_id):
        facts: dict[str, Any] = listed.get(blob.id, {})
        try:
            content = b"".join([part async for part in stores.blobs.read(blob)])
        except Missing:
            continue
        name = safe_name(str(facts.get("name") or ""), media_type(content))
        place = f"{FILES}/{blob.id}/{name}"
        found[place] = content
        facts["file"] = place
    return found


def _zipped(found: Gathered, files: Mapping[str, bytes], now: datetime) -> bytes:
    written = json.dumps(found.document, ensure_ascii=False, indent=2)
    members = {
        "data.json": written.encode("utf-8", "surrogatepass"),
        "index.html": page(found.document, found.language).encode("utf-8", "replace"),
        **files,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue()
