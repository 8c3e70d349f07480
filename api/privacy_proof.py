"""The person's step of a proof: a code goes to where they are known, and they give it back."""

from functools import partial

from api.door import Door, TemporalAway
from api.privacy_door import Held
from api.problems import come_back
from domain.access import ApiKey
from domain.audit import Action, Deed
from domain.privacy_requests import PrivacyRequest, with_code, with_person


async def proven_by(door: Door, key: ApiKey, held: Held, code: str | None) -> PrivacyRequest:
    """The request after the step. Raises a Problem, RequestRefuses or Missing."""
    if code is None:
        return await _sent(door, held)
    now = door.clock.now()
    deed = Deed(
        at=now,
        action=Action.REQUEST_PROVEN,
        by=key.actor_id,
        by_kind=key.role.value,
        about=held.request.customer_id,
        reason="code_given_back",
        facts={"request": held.request.id},
    )
    step = partial(with_person, code=code.strip(), at=now)
    return await held.stores.privacy.requests.change(held.request.id, step, deed)


async def _sent(door: Door, held: Held) -> PrivacyRequest:
    """A code is on its way: a repeat within ten minutes lets the same one go, once."""
    requests, now = held.stores.privacy.requests, door.clock.now()

    def step(request: PrivacyRequest) -> PrivacyRequest:
        return with_code(request, requests.code_of(request.id, request.codes + 1), now)

    changed = await requests.change(held.request.id, step)
    try:
        await door.proofs.send(held.stores.region, changed.id, changed.codes)
    except TemporalAway:
        raise come_back(
            "temporal_away", "The code is not on its way yet; repeat the request.", seconds=5
        ) from None
    return changed
