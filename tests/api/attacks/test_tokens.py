"""Attack 16: tokens that were made, bent or borrowed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, RSAKey

from domain.access import TokenRefused
from runtime.tokens import OidcTokens
from tests.api import issuer as local
from tests.api.house import MONDAY, House
from tests.api.issuer import LocalIssuer, forged, signed, signed_by_hand
from tests.api.test_tokens import issuer, status, tokens

__all__ = ["issuer", "tokens"]  # fixtures

MINE = RSAKey.generate_key(2048, {"kid": "rsa-1"})
LATER = int(MONDAY.timestamp()) + 60


def signed_with_the_public_key(issuer: LocalIssuer) -> str:
    """HS256, with what everybody knows as its secret."""
    token = forged({"alg": "HS256", "kid": "rsa-1"}, issuer.claims())
    secret = local.RSA.as_pem(private=False)
    mac = hmac.new(secret, token.rstrip(".").encode(), hashlib.sha256).digest()
    return token + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def with_a_bent_claim(issuer: LocalIssuer) -> str:
    """A good signature under other claims."""
    head, _, signature = issuer.token().split(".")
    claims = json.dumps(issuer.claims(role="admin")).encode()
    return ".".join([head, base64.urlsafe_b64encode(claims).rstrip(b"=").decode(), signature])


def with_header(**header: object) -> Callable[[LocalIssuer], str]:
    """Signed by the issuer's own key, with more in its header."""
    return lambda issuer: signed_by_hand(header, issuer.claims())


def under_key_id(kid: str) -> Callable[[LocalIssuer], str]:
    """Signed by the attacker's key, which the header would have fetched or found."""
    return lambda issuer: signed({"alg": "RS256", "kid": kid}, issuer.claims(), MINE)


TOKENS: dict[str, Callable[[LocalIssuer], str]] = {
    "alg none": lambda issuer: forged({"alg": "none", "kid": "rsa-1"}, issuer.claims()),
    "alg None": lambda issuer: forged({"alg": "None", "kid": "rsa-1"}, issuer.claims()),
    "no alg": lambda issuer: forged({"kid": "rsa-1"}, issuer.claims(), b"x"),
    "a list of algs": lambda issuer: forged({"alg": ["RS256"], "kid": "rsa-1"}, issuer.claims()),
    "HS256 with the public key": signed_with_the_public_key,
    "RS512": lambda issuer: forged({"alg": "RS512", "kid": "rsa-1"}, issuer.claims(), b"x" * 256),
    "RS256 over an EC key": lambda issuer: forged({"alg": "RS256", "kid": "ec-1"}, issuer.claims()),
    "another's key": under_key_id("rsa-1"),
    "a bent claim": with_a_bent_claim,
    "no signature": lambda issuer: issuer.token().rpartition(".")[0] + ".",
    "another audience": lambda issuer: issuer.token(aud="another"),
    "a list without us": lambda issuer: issuer.token(aud=["a", "b"]),
    "another issuer": lambda issuer: issuer.token(iss="https://elsewhere.example"),
    "our issuer and a slash": lambda issuer: issuer.token(iss=f"{issuer.address}/"),
    "expired": lambda issuer: issuer.token(exp=int(MONDAY.timestamp()) - 60),
    "an end that is a text": lambda issuer: issuer.token(exp="tomorrow"),
    "not yet": lambda issuer: issuer.token(nbf=int(MONDAY.timestamp()) + 3_600),
    "another region": lambda issuer: issuer.token(region="apac"),
    "a list of regions": lambda issuer: issuer.token(region=["eu"]),
    "kid a path": under_key_id("../../../../dev/null"),
    "kid a URL": under_key_id("https://elsewhere.example/keys"),
    "kid SQL": under_key_id("rsa-1' OR '1'='1"),
    "kid a number": lambda issuer: forged({"alg": "RS256", "kid": 1}, issuer.claims(), b"x"),
    "kid a line break": under_key_id("rsa-1\n"),
    "no kid": lambda issuer: forged({"alg": "RS256"}, issuer.claims(), b"x"),
    "jku": with_header(jku="https://elsewhere.example/keys"),
    "x5u": with_header(x5u="https://elsewhere.example/certificate"),
    "jwk": with_header(jwk=MINE.as_dict(private=False)),
    "x5c": with_header(x5c=["MIIB"]),
    "crit": with_header(crit=["exp"]),
    "not encoded": with_header(b64=False),
    "a header that is a list": lambda issuer: "WyJhbGciXQ.e30.eA",
    "a header of depth": lambda issuer: (
        base64.urlsafe_b64encode(b"[" * 3_000).decode().rstrip("=") + ".e30.eA"
    ),
    "an encrypted token": lambda issuer: f"{issuer.token()}.a.b",
    "9 kB": lambda issuer: issuer.token(more="a" * 9_000),
    "nothing between dots": lambda issuer: "..",
}


@pytest.mark.attack(16)
async def test_attack_16_a_token_that_is_not_the_issuers_for_us_is_refused(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    assert await status(house, issuer.token()) == 200
    assert await status(house, signed_by_hand({}, issuer.claims())) == 200
    for what, made in TOKENS.items():
        headers = {"Authorization": f"Bearer {made(issuer)}"}
        answer = await house.client.get("/v1/desk/on-duty", headers=headers)
        assert answer.status_code == 401, what
        assert answer.json()["code"] in {"token_refused", "unknown_key"}, what
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "elsewhere" not in answer.text
    assert set(issuer.asked) == {"/.well-known/openid-configuration", "/keys"}


@pytest.mark.attack(16)
async def test_attack_16_keys_of_other_kinds_in_the_set_open_nothing(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    secret = OctKey.generate_key(256, {"kid": "oct-1"})
    issuer.documents["/keys"] = json.dumps(
        {"keys": [secret.as_dict(), local.RSA.as_dict(private=False)]}
    ).encode()
    mac_key = base64.urlsafe_b64decode(str(secret.as_dict()["k"]) + "==")
    token = forged({"alg": "HS256", "kid": "oct-1"}, issuer.claims())
    mac = hmac.new(mac_key, token.rstrip(".").encode(), hashlib.sha256).digest()
    token += base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
    assert await status(house, token) == 401
    another_curve = ECKey.generate_key("P-384", {"kid": "rsa-1"})
    assert another_curve.kid == "rsa-1"
    bent = forged({"alg": "ES256", "kid": "rsa-1"}, issuer.claims(), b"x" * 64)
    assert await status(house, bent) == 401


@pytest.mark.attack(16)
@given(parts=st.lists(st.binary(max_size=40), min_size=3, max_size=3), text=st.text(max_size=60))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_attack_16_whatever_looks_like_a_token_is_refused_and_breaks_nothing(
    house: House, issuer: LocalIssuer, tokens: OidcTokens, parts: list[bytes], text: str
) -> None:
    made = ".".join(base64.urlsafe_b64encode(part).decode() for part in parts)
    for token in (made, f"{text}.{text}.{text}", f"{made.partition('.')[0]}.{text}.{text}"):
        with pytest.raises(TokenRefused):
            await tokens.read(token)
