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
VERSIONS = "/v1/desk/versions"


def _line(counts_as: Rate, *roles: Role) -> Line:
    return Line(frozenset(roles), counts_as)


GUARDED: Final[Mapping[str, Line]] = MappingProxyType(
    {
        "POST /v1/messages": _line(Rate.MESSAGES, CHANNEL),
        "GET /v1/tickets": _line(Rate.READS, *READING),
        f"GET {TICKET}": _line(Rate.READS, *READING),
        f"GET {TICKET}/messages": _line(Rate.READS, *READING),
        f"GET {TICKET}/timeline": _line(Rate.READS, *READING),
        f"POST {TICKET}/claim": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/release": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/drafts/check": _line(Rate.READS, AGENT),
        f"POST {TICKET}/replies": _line(Rate.COMMANDS, AGENT),
        f"POST {TICKET}/notes": _line(Rate.COMMANDS, AGENT),
        f"POST {MESSAGE}/corrections": _line(Rate.COMMANDS, AGENT),
        f"POST {MESSAGE}/translations": _line(Rate.COMMANDS, AGENT),
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
        "GET /v1/audit/access": _line(Rate.READS, Role.AUDITOR),
        "GET /v1/desk/on-duty": _line(Rate.READS, AGENT, Role.OPS, Role.AUDITOR, Role.ADMIN),
        f"GET {VERSIONS}": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"GET {VERSIONS}/{{number}}": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"GET {VERSIONS}/{{number}}/diff": _line(Rate.READS, Role.OPS, Role.ADMIN),
        f"POST {VERSIONS}": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
        f"POST {VERSIONS}/{{number}}/publish": _line(Rate.COMMANDS, Role.OPS, Role.ADMIN),
    }
)

# These tell nothing about anybody, need no key, and are not counted.
OPEN: Final = frozenset({"GET /openapi.json", "GET /healthz", "GET /readyz", "GET /metrics"})


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
    closed = {name: route for name, route in routes.items() if name not in OPEN}
    return [
        *(f"{name} has no line in api/roles.py" for name in closed if name not in GUARDED),
        *(
            f"{name} asks for no key: make it a {guard.__name__}"
            for name, route in closed.items()
            if name in GUARDED and not isinstance(route, guard)
        ),
        *(f"{name} has a line and no route" for name in {*GUARDED, *OPEN} if name not in routes),
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
    after = ["", f"Without a key, and not counted: {names}.", ""]
    return "\n".join([*lines, *after])
