"""What auditors ask of the trails: entries, signed notes, whether all is sound, and proofs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.authentication import Asker, DoorRoute
from api.cursors import Listing
from api.door import Door, TheDoor
from api.fields import Identifier
from api.problems import Problem, answers
from api.reading import find
from api.trail_shapes import (
    CheckpointList,
    CheckpointShape,
    EntryList,
    VerdictList,
    entry_shape,
    verdict_shape,
)
from api.trails import Places, merged, read_places, write_places
from domain.access import ApiKey
from domain.audit import AuditEntry
from runtime.auditing import Asker as Auditor
from runtime.auditing import RegionAudit
from runtime.proof.building import CannotProve
from runtime.signed_notes import BadSignature

router = APIRouter(prefix="/v1/audit", route_class=DoorRoute, tags=["audit"])

ZIP = "application/zip"
Number = Annotated[int, Field(ge=1, le=10**15)]


class EntryQuery(BaseModel):
    """Which entries are asked for."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    region: Identifier | None = None
    about: Annotated[
        str | None, Field(max_length=200, description="A ticket, a customer, a key, a desk.")
    ] = None
    action: Annotated[str | None, Field(max_length=100, description="Such as `access`.")] = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class PlainQuery(BaseModel):
    """Which signed notes are asked for."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    region: Identifier | None = None
    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class VerifyQuery(BaseModel):
    """Which trails are verified, and which stretch of them."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    region: Identifier | None = None
    first: Annotated[Number, Field(alias="from", description="The first entry.")] = 1
    last: Annotated[
        Number | None, Field(alias="to", description="The last; the newest, if it is left out.")
    ] = None


@router.get("/entries", responses=answers(400, 404))
async def list_entries(
    asked: Annotated[EntryQuery, Query()], key: Asker, door: TheDoor
) -> EntryList:
    """The entries of the trails, the newest first; of one id, and of one kind, if wanted."""
    listing = Listing("entries", f"{asked.region}\0{asked.about}\0{asked.action}")
    places = read_places(door.cursor_key, listing, asked.cursor)
    page = merged(
        await _entries(door, key, asked, places), places, asked.limit, _at, lambda one: one.number
    )
    return EntryList(
        items=[entry_shape(region, entry) for region, entry in page.shown],
        next=None if page.is_last else write_places(door.cursor_key, listing, page.places),
    )


@router.get("/checkpoints", responses=answers(400, 404))
async def list_checkpoints(
    asked: Annotated[PlainQuery, Query()], key: Asker, door: TheDoor
) -> CheckpointList:
    """What was signed of the trails, by region and from the longest down, with the public keys."""
    return await _checkpoints(door, _audits(door, key, asked.region), asked)


async def _checkpoints(
    door: Door, audits: Sequence[RegionAudit], asked: PlainQuery
) -> CheckpointList:
    listing = Listing("checkpoints", f"{asked.region}")
    places = read_places(door.cursor_key, listing, asked.cursor)
    found = {
        audit.region: await audit.newest_notes(places.get(audit.region), asked.limit + 1)
        for audit in audits
    }
    page = merged(found, places, asked.limit, lambda _: _ANY_TIME, lambda one: one.size)
    return CheckpointList(
        items=[
            CheckpointShape(region=region, size=one.size, note=one.note)
            for region, one in page.shown
        ],
        keys={audit.region: audit.keys.verifiers.splitlines() for audit in audits},
        next=None if page.is_last else write_places(door.cursor_key, listing, page.places),
    )


@router.get("/verify", responses=answers(404, 429))
async def verify(asked: Annotated[VerifyQuery, Query()], key: Asker, door: TheDoor) -> VerdictList:
    """Check every link, every signed note, and the ledger; this takes a minute a million entries.

    That it was asked, and what was found, is an entry of each trail.
    """
    audits = _audits(door, key, asked.region)
    async with _alone(door):
        shapes = [
            verdict_shape(
                await audit.verify(_auditor(key), door.clock, first=asked.first, last=asked.last)
            )
            for audit in audits
        ]
    return VerdictList(sound=all(one.sound for one in shapes), regions=shapes)


@router.get(
    "/proof/{ticket_id}",
    response_class=Response,
    responses={200: {"content": {ZIP: {}}}, **answers(404, 409, 421)},
)
async def prove(ticket_id: str, key: Asker, door: TheDoor) -> Response:
    """A zip that proves what the trail has of the ticket, with the program that checks it."""
    found = await find(door, key, ticket_id)
    proof = await _proof(door, key, found.view.region, ticket_id)
    name = f"{ticket_id}.proof.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(proof, media_type=ZIP, headers=headers)


async def _proof(door: Door, key: ApiKey, region: str, ticket_id: str) -> bytes:
    [audit] = _audits(door, key, region)
    try:
        made = await audit.prove(ticket_id, _auditor(key), door.clock)
    except (CannotProve, BadSignature) as fault:
        raise Problem(409, "not_proved", f"There is no proof now: {fault}.") from None
    return made.proof.packed


@asynccontextmanager
async def _alone(door: Door) -> AsyncIterator[None]:
    """Be the only verification of this process. Raises a Problem where another is under way."""
    if door.verifying.locked():
        raise Problem(
            429,
            "verification_under_way",
            "Another verification is under way here; ask again when it has ended.",
            headers={"Retry-After": "10"},
        )
    async with door.verifying:
        yield


async def _entries(
    door: Door, key: ApiKey, asked: EntryQuery, places: Places
) -> dict[str, list[AuditEntry]]:
    """One entry more than fits says that there is more."""
    return {
        region: list(
            await door.regions[region].audit.newest(
                before=places.get(region),
                limit=asked.limit + 1,
                about=asked.about,
                action=asked.action,
            )
        )
        for region in _reached(door, key, asked.region)
    }


def _audits(door: Door, key: ApiKey, region: str | None) -> list[RegionAudit]:
    return [door.audits[name] for name in _reached(door, key, region)]


def _reached(door: Door, key: ApiKey, region: str | None) -> list[str]:
    """The regions that are asked. Raises a Problem for one that is not here or not the key's."""
    mine = [name for name in door.regions if key.reaches(name) and region in (None, name)]
    if not mine:
        raise Problem(
            404, "no_such_region", "Name a region of this API that your key is for, or none."
        )
    return mine


def _auditor(key: ApiKey) -> Auditor:
    return Auditor(key.actor_id, key.role)


def _at(entry: AuditEntry) -> datetime:
    return datetime.fromisoformat(str(entry.document["at"]))


_ANY_TIME = datetime.min.replace(tzinfo=UTC)  # notes are in no order but that of their sizes
