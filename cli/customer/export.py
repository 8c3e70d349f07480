"""`meridian customer export`: all that is known of somebody, into a file that only we can read."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.customer.opened import AsJson, CustomerId, Data, Found, about, fail, tell
from domain.audit import Action, Deed
from domain.stores import Erased
from domain.vocabulary import ActorKind
from runtime.clock import SystemClock
from runtime.exporting import export_of
from storage.desk.api_keys import OPERATIONS


def export(
    customer_id: CustomerId,
    file: Annotated[Path, typer.Argument(help="The ZIP to write; it must not be there yet.")],
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Write all that is known of somebody: data.json, a page to read, and the files they sent."""
    if file.exists():
        fail(f"{file} is there already; name another file, or take it away")

    async def work(found: Found) -> dict[str, object]:
        now, stores = SystemClock().now(), found.region.stores
        try:
            made = await export_of(stores, found.customer_id, now)
        except Erased:
            fail(f"{found.customer_id} was erased; there is nothing left to be had")
        facts: dict[str, object] = {"sha256": made.sha256, "bytes": len(made.content)}
        deed = Deed(
            at=now,
            action=Action.PERSON_EXPORTED,
            by=OPERATIONS,
            by_kind=ActorKind.SYSTEM,
            about=found.customer_id,
            reason="for_the_desk",
            facts=facts,
        )
        await stores.audit.add(deed)
        _write(file, made.content)
        return {"customer": found.customer_id, "file": str(file), **facts}

    tell(about(customer_id, data, work), as_json=as_json)


def _write(file: Path, content: bytes) -> None:
    """Readable by its owner alone, and never over another."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}")
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
