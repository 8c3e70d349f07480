"""Access tokens of an identity provider, which is a real server here, beside API keys."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey, RSAKey

from channels.web.guarded_reading import GuardedReading
from domain.access import TokenRefused
from runtime.issuer import LARGEST, TIMEOUT_SECONDS, Issuer
from runtime.tokens import OidcTokens
from tests.api import issuer as local
from tests.api.house import MONDAY, House
from tests.api.issuer import AUDIENCE, LocalIssuer


@pytest.fixture
async def issuer() -> AsyncIterator[LocalIssuer]:
    async with LocalIssuer() as issuer:
        yield issuer


@pytest.fixture
async def tokens(issuer: LocalIssuer, house: House) -> AsyncIterator[OidcTokens]:
    async with GuardedReading(seconds=TIMEOUT_SECONDS, largest=LARGEST) as documents:
        source = Issuer(issuer.address, house.clock, documents)
        tokens = OidcTokens(source, AUDIENCE, house.door.regions, house.clock)
        object.__setattr__(house.door, "tokens", tokens)
        yield tokens


async def status(house: House, token: str, path: str = "/v1/tickets") -> int:
    answer = await house.client.get(path, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


@pytest.mark.parametrize("algorithm", local.BY_ALGORITHM)
async def test_a_token_opens_what_a_key_with_its_claims_would(
    house: House, issuer: LocalIssuer, tokens: OidcTokens, algorithm: str
) -> None:
    ticket = await house.wrote()
    headers = {"Authorization": f"Bearer {issuer.token(algorithm)}"}
    claimed = await house.client.post(f"/v1/tickets/{ticket}/claim", json={}, headers=headers)
    assert (claimed.status_code, claimed.json()["assignee"]) == (200, "ana")
    assert issuer.asked == ["/.well-known/openid-configuration", "/keys"]


async def test_the_claims_say_role_region_teams_and_agent(
    issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    ana = await tokens.read(issuer.token())
    assert (ana.role, ana.region, ana.teams, ana.agent) == ("agent", "eu", ("eu-care",), "ana")
    eve = await tokens.read(
        issuer.token(role="auditor", region="any", teams=..., agent_id=..., sub="eve")
    )
    assert (eve.role, eve.region, eve.teams, eve.agent) == ("auditor", None, None, None)
    assert ana.id != eve.id
    assert "example.com" not in ana.id


async def test_a_token_reaches_no_further_than_its_claims(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    assert await status(house, issuer.token(), path) == 200
    assert await status(house, issuer.token(teams=["other"]), path) == 404
    assert await status(house, issuer.token(region="na", teams=["na-care"]), path) == 404
    assert await status(house, issuer.token(role="channel", agent_id=...), path) == 403


LACKING: dict[str, tuple[dict[str, object], str]] = {
    "no role": ({"role": ...}, "`role`"),
    "an unknown role": ({"role": "root"}, "agent, auditor, channel"),
    "a list of roles": ({"role": ["agent"]}, "`role`"),
    "a role for regions": ({"role": "service"}, "`role`"),
    "no region": ({"region": ...}, "`region`"),
    "an agent of no team": ({"teams": ...}, "`teams`"),
    "an empty list of teams": ({"teams": []}, "`teams`"),
    "teams that are a word": ({"teams": "eu-care"}, "`teams`"),
    "an agent without a name": ({"agent_id": ...}, "`agent_id`"),
    "a name of two lines": ({"agent_id": "a\nb"}, "`agent_id`"),
    "nobody": ({"sub": ...}, "issuer"),
    "no end": ({"exp": ...}, "issuer"),
    "no audience": ({"aud": ...}, "issuer"),
    "no issuer": ({"iss": ...}, "issuer"),
}


@pytest.mark.parametrize("what", LACKING)
async def test_a_token_that_lacks_something_is_refused_with_a_sentence(
    issuer: LocalIssuer, tokens: OidcTokens, what: str
) -> None:
    claims, named = LACKING[what]
    with pytest.raises(TokenRefused, match=named):
        await tokens.read(issuer.token("RS256", **claims))


async def test_clocks_may_differ_a_little(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    now = int(MONDAY.timestamp())
    await tokens.read(issuer.token(exp=now - 20, nbf=now + 20))
    for claims in ({"exp": now - 31}, {"nbf": now + 31}):
        with pytest.raises(TokenRefused):
            await tokens.read(issuer.token("RS256", **claims))


async def test_without_an_issuer_a_desk_takes_no_tokens(house: House, issuer: LocalIssuer) -> None:
    assert await status(house, issuer.token()) == 401
    assert issuer.asked == []


async def test_while_the_issuer_is_away_keys_go_on_and_tokens_come_back_later(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    issuer.is_away = True
    headers = {"Authorization": f"Bearer {issuer.token()}"}
    for _ in range(3):
        answer = await house.client.get("/v1/tickets", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (503, "issuer_away")
        assert int(answer.headers["Retry-After"]) > 0
    assert len(issuer.asked) == 1  # it is not asked again at once
    assert (await house.get("/v1/tickets")).status_code == 200
    issuer.is_away = False
    house.clock.at += timedelta(seconds=5)
    assert await status(house, issuer.token()) == 200


async def test_known_keys_outlast_an_issuer_that_is_away_for_a_day_and_no_longer(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    assert await status(house, issuer.token()) == 200
    issuer.is_away = True
    for hours, expected in ((2, 200), (20, 200), (3, 503)):
        house.clock.at += timedelta(hours=hours)
        exp = int(house.clock.at.timestamp()) + 60
        assert await status(house, issuer.token(exp=exp)) == expected


async def test_the_issuer_changes_its_keys(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    assert await status(house, issuer.token("RS256")) == 200
    newer = RSAKey.generate_key(2048, {"kid": "rsa-2", "use": "sig"})
    later = int((MONDAY + timedelta(hours=3)).timestamp())
    token = local.signed({"alg": "RS256", "kid": "rsa-2"}, issuer.claims(exp=later), newer)
    issuer.keys = [newer]
    assert await status(house, token) == 401  # asked for keys less than a minute ago
    house.clock.at += timedelta(minutes=1)
    assert await status(house, token) == 200
    assert await status(house, issuer.token("RS256", exp=later)) == 401
    assert issuer.asked.count("/keys") == 2


async def test_keys_that_the_issuer_withdrew_are_forgotten_within_the_hour(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    assert await status(house, issuer.token("ES256")) == 200
    issuer.keys = [local.RSA]
    house.clock.at += timedelta(hours=1)
    later = int(house.clock.at.timestamp()) + 60
    assert await status(house, issuer.token("ES256", exp=later)) == 401
    assert await status(house, issuer.token("RS256", exp=later)) == 200


async def test_a_flood_of_unknown_keys_asks_the_issuer_once_a_minute(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    claims = issuer.claims()
    made_up = [
        local.signed({"alg": "ES256", "kid": f"made-up-{number}"}, claims, local.EC)
        for number in range(20)
    ]
    answers = await asyncio.gather(*(status(house, token) for token in made_up))
    assert set(answers) == {401}
    assert issuer.asked.count("/keys") == 1


DOCUMENTS: dict[str, tuple[str, object]] = {
    "keys elsewhere without TLS": ("/.well-known/openid-configuration", "http://keys.example/k"),
    "keys in a file": ("/.well-known/openid-configuration", "file:///etc/passwd"),
    "keys that are a text": ("/keys", {"keys": "all"}),
    "no object": ("/keys", ["keys"]),
    "no JSON": ("/keys", b"<html>"),
    "depth": ("/keys", b"[" * 5_000),
    "too much": ("/keys", b" " * 1_000_001),
}


@pytest.mark.parametrize("what", DOCUMENTS)
async def test_documents_that_cannot_be_used_are_as_if_the_issuer_were_away(
    house: House, issuer: LocalIssuer, tokens: OidcTokens, what: str
) -> None:
    path, said = DOCUMENTS[what]
    if isinstance(said, str):
        said = {"issuer": issuer.address, "jwks_uri": said}
    issuer.documents[path] = said if isinstance(said, bytes) else json.dumps(said).encode()
    assert await status(house, issuer.token()) == 503


async def test_the_document_is_the_configured_issuers_own(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    issuer.claims_to_be = "https://elsewhere.example"
    assert await status(house, issuer.token()) == 503
    assert issuer.asked == ["/.well-known/openid-configuration"]


async def test_keys_that_cannot_check_our_signatures_are_left_out(
    house: House, issuer: LocalIssuer, tokens: OidcTokens
) -> None:
    broken = {"kty": "EC", "kid": "ec-1", "crv": "P-256", "x": "?", "y": "?"}
    shared = {"kty": "oct", "kid": "oct-1", "k": "c2VjcmV0"}
    encrypts = ECKey.generate_key("P-256", {"kid": "enc", "use": "enc"}).as_dict(private=False)
    keys = [broken, shared, encrypts, "no key", local.RSA.as_dict(private=False)]
    issuer.documents["/keys"] = json.dumps({"keys": keys}).encode()
    assert await status(house, issuer.token("ES256")) == 401
    assert await status(house, issuer.token("RS256")) == 200
