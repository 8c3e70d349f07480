"""Access tokens of an identity provider, beside API keys: JSON Web Tokens (RFC 7519, RFC 8725).

What a token has to say, beside `iss`, `aud`, `exp` and `sub`:

- `role`: one of the desk's roles, by its name;
- `region`: a region that this process serves, or `any`;
- `teams`: a list of teams, wanted of agents; for other roles, none means all;
- `agent_id`: under which name the agent acts, wanted of agents.
"""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Final

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jws import JWSRegistry

from channels.web.guarded_reading import GuardedReading
from domain.access import ApiKey, Role, TokenRefused
from domain.ports import Clock
from runtime.issuer import LARGEST, TIMEOUT_SECONDS, Issuer

LEEWAY_SECONDS: Final = 30  # as far as clocks differ
LONGEST_NAME: Final = 200
ANY_REGION: Final = "any"
ALGORITHMS: Final = frozenset({"RS256", "ES256", "EdDSA"})
# Others name keys or places of keys, or change what is signed: a token with one is refused.
HEADERS: Final = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
PEOPLE: Final = frozenset(Role) - {Role.SERVICE}


class AsymmetricOnly(JWSRegistry):
    """Knows our three algorithms and no other, whatever the library learns to accept."""

    max_header_length = 2_048

    def get_alg(self, name: str) -> JWSAlgModel:
        """The algorithm. Raises UnsupportedAlgorithmError."""
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


class OidcTokens:
    """The port `AccessTokens` over one issuer; `regions` are those that this process serves."""

    def __init__(
        self, issuer: Issuer, audience: str, regions: Collection[str], clock: Clock
    ) -> None:
        self._issuer = issuer
        self._regions = frozenset(regions)
        self._clock = clock
        self._signatures = AsymmetricOnly()
        self._claims = {
            "iss": jwt.ClaimsOption(essential=True, value=issuer.address),
            "aud": jwt.ClaimsOption(essential=True, value=audience),
            "exp": jwt.ClaimsOption(essential=True),
            "sub": jwt.ClaimsOption(essential=True),
        }

    async def read(self, token: str) -> ApiKey:
        """As the Protocol says: only what is signed by the issuer, for us and for now, is read."""
        key = await self._issuer.key(_key_id(token))
        if key is None:
            raise TokenRefused("The token is signed with a key that its issuer does not list.")
        try:
            claims = jwt.decode(token, key, registry=self._signatures).claims
            self._checks().validate(claims)
        except ExpiredTokenError:
            raise TokenRefused("The token has expired; get a new one.") from None
        except (JoseError, ValueError):
            raise _not_ours() from None
        return self._said(claims)

    def _checks(self) -> jwt.JWTClaimsRegistry:
        now = int(self._clock.now().timestamp())
        return jwt.JWTClaimsRegistry(now, LEEWAY_SECONDS, **self._claims)

    def _said(self, claims: jwt.Claims) -> ApiKey:
        role, region = self._role(claims), self._region(claims)
        teams, agent = _teams(claims), claims.get("agent_id")
        if agent is not None and not _is_name(agent):
            raise TokenRefused("The token's `agent_id` is no name.")
        if role is Role.AGENT and (teams is None or agent is None):
            raise TokenRefused("An agent's token names `teams` and an `agent_id`.")
        # Subjects may be addresses, and ids of keys stand in ledgers.
        subject = hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()
        return ApiKey(f"token-{subject[:32]}", role, region, teams, agent)

    def _role(self, claims: jwt.Claims) -> Role:
        role = claims.get("role")
        if not isinstance(role, str) or role not in PEOPLE:
            known = ", ".join(sorted(PEOPLE))
            raise TokenRefused(f"The token's `role` is none of the desk's: {known}.")
        return Role(role)

    def _region(self, claims: jwt.Claims) -> str | None:
        region = claims.get("region")
        if region == ANY_REGION:
            return None
        if not isinstance(region, str) or region not in self._regions:
            raise TokenRefused("The token's `region` is none that is served here.")
        return region


@asynccontextmanager
async def oidc_tokens(
    issuer: str, audience: str, regions: Collection[str], clock: Clock
) -> AsyncIterator[OidcTokens]:
    """Tokens of an issuer, whose keys are fetched when the first token comes."""
    async with GuardedReading(seconds=TIMEOUT_SECONDS, largest=LARGEST) as documents:
        yield OidcTokens(Issuer(issuer, clock, documents), audience, regions, clock)


def _key_id(token: str) -> str:
    """Which of the issuer's keys is meant. It is looked up among these, and nowhere else."""
    header = _header(token)
    key_id, algorithm = header.get("kid"), header.get("alg")
    if not HEADERS.issuperset(header) or not _is_name(key_id):
        raise _not_ours()
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenRefused(f"Tokens are signed by {', '.join(sorted(ALGORITHMS))} here.")
    return str(key_id)


def _header(token: str) -> dict[str, object]:
    encoded = token.partition(".")[0]
    try:
        header = json.loads(base64.b64decode(f"{encoded}==", altchars=b"-_"))
    except (ValueError, RecursionError):
        raise _not_ours() from None
    if not isinstance(header, dict):
        raise _not_ours()
    return header


def _teams(claims: jwt.Claims) -> tuple[str, ...] | None:
    teams = claims.get("teams")
    if teams is None:
        return None
    if not isinstance(teams, list) or not teams or not all(_is_name(team) for team in teams):
        raise TokenRefused("The token's `teams` are no list of names.")
    return tuple(sorted(set(teams)))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()


def _not_ours() -> TokenRefused:
    return TokenRefused("The token is not one that the desk's issuer made for this desk.")
