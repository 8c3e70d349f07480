"""Checkers of what leaves: who may make a client of HTTP, each of which goes through the guard."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import modules, packages

# Each with why it may, which docs/outbound.md says at length.
MAKERS = {
    "channels/web/connections.py": "connects to checked addresses, and pools these connections",
    "language/checked_connections.py": "connects the engines' requests to checked addresses",
    "language/transport.py": "mounts these connections, and no others",
    "language/adapters.py": "is given our transport in place of `requests` when it is called",
    "runtime/forwarding.py": "asks peers, at checked addresses",
    "runtime/plain_http.py": "asks other parts on this machine, for the command line",
    "cli/demo/stage.py": "asks the API within its own process; nothing leaves",
}
CLIENTS = {
    "httpx": {"AsyncClient", "Client", "get", "post", "put", "request", "stream"},
    "httpcore": {
        *("AsyncConnectionPool", "ConnectionPool", "AsyncHTTPProxy", "HTTPProxy"),
        *("request", "stream", "AsyncHTTPConnection", "AnyIOBackend"),
    },
    "requests": {"Session", "session", "get", "post", "put", "request"},
    "urllib3": {"PoolManager", "ProxyManager", "HTTPConnectionPool", "request"},
    "urllib3.connectionpool": {"HTTPConnectionPool", "HTTPSConnectionPool"},
    "requests.adapters": {"HTTPAdapter"},
}
WHOLE = frozenset({"aiohttp", "http.client", "urllib.request", "ftplib", "websockets", "pycurl"})


def clients_elsewhere(root: Path) -> list[str]:
    """Places that make a client and are none of those that may."""
    return [
        f"{place}:{line} uses {what}; go through channels/web/guarded_http.py or guarded_reading.py"
        for place, tree in modules(root, *packages(root))
        if place not in MAKERS
        for line, what in _uses(tree)
    ]


def makers_of_nothing(root: Path) -> list[str]:
    """Places that may make a client and do not."""
    making = {place for place, tree in modules(root, *packages(root)) if any(_uses(tree))}
    return [place for place in MAKERS if place not in making]


def _makes(called: ast.Attribute, imported: set[str]) -> bool:
    """Whether it is a client of a library that the file imports, and not of another thing."""
    library = ast.unparse(called.value)
    return library in imported and called.attr in CLIENTS.get(library, ())


def _uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    nodes = [*ast.walk(tree)]
    imported = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute() as called) if _makes(called, imported):
                yield node.lineno, ast.unparse(called)
            case ast.ClassDef(bases=bases):
                made = (one for one in bases if isinstance(one, ast.Attribute))
                yield from (
                    (node.lineno, ast.unparse(one)) for one in made if _makes(one, imported)
                )
            case ast.ImportFrom(module=str(module), names=names):
                taken = [alias.name for alias in names]
                if module in WHOLE or CLIENTS.get(module, set()).intersection(taken):
                    yield node.lineno, f"{module}: {', '.join(taken)}"
            case ast.Import(names=names):
                yield from ((node.lineno, one.name) for one in names if one.name in WHOLE)
            case _:
                pass
