"""Who may use which route: the one table. Routes are built from it; docs/api-roles.md shows it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.rates import Rate
from domain.access import Role


class RouteWithoutLine(Exception):
    """A route of which the table does not say whom it admits; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """Whom a route admits, and what a request to it counts as."""

    roles: frozenset[Role]
    counts_as: Rate


AGENT, CHANNEL = Role.AGENT, Role.CHANNEL
READING = frozenset({AGENT, Role.PRIVACY, Role.OPS, Role.AUDITOR, Role.ADMIN})
ROLES = tuple(role for role in Role if role is not Role.SERVICE)  # that speaks for others
TICKET = "/v1/tickets/{ticket_id}"
MESSAGE = f"{TICKET}/messages/{{message_id}}"
CUSTOMER = "/v1/customers/{customer_id}"
VERSIONS = "/v1/desk/versions"
GLASS = "/v1/break-glass"
LINK = "/v1/exports/{token}"
REQUESTS = "/v1/privacy/requests"
SET_ASIDE = "/v1/set-aside"
WEBHOOKS = "/v1/channels/{channel}/{account}"


def _line(counts_as: Rate, *roles: Role) -> Line:
    return Line(frozenset(roles), counts_as)


GUARDED: Final[Mapping[str, Line]] = MappingProxyType(
    {
        "POST /v1/messages": _line(Rate.MESSAGES, CHANNEL),
        "GET /v1/tickets": _line(Rate.READS, *READING),
        f"GET {TICKET}": _line(Rate.READS, *READING),
        f"GET {TICKET}/messages": _line(Rate.READS, *READING),
        f"PUT {TICKET}/read": _line(Rate.READS, *READING),
        f"GET {TICKET}/timeline": _line(Rate.READS, *READING),
        f"GET {TICKET}/ways": _line(Rate.READS, AGENT),
        f"POST {TICKET}/typing": _line(Rate.COMMANDS, AGENT),
        f"GET {TICKET}/attachments/{{attachment_id}}": _line(Rate.READS, *READING),
        f"PUT {TICKET}/presence": _line(Rate.READS, AGENT),
        "GET /v1/presence": _line(Rate.READS, *READING),
        "GET /v1/events": _line(Rate.READS, *READING),
        "GET /v1/me": _line(Rate.READS, *READING),
        "PUT /v1/me/settings": _line(Rate.COMMANDS, *READING),
        f"POST {TICKET}/claim": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/release": _line(Rate.COMMANDS, AGENT),
        f"GET {TICKET}/next": _line(Rate.READS, *READING),
        f"GET {TICKET}/templates": _line(Rate.READS, AGENT),
        f"POST {TICKET}/drafts/check": _line(Rate.READS, AGENT),
        f"POST {TICKET}/drafts/preview": _line(Rate.READS, AGENT),
        f"POST {TICKET}/replies": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/notes": _line(Rate.COMMANDS, AGENT),
        f"POST {MESSAGE}/corrections": _line(Rate.COMMANDS, AGENT),
        f"POST {MESSAGE}/translations": _line(Rate.COMMANDS, AGENT),
        f"POST {MESSAGE}/again": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/escalations": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/priority": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/hold": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/handovers": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/acknowledgements": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/solve": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/reopen": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/merge": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/rating": _line(Rate.COMMANDS, AGENT, CHANNEL),
        f"GET {TICKET}/adopt-policy": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"POST {TICKET}/adopt-policy": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
        "GET /v1/notifications": _line(Rate.READS, AGENT),
        "POST /v1/notifications/{notification_id}/seen": _line(Rate.COMMANDS, AGENT),
        f"POST {CUSTOMER}/requests": _line(Rate.COMMANDS, AGENT, Role.PRIVACY),
        f"GET {REQUESTS}": _line(Rate.READS, Role.PRIVACY),
        f"GET {REQUESTS}/{{request_id}}": _line(Rate.READS, Role.PRIVACY),
        f"POST {REQUESTS}/{{request_id}}/proof": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {REQUESTS}/{{request_id}}/approval": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {REQUESTS}/{{request_id}}/extension": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {REQUESTS}/{{request_id}}/answer": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {REQUESTS}/{{request_id}}/refusal": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {CUSTOMER}/export": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {CUSTOMER}/erasure": _line(Rate.COMMANDS, Role.PRIVACY),
        f"GET {CUSTOMER}/erasure": _line(Rate.READS, Role.PRIVACY, Role.AUDITOR),
        f"POST {CUSTOMER}/hold": _line(Rate.COMMANDS, Role.PRIVACY),
        f"DELETE {CUSTOMER}/hold": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {CUSTOMER}/restriction": _line(Rate.COMMANDS, Role.PRIVACY),
        f"DELETE {CUSTOMER}/restriction": _line(Rate.COMMANDS, Role.PRIVACY),
        f"POST {CUSTOMER}/merge": _line(Rate.COMMANDS, AGENT, Role.PRIVACY),
        f"POST {CUSTOMER}/split": _line(Rate.COMMANDS, AGENT, Role.PRIVACY),
        "GET /v1/people/questions": _line(Rate.READS, Role.OPS, Role.PRIVACY, Role.ADMIN),
        f"GET {CUSTOMER}": _line(Rate.READS, AGENT, Role.PRIVACY),
        f"PUT {CUSTOMER}/preferences": _line(
            Rate.COMMANDS, AGENT, CHANNEL, Role.PRIVACY, Role.ADMIN
        ),
        f"GET {CUSTOMER}/consents": _line(Rate.READS, AGENT, Role.PRIVACY),
        f"PUT {CUSTOMER}/consents/{{purpose}}": _line(Rate.COMMANDS, AGENT, Role.PRIVACY),
        f"POST {TICKET}/break-glass": _line(
            Rate.COMMANDS, AGENT, Role.OPS, Role.AUDITOR, Role.PRIVACY
        ),
        f"POST {GLASS}/{{glass_id}}/agreement": _line(Rate.COMMANDS, Role.PRIVACY, Role.ADMIN),
        f"POST {GLASS}/{{glass_id}}/end": _line(Rate.COMMANDS, *READING),
        f"GET {GLASS}": _line(Rate.READS, Role.AUDITOR, Role.PRIVACY, Role.ADMIN),
        f"GET {SET_ASIDE}": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"POST {SET_ASIDE}/{{set_aside_id}}/again": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
        f"POST {SET_ASIDE}/{{set_aside_id}}/discard": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
        "GET /v1/audit/access": _line(Rate.READS, Role.AUDITOR),
        "GET /v1/audit/entries": _line(Rate.READS, Role.AUDITOR),
        "GET /v1/audit/checkpoints": _line(Rate.READS, Role.AUDITOR),
        "GET /v1/audit/verify": _line(Rate.COMMANDS, Role.AUDITOR),
        "GET /v1/audit/proof/{ticket_id}": _line(Rate.COMMANDS, Role.AUDITOR),
        "GET /v1/audit/replay/{ticket_id}": _line(Rate.READS, Role.AUDITOR),
        "GET /v1/audit/replay/{ticket_id}/runs": _line(Rate.READS, Role.AUDITOR),
        "GET /v1/analytics": _line(Rate.READS, AGENT, Role.OPS, Role.AUDITOR, Role.ADMIN),
        "GET /v1/analytics.csv": _line(Rate.READS, AGENT, Role.OPS, Role.AUDITOR, Role.ADMIN),
        "GET /v1/desk/on-duty": _line(Rate.READS, AGENT, Role.OPS, Role.AUDITOR, Role.ADMIN),
        f"GET {VERSIONS}": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"GET {VERSIONS}/{{number}}": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"GET {VERSIONS}/{{number}}/diff": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"POST {VERSIONS}": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
        f"POST {VERSIONS}/{{number}}/publish": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
    }
)

