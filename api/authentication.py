"""Who is asking: Bearer keys, and the roles that a route admits."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from api.body import StrictRequest
from api.door import door_of
from api.problems import Problem
from domain.access import ApiKey, Role

LONGEST_KEY = 512
bearer = HTTPBearer(auto_error=False, description="An API key from `meridian key create`.")


class Admitted:
    """A dependency that answers with the key of whoever asks, if its role is one of these."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, request: Request, _: Annotated[object, Depends(bearer)]) -> ApiKey:
        """The key that was found before the body was looked at."""
        key = request.state.key
        assert isinstance(key, ApiKey)
        return key

    async def admit(self, request: Request) -> None:
        """Find the key in the header `Authorization`, and nowhere else. Raises a Problem."""
        key = await door_of(request).api_keys.find(_secret(request))
        if key is None:
            raise _unauthenticated(
                "unknown_key", "The key is unknown or revoked; ask for a new one.", "invalid_token"
            )
        if key.role not in self.roles:
            raise Problem(
                403,
                "role_not_admitted",
                f"This needs a key with the role {' or '.join(sorted(self.roles))}.",
            )
        request.state.key = key


class DoorRoute(APIRoute):
    """A route that looks at the key first, and then reads the body strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the guards that its own signature names."""
        answer = super().get_route_handler()
        guards = [part.call for part in self.dependant.dependencies]

        async def handle(request: Request) -> Response:
            for guard in guards:
                if isinstance(guard, Admitted):
                    await guard.admit(request)
            return await answer(StrictRequest(request.scope, request.receive))

        return handle


AGENTS = Admitted(Role.AGENT)
RATERS = Admitted(Role.AGENT, Role.CHANNEL)
CHANNELS = Admitted(Role.CHANNEL)
READERS = Admitted(Role.AGENT, Role.PRIVACY, Role.OPS, Role.AUDITOR, Role.ADMIN)
DESK_READERS = Admitted(Role.AGENT, Role.OPS, Role.AUDITOR, Role.ADMIN)

SEES_TEXT = frozenset({Role.AGENT, Role.PRIVACY})

Agent = Annotated[ApiKey, Depends(AGENTS)]
Rater = Annotated[ApiKey, Depends(RATERS)]
Sender = Annotated[ApiKey, Depends(CHANNELS)]
Reader = Annotated[ApiKey, Depends(READERS)]
DeskReader = Annotated[ApiKey, Depends(DESK_READERS)]


def _secret(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise _unauthenticated(
            "no_key", "Send your key in a header: `Authorization: Bearer <key>`.", None
        )
    if len(secret) > LONGEST_KEY:
        raise _unauthenticated("unknown_key", "That is no key of this desk.", "invalid_token")
    return secret.strip()


def _unauthenticated(code: str, sentence: str, error: str | None) -> Problem:
    challenge = 'Bearer realm="meridian"' + (f', error="{error}"' if error else "")
    return Problem(401, code, sentence, headers={"WWW-Authenticate": challenge})
