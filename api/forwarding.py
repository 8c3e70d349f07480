"""Carries what belongs to another region to that region's API, in memory alone, and back."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from fastapi import Request, Response

from api import on_behalf
from api.door import Door, door_of
from api.elsewhere import Elsewhere
from api.headers import SANDBOXED
from api.problems import Problem
from api.witness import Handler, witnessed
from domain.access import ApiKey
from domain.attachments import MEDIA_TYPES
from domain.peers import Errand, PeerAnswer, PeerAway, Peers

# What is not named here stays: who asked is told anew, and a connection's own headers are its own.
CARRIED = ("content-type", "idempotency-key", "if-match", "if-none-match", "access-reason")
BROUGHT_BACK = ("content-type", "etag", "retry-after", "allow", "content-disposition")
TRY_AGAIN = "5"  # seconds
NOT_FOUND = 404


async def answered(answer: Handler, request: Request) -> Response:
    """The answer of this process, or of the region that the request belongs to."""
    try:
        return await witnessed(answer, request)
    except Elsewhere as elsewhere:
        return await _forwarded(request, elsewhere.regions)


def errand(
    request: Request, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Errand:
    """The request as it goes to another region, on behalf of whoever asked here."""
    carried = {**_chosen(request.headers, CARRIED), **(headers or {})}
    claim = on_behalf.written(request.state.key, front_of(door_of(request), request.state.key))
    return Errand(request.method, target, {**carried, on_behalf.HEADER: claim}, body)


def front_of(door: Door, key: ApiKey) -> str:
    """The region through which whoever holds the key asks others."""
    return key.region or next(iter(door.regions))


async def _forwarded(request: Request, regions: Sequence[str]) -> Response:
    """What the first region answers that has it. Raises a Problem where one is away that might."""
    query = request.scope["query_string"].decode("latin-1")
    target = quote(request.scope["path"]) + (f"?{query}" if query else "")
    body = b"" if request.method == "GET" else await request.body()
    answer = await _first(door_of(request).peers, regions, errand(request, target, body))
    return Response(answer.body, answer.status, _brought_back(answer))


def _brought_back(answer: PeerAnswer) -> dict[str, str]:
    """Of a file, whatever the peer says of it, that it is downloaded and nothing of it is run."""
    headers = _chosen(answer.headers, BROUGHT_BACK)
    if answer.headers.get("content-type", "") in MEDIA_TYPES:
        said = headers.get("content-disposition", "")
        headers["content-disposition"] = said if said.startswith("attachment") else "attachment"
        headers["content-security-policy"] = SANDBOXED
    return headers


async def _first(peers: Peers, regions: Sequence[str], carried: Errand) -> PeerAnswer:
    away = answer = None
    for region in regions:
        try:
            answer = await peers.ask(region, carried)
        except PeerAway:
            away = region
            continue
        if answer.status != NOT_FOUND:
            return answer
    if answer is None or away is not None:
        raise region_away(away or "")
    return answer


def region_away(region: str) -> Problem:
    """The API of the region does not answer; what it was asked may still be done there."""
    return Problem(
        503,
        "region_away",
        "The region that `region` names does not answer; nothing was kept here. Try again "
        "shortly, a command under the same Idempotency-Key.",
        headers={"Retry-After": TRY_AGAIN},
        facts={"region": region},
    )


def _chosen(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: headers[name] for name in names if name in headers}