# These tell nothing about anybody, need no key, and are not counted.
OPEN: Final = frozenset(
    {
        "GET /openapi.json",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "GET /.well-known/security.txt",
        "GET /console",
        "GET /console/{path:path}",
        "GET /chat/loader.js",
        "GET /chat/{account}",
    }
)


# The path holds 256 random bits that only one person was given; who has none is counted.
BY_LINK: Final = frozenset({f"GET {LINK}", f"POST {LINK}", "GET /v1/chat/status/{token}"})
# Platforms have no key of ours: each delivery proves by itself who sent it; who fails is counted.
BY_SIGNATURE: Final = frozenset({f"GET {WEBHOOKS}", f"POST {WEBHOOKS}"})
# Visitors of web sites have a token of the desk that names one account and themselves (api/chat/).
CHAT: Final = "/v1/chat/{account}"
BY_VISITOR: Final = frozenset(
    {
        f"POST {CHAT}/visitors",
        f"POST {CHAT}/messages",
        f"GET {CHAT}/messages",
        f"GET {CHAT}/events",
        f"POST {CHAT}/delivered",
        f"POST {CHAT}/read",
        f"POST {CHAT}/typing",
        f"POST {CHAT}/files",
        f"GET {CHAT}/files/{{file_id}}",
        f"POST {CHAT}/rating",
        f"PUT {CHAT}/consents/{{purpose}}",
        f"GET {CHAT}/status",
    }
)
KEYLESS: Final = OPEN | BY_LINK | BY_SIGNATURE | BY_VISITOR


