"""All that is known of a person: for them behind a link that is good once, or for the desk."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Response

from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.privacy_door import Person, find_person, find_request, saying_why
from api.privacy_shapes import ExportLink, WantedExport
from api.problems import Problem, answers
from domain.access import ApiKey
from domain.audit import Action, Deed
from domain.exports import LINK_LIVES, NewExport
from domain.privacy_requests import PrivacyRequest, RequestKind, expect_proven, hash_of
from runtime.exporting import Export, export_of

ZIP = "application/zip"
TOKEN_BYTES = 32

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


@dataclass(frozen=True, slots=True)
class Made:
    """An export, whose it is, and the request that it answers."""

    person: Person
    export: Export
    request: PrivacyRequest | None


@router.post(
    "/v1/customers/{customer_id}/export",
    response_model=ExportLink,
    responses={
        200: {"content": {ZIP: {}}, "description": "Without a request: the file, for the desk"},
        201: {"model": ExportLink, "description": "For a proven request: a link for the person"},
        **answers(404, 409, 410, 413, 415),
    },
)
async def export(
    customer_id: str, body: WantedExport, key: Asker, door: TheDoor, response: Response
) -> ExportLink | Response:
    """Put together all that is known of a person.

    With a proven request for access, for them: the answer is a link that is good once. Without one
    it is for the desk itself: the answer is the file.
    """
    with saying_why():
        made = await _made(door, key, customer_id, body.request)
        return await _given(door, key, made, response)


async def _given(door: Door, key: ApiKey, made: Made, response: Response) -> ExportLink | Response:
    if made.request is None:
        return await _handed_out(door, key, made)
    response.status_code = 201
    return await _kept(door, key, made)


async def _made(door: Door, key: ApiKey, customer_id: str, request_id: str | None) -> Made:
    person = await find_person(door, key, customer_id)
    request = None
    if request_id is not None:
        request = (await find_request(door, key, request_id)).request
        if (request.customer_id, request.kind) != (customer_id, RequestKind.ACCESS):
            raise Problem(
                409, "not_an_access_request", "This is no request of this person for access."
            )
        expect_proven(request)
    export = await export_of(person.stores, customer_id, door.clock.now())
    return Made(person, export, request)


async def _handed_out(door: Door, key: ApiKey, made: Made) -> Response:
    await made.person.stores.audit.add(_deed(door, key, made))
    headers = {"Content-Disposition": f'attachment; filename="{made.person.customer_id}.zip"'}
    return Response(made.export.content, media_type=ZIP, headers=headers)


async def _kept(door: Door, key: ApiKey, made: Made) -> ExportLink:
    """Kept under the person's key; of the link only its hash."""
    now, token = door.clock.now(), secrets.token_urlsafe(TOKEN_BYTES)
    export = NewExport(
        id=f"px-{door.new_id()}",
        customer_id=made.person.customer_id,
        token_hash=hash_of(token),
        content=made.export.content,
        made_at=now,
        until=now + LINK_LIVES,
    )
    await made.person.stores.privacy.exports.keep(export, _deed(door, key, made))
    return ExportLink(path=f"/v1/exports/{token}", until=export.until)


def _deed(door: Door, key: ApiKey, made: Made) -> Deed:
    facts: dict[str, object] = {"sha256": made.export.sha256, "bytes": len(made.export.content)}
    if made.request is not None:
        facts["request"] = made.request.id
    return Deed(
        at=door.clock.now(),
        action=Action.PERSON_EXPORTED,
        by=key.actor_id,
        by_kind=key.role.value,
        about=made.person.customer_id,
        reason="for_the_desk" if made.request is None else "for_the_person",
        facts=facts,
    )
