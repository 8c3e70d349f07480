"""A request as it is taken down: with the term that the region's law gives for it, and once."""

from api.body import canonical
from api.door import Door
from api.idempotency import remember
from api.privacy_door import Person, digest
from api.privacy_shapes import NewRequest
from api.problems import FieldError, invalid
from domain.access import ApiKey
from domain.privacy_requests import PrivacyRequest
from domain.stores import Missing
from rulebook.privacy import legal_days


async def taken_down(
    door: Door, key: ApiKey, person: Person, body: NewRequest, again: str | None
) -> PrivacyRequest:
    """The request, kept with its deed. Raises a Problem, Missing or Erased."""
    requests = person.stores.privacy.requests
    if again is None:
        request = _new(door, key, person, body, f"pr-{door.new_id()}")
        await requests.receive(request)
        return request
    region = person.stores.region
    asked = canonical(["requests", person.customer_id, body.model_dump(mode="json")])
    await remember(door, region, key, again, door.fingerprint(region, asked))
    request = _new(door, key, person, body, f"pr-{digest(key.id, again)}")
    try:
        return await requests.get(request.id)
    except Missing:
        await requests.receive(request)
    return request


def _new(
    door: Door, key: ApiKey, person: Person, body: NewRequest, request_id: str
) -> PrivacyRequest:
    """The request with its term, by the law that the region's desk names now."""
    now, region = door.clock.now(), person.stores.region
    received = body.received_at or now
    if received > now:
        raise invalid([FieldError(field="received_at", detail="This instant is still to come.")])
    desk = door.desk(region)
    law = desk.privacy.law_of(region)
    due = law.due(received, legal_days(desk, region, received.date())) if law else None
    return PrivacyRequest(
        id=request_id,
        customer_id=person.customer_id,
        kind=body.kind,
        received_at=received,
        by=key.actor_id,
        by_kind=key.role.value,
        law=law.name if law else "",
        due_at=due,
        remind_at=law.reminds_at(due) if law and due else None,
    )