def line_of(methods: Iterable[str], path: str) -> Line:
    """The table's line for a route. Raises RouteWithoutLine."""
    [method] = methods
    line = GUARDED.get(f"{method} {path}")
    if line is None:
        raise RouteWithoutLine(
            f"api/roles.py has no line for {method} {path}: write which roles it admits"
        )
    return line


def faults(app: FastAPI, guard: type[APIRoute]) -> list[str]:
    """Where the routes of an application and the table differ, one sentence each."""
    routes = dict(_routes(app))
    closed = {name: route for name, route in routes.items() if name not in KEYLESS}
    return [
        *(f"{name} has no line in api/roles.py" for name in closed if name not in GUARDED),
        *(
            f"{name} asks for no key: make it a {guard.__name__}"
            for name, route in closed.items()
            if name in GUARDED and not isinstance(route, guard)
        ),
        *(f"{name} has a line and no route" for name in {*GUARDED, *KEYLESS} if name not in routes),
    ]


def _routes(app: FastAPI) -> Iterator[tuple[str, object]]:
    for route in iter_route_contexts(app.routes):
        # Sockets and what is mounted name no methods.
        for method in sorted(route.methods or {"ANY"}):
            if method != "HEAD":
                yield f"{method} {route.path}", route.original_route


def written() -> str:
    """The table as a document."""
    lines = [
        "# Who may ask what",
        "",
        "Every route of the API, the roles whose keys and tokens it admits, and what a request",
        "counts as (`rate_reads` and so on say how many a minute are taken). Without a key the",
        "answer is 401, with another role 403. This page is made from `api/roles.py`; a test",
        "compares them.",
        "",
        f"| route | {' | '.join(ROLES)} | counts as |",
        f"|---|{'---|' * len(ROLES)}---|",
    ]
    for name, line in GUARDED.items():
        marks = ("yes" if role in line.roles else "" for role in ROLES)
        lines.append(f"| `{name}` | {' | '.join(marks)} | {line.counts_as} |")
    names = ", ".join(f"`{name}`" for name in sorted(OPEN))
    links = ", ".join(f"`{name}`" for name in sorted(BY_LINK))
    signed = ", ".join(f"`{name}`" for name in sorted(BY_SIGNATURE))
    visitors = ", ".join(f"`{name}`" for name in sorted(BY_VISITOR))
    after = [
        *("", f"Without a key, and not counted: {names}."),
        *("", f"By a link that one person was given, and no key: {links}."),
        *("", f"By what its platform signed it with, and no key: {signed}."),
        *("", f"By a visitor's token, which the first of them gives: {visitors}.", ""),
    ]
    return "\n".join([*lines, *after])
