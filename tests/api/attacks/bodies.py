"""A good body for whatever is asked of a ticket, and its routes, as the table of roles has them."""

from api.roles import CUSTOMER, GUARDED, REQUESTS, TICKET
from domain.access import Role

COMMANDS: dict[str, dict[str, object]] = {
    "claim": {},
    "release": {},
    "replies": {"text": "On its way."},
    "notes": {"text": "Vague."},
    "messages/{message_id}/corrections": {"language": "en", "text": "Where is it?"},
    "messages/{message_id}/translations": {"language": "en"},
    "messages/{message_id}/again": {},
    "escalations": {"reason": "Angry."},
    "priority": {"priority": "urgent"},
    "hold": {"reason": "Waits.", "until": "2026-03-03T10:00:00Z"},
    "handovers": {"team": "na-care", "done": "Found it.", "next": "Ring."},
    "acknowledgements": {},
    "solve": {},
    "reopen": {},
    "merge": {"into": "eu-01J9ZZZZZZZZZZZZZZZZZZZZZZ"},
    "rating": {"score": 5},
    "adopt-policy": {"reason": "Faster replies.", "expected_version": 99},
}
BODIES: dict[str, dict[str, object]] = {
    **COMMANDS,
    "drafts/check": {"text": "On its way."},
    "drafts/preview": {"text": "On its way."},
    "typing": {},
    "break-glass": {"reason": "The customer asked what we know.", "minutes": 5},
}
PUT_BODIES: dict[str, dict[str, object]] = {
    "presence": {"doing": "reading"},
    "read": {"version": 1},
}
PEOPLE: dict[str, dict[str, object]] = {
    f"POST {CUSTOMER}/requests": {"kind": "access"},
    f"POST {CUSTOMER}/hold": {"reason": "litigation"},
    f"POST {CUSTOMER}/restriction": {"reason": "legal_claim"},
    f"POST {CUSTOMER}/merge": {"with": "c-2"},
    f"POST {CUSTOMER}/split": {"from": "c-2"},
    f"PUT {CUSTOMER}/consents/{{purpose}}": {"given": True, "where": "web"},
    f"POST {REQUESTS}/{{request_id}}/extension": {"reason": "complexity"},
    f"POST {REQUESTS}/{{request_id}}/refusal": {"reason": "unfounded"},
}
DESKS: dict[str, dict[str, object]] = {
    "versions": {"why": "Faster replies.", "files": {"regions.yaml": "default: eu"}},
    "publish": {"why": "It was better before."},
}
OF_TICKETS = tuple(route for route in GUARDED if "{ticket_id}" in route)


def body_of(route: str) -> dict[str, object] | None:
    """What to send there; None where nothing is sent."""
    method, path = route.split()
    sent = {"POST": BODIES, "PUT": PUT_BODIES}.get(method)
    return None if sent is None else sent[path.removeprefix(f"{TICKET}/")]


def role_of(command: str) -> Role:
    """One that may give it."""
    return min(GUARDED[f"POST {TICKET}/{command}"].roles)


def path_of(route: str, ticket_id: str) -> str:
    """The path for one ticket."""
    return route.split()[1].replace("{ticket_id}", ticket_id)
