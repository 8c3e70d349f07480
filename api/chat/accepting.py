"""A visitor's message on its way in: inbox first, then its place in the conversation.

Whatever ends in between, the device sends the message again under its id, and it is taken once.
"""

import json
from collections.abc import Sequence
from dataclasses import replace

from api.body import canonical
from api.chat.reading import view_of
from api.chat.shapes import ChatAccepted, NewChatMessage
from api.chat.visiting import Visit
from api.problems import FieldError, Problem, invalid
from domain.arrivals import AnotherBody, Arrival
from domain.attachments import AttachedFile
from domain.channels import Request, Written
from domain.chat import CHANNEL, Accepted, Line, Standing, Upload
from domain.vocabulary import Status
from runtime.arriving import Address, Arriving, Maker


async def accepted(visit: Visit, body: NewChatMessage) -> ChatAccepted:
    """The message, with its place. Raises a Problem, Unavailable and Erased."""
    chat, files = visit.stores.chat, list(dict.fromkeys(body.files))
    fingerprint = _fingerprint(visit, body)
    # Before the line is looked for: whoever took the files out meanwhile has put it there first.
    found = await chat.uploads(visit.visitor, files) if files else ()
    before = await chat.named(visit.visitor, str(body.id))
    if before is not None:
        if before.fingerprint not in (fingerprint, ""):
            raise _another_body()
        await chat.drop(visit.visitor, files)
        return _shape(before, body, duplicate=True)
    arrival = await _arrival(visit, body, _attached(files, found))
    try:
        taken = await visit.stores.inbox.accept(replace(arrival, fingerprint=fingerprint))
    except AnotherBody:
        raise _another_body() from None
    line = await _followed(visit, Accepted(str(body.id), arrival.message_id, fingerprint))
    await chat.drop(visit.visitor, files)
    visit.door.nudge(visit.stores.region)
    return _shape(line, body, duplicate=taken.duplicate)


async def _followed(visit: Visit, message: Accepted) -> Line:
    return await visit.stores.chat.follow(visit.visitor, message, visit.door.clock.now())


async def _arrival(visit: Visit, body: NewChatMessage, attached: Sequence[AttachedFile]) -> Arrival:
    door, region = visit.door, visit.stores.region
    standing = await visit.stores.chat.begin(visit.visitor, door.clock.now())
    [item] = visit.site.account.read(_request(visit, body, await _going_on(visit, standing)))
    if not isinstance(item, Written):
        raise invalid([FieldError(field="body", detail="This cannot be kept as a message.")])
    one = Arriving.of(replace(item, attached=tuple(attached)))
    home = door.home_of(
        country=None, phone=None, account_region=visit.site.region, locale=body.language
    )
    address = Address(CHANNEL, visit.site.name, visit.site.region)
    maker = Maker(door.new_id, door.fingerprint)
    return maker.arrival(one, address, replace(home, region=region), door.clock.now())


def _attached(files: Sequence[str], found: Sequence[Upload]) -> list[AttachedFile]:
    """The files that the message names. Raises a Problem where one is not there."""
    if len(found) != len(files):
        sentence = "A file is unknown, or was sent over a day ago: send it again."
        raise invalid([FieldError(field="files", detail=sentence)])
    return [AttachedFile(one.name, one.content) for one in found]


async def _going_on(visit: Visit, standing: Standing) -> str | None:
    """The ticket that somebody began before the desk knew who they are, while it is open."""
    view = await view_of(visit.stores, standing.ticket_id)
    if view is None or view.customer_id == standing.customer_id:
        return None
    return None if view.status is Status.CLOSED else view.id


def _request(visit: Visit, body: NewChatMessage, ticket: str | None) -> Request:
    """The message as the channel of the account reads it."""
    bearer, door = visit.bearer, visit.door
    of_them = door.fingerprint(visit.stores.region, bearer.id.encode())[:16]
    said = {
        "id": f"{body.id}.{of_them}",  # nobody takes an id away from somebody else
        "visitor": bearer.id,
        "text": body.text,
        "language": body.language,
        "name": bearer.name or body.name,
        "email": bearer.email or body.email,
        "vouched": bearer.email is not None,
        "subject": body.subject,
        "ticket": ticket,
    }
    raw = json.dumps(said).encode()
    return Request("POST", f"/v1/chat/{visit.site.name}/messages", {}, {}, raw, door.clock.now())


def _fingerprint(visit: Visit, body: NewChatMessage) -> str:
    said = canonical(body.model_dump(mode="json", exclude_none=True))
    return visit.door.fingerprint(visit.stores.region, said)


def _shape(line: Line, body: NewChatMessage, *, duplicate: bool) -> ChatAccepted:
    return ChatAccepted(
        id=str(body.id),
        message_id=line.message_id,
        position=line.position,
        ticket_id=line.ticket_id,
        at=line.at,
        duplicate=duplicate,
    )


def _another_body() -> Problem:
    sentence = "This id was taken with another body; give a new message a new id."
    return Problem(409, "another_body", sentence)
