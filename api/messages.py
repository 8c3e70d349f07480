"""The way in for customers' messages: accepted once they are committed, whatever else is down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter

from api.authentication import Asker, DoorRoute
from api.body import canonical
from api.door import ChannelAccount, Door, TheDoor, UnknownAccount
from api.elsewhere import leave
from api.files import Received, received
from api.idempotency import IdempotencyKey, remember
from api.problems import FieldError, Problem, answers, invalid
from api.shapes import Accepted, NewMessage, NewSender
from domain.access import ApiKey
from domain.arrivals import AnotherBody, Arrival
from domain.arrivals import Sender as Author
from domain.stores import RegionStores
from rulebook.home import Home
from runtime.homes import Who, country_of, settled

CLOCKS_DIFFER_BY = timedelta(minutes=5)

router = APIRouter(route_class=DoorRoute, tags=["messages"])


@router.post("/v1/messages", status_code=202, responses=answers(400, 409, 413, 415, 421))
async def accept_message(
    message: NewMessage, key: Asker, door: TheDoor, again: IdempotencyKey
) -> Accepted:
    """Accept a message. It is in the ticket that the answer names, whatever happens next."""
    incoming = await _incoming(message, key, door)
    await remember(door, incoming.home.region, key, again, incoming.arrival.fingerprint)
    return await _accepted(incoming, door)


@dataclass(frozen=True, slots=True)
class _Incoming:
    home: RegionStores
    arrival: Arrival


async def _incoming(message: NewMessage, key: ApiKey, door: Door) -> _Incoming:
    now = door.clock.now()
    sent_at = message.sent_at or now
    if sent_at > now + CLOCKS_DIFFER_BY:
        raise _wrong("sent_at", "The instant lies in the future; leave it out or set your clock.")
    account = _account(message, door)
    home, reason = await _home(message, account, key, door)
    body = canonical(message.model_dump(mode="json", exclude_none=True))
    files = [received(one) for one in message.attachments]
    arrival = Arrival(
        id=door.new_id(),
        message_id=message.message_id,
        channel=message.channel,
        account=account.name,
        thread=message.thread,
        sender=Author(**message.sender.model_dump()),
        content=_content(message, files),
        files=tuple(one.file for one in files if one.file is not None),
        fingerprint=door.fingerprint(home.region, body),
        accepted_at=now,
        sent_at=sent_at,
        new_ticket_id=f"{home.region}-{door.new_id()}",
        region_reason=reason,
        language_hint=message.sender.locale,
        topic=message.topic,
        priority=message.priority,
        tier=message.tier,
    )
    return _Incoming(home, arrival)


def _account(message: NewMessage, door: Door) -> ChannelAccount:
    try:
        return door.account(message.channel, message.account)
    except UnknownAccount as unknown:
        raise _wrong(unknown.field, unknown.sentence) from None


async def _home(
    message: NewMessage, account: ChannelAccount, key: ApiKey, door: Door
) -> tuple[RegionStores, str]:
    """The stores of the sender's home, and why it is that one.

    Who wrote before is looked for in regions alone that the key may write to.
    """
    who = Who(message.channel, account.name, message.sender.id)
    asked = {name: stores for name, stores in door.regions.items() if key.reaches(name)}
    home = await settled(_told_home(message.sender, account.region, door), who, asked)
    if not key.reaches(home.region):
        raise Problem(403, "region_not_in_scope", "Use a key of the customer's home region.")
    stores = door.regions.get(home.region)
    if stores is None:
        leave(door, key, home.region)
    return stores, home.reason


def _told_home(sender: NewSender, account_region: str | None, door: Door) -> Home:
    try:
        return door.home_of(
            country=sender.country,
            phone=sender.phone,
            account_region=account_region,
            locale=sender.locale,
        )
    except ValueError:
        raise _wrong("sender.country", "No region of this desk serves this country.") from None


async def _accepted(incoming: _Incoming, door: Door) -> Accepted:
    region, arrival = incoming.home.region, incoming.arrival
    try:
        acceptance = await incoming.home.inbox.accept(arrival)
    except AnotherBody:
        raise Problem(
            409,
            "another_body",
            "This message_id was accepted with another body; give a new message a new id.",
        ) from None
    door.nudge(region)
    return Accepted(
        message_id=arrival.message_id,
        ticket_id=acceptance.ticket_id,
        region=region,
        duplicate=acceptance.duplicate,
    )


def _content(message: NewMessage, files: Sequence[Received]) -> Mapping[str, object]:
    parts = {"text", "subject", "location", "metadata"}
    content = message.model_dump(mode="json", include=parts, exclude_defaults=True)
    if message.attachments:
        content["attachments"] = [one.facts for one in files]
    country = country_of(message.sender.country, message.sender.phone)
    return {**content, "country": country} if country else content


def _wrong(field: str, sentence: str) -> Problem:
    return invalid([FieldError(field=field, detail=sentence)])
