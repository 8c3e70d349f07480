"""What a visitor is asked about, and what they said."""

from api.chat.shapes import ChatPurpose
from api.chat.visiting import Visit
from domain.chat import Standing
from domain.consents import Consent, standing
from domain.privacy import Basis, Purpose
from domain.vocabulary import ActorKind

WHERE = "chat"


async def purposes_of(visit: Visit, stands: Standing | None) -> list[ChatPurpose]:
    """All purposes that need consent, with the visitor's last word on each."""
    rules = visit.door.desk(visit.stores.region).privacy.purposes
    consents = visit.stores.privacy.consents
    history = [] if stands is None else await consents.history(stands.customer_id)
    said = standing(history)
    return [
        ChatPurpose(
            purpose=purpose.value,
            title=rule.title,
            given=said[purpose].given if purpose in said else None,
        )
        for purpose, rule in rules.items()
        if rule.needs is Basis.CONSENT
    ]


async def note(visit: Visit, purpose: Purpose, *, given: bool) -> list[ChatPurpose]:
    """Write down what the visitor says of a purpose. Raises Erased."""
    now = visit.door.clock.now()
    stands = await visit.stores.chat.begin(visit.visitor, now)
    customer_id, kind = stands.customer_id, ActorKind.CUSTOMER.value
    consent = Consent(customer_id, purpose, given, now, customer_id, kind, WHERE)
    await visit.stores.privacy.consents.record(consent)
    return await purposes_of(visit, stands)
