"""Who is asking: a key or a token in the header, and the roles that the route's line admits."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from api.body import StrictRequest, expect_fitting_length
from api.door import door_of
from api.forwarding import answered
from api.on_behalf import asker as asker_through
from api.problems import Problem, come_back
from api.roles import Line, line_of
from domain.access import ApiKey, IssuerAway, TokenRefused

LONGEST_KEY = 512
LONGEST_TOKEN = 8_192
LONGEST_URL = 8_192
bearer = HTTPBearer(
    auto_error=False,
    description="An API key from `meridian key create`, or an access token of the desk's issuer.",
)


async def asker(request: Request, _: Annotated[object, Depends(bearer)]) -> ApiKey:
    """Who asks, as it was found before the body was looked at."""
    key = request.state.key
    assert isinstance(key, ApiKey)
    return key


Asker = Annotated[ApiKey, Depends(asker)]


class DoorRoute(APIRoute):
    """A route that asks who is there, counts, and then reads the body strictly.

    Raises RouteWithoutLine when it is made and the table of roles does not know it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the guards that its line in the table asks for."""
        answer = super().get_route_handler()
        line = line_of(self.methods or (), self.path)

        async def handle(request: Request) -> Response:
            counted = await _admit(request, line)
            expect_fitting_length(request)
            response = await answered(answer, StrictRequest(request.scope, request.receive))
            response.headers.update(counted)
            return response

        return handle


async def is_admitted(request: Request) -> bool:
    """Whether the key or token that a request came with, some time ago, is still taken."""
    try:
        await _found(request)
    except Problem as problem:
        return problem.status_code != 401  # whoever cannot be asked now has said nothing against it
    return True


async def _admit(request: Request, line: Line) -> dict[str, str]:
    """Note who asks, if the line admits them; what to say of their count. Raises a Problem."""
    _expect_short_url(request)
    try:
        key = await _found(request)
    except Problem as problem:
        if problem.status_code == 401:
            # Only failures are refused: whoever shares the address and has a key goes on.
            door_of(request).rates.count_failure(request.client and request.client.host)
        raise
    key = asker_through(request, key, door_of(request).staff)
    counted = door_of(request).rates.count(line.counts_as, key)
    if key.role not in line.roles:
        raise Problem(
            403,
            "role_not_admitted",
            f"This needs the role {' or '.join(sorted(line.roles))}; use another key.",
        )
    request.state.key = key
    return counted


async def _found(request: Request) -> ApiKey:
    """Whose key or token stands in the header `Authorization`, and nowhere else."""
    secret = _secret(request)
    if secret.count(".") == 2:  # a token in its compact form; no key has a dot
        return await _of_token(request, secret)
    key = await door_of(request).api_keys.find(secret) if len(secret) <= LONGEST_KEY else None
    if key is None:
        raise _unauthenticated(
            "unknown_key", "The key is unknown or revoked; ask for a new one.", "invalid_token"
        )
    return key


async def _of_token(request: Request, token: str) -> ApiKey:
    tokens = door_of(request).tokens
    try:
        if tokens is None or len(token) > LONGEST_TOKEN:
            raise TokenRefused("This desk takes no such tokens; use an API key.")
        return await tokens.read(token)
    except TokenRefused as refused:
        raise _unauthenticated("token_refused", refused.sentence, "invalid_token") from None
    except IssuerAway:
        raise come_back(
            "issuer_away",
            "The issuer of tokens does not answer; API keys go on working.",
            seconds=5,
        ) from None


def _secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _unauthenticated(
            "no_key", "Send your key in a header: `Authorization: Bearer <key>`.", None
        )
    return secret.strip()


def _expect_short_url(request: Request) -> None:
    if len(request.scope.get("raw_path", b"")) + len(request.scope["query_string"]) > LONGEST_URL:
        raise Problem(414, "url_too_long", f"A path and query have at most {LONGEST_URL} bytes.")


def _unauthenticated(code: str, sentence: str, error: str | None) -> Problem:
    challenge = 'Bearer realm="meridian"' + (f', error="{error}"' if error else "")
    return Problem(401, code, sentence, headers={"WWW-Authenticate": challenge})
