"""Who asks through another region's API: told by that API, believed as far as its key reaches.

A peer is believed what only it can know (who holds its keys), and nothing that the desk's own files
know better: its people are members of its own teams, and they are people of that region.
"""

import base64
import binascii
from collections.abc import Callable, Mapping

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.problems import Problem
from domain.access import ApiKey, Role

HEADER = "Meridian-On-Behalf-Of"
LONGEST = 8_192
MOST_TEAMS = 200

Staff = Callable[[str], Mapping[str, frozenset[str]]]  # of a region: its teams, with their members


def nobody(_: str) -> Mapping[str, frozenset[str]]:
    """The staff of a region of which nothing is known."""
    return {}


class Claim(BaseModel):
    """What a peer says of whoever asks it; what it does not know of is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    front: str = Field(min_length=1, max_length=64)  # the region through which they ask
    key: str = Field(min_length=1, max_length=300)
    role: Role = Field(strict=False)
    region: str | None = Field(default=None, max_length=64)
    teams: list[str] | None = Field(default=None, max_length=MOST_TEAMS)
    agent: str | None = Field(default=None, min_length=1, max_length=200)


def written(key: ApiKey, front: str) -> str:
    """The header's value for whoever holds the key and asks through the region `front`."""
    claim = Claim(
        front=front,
        key=key.id,
        role=key.role,
        region=key.region,
        teams=None if key.teams is None else list(key.teams),
        agent=key.agent,
    )
    return base64.urlsafe_b64encode(claim.model_dump_json().encode()).decode()


def asker(request: Request, key: ApiKey, staff: Staff) -> ApiKey:
    """Who asks: whoever holds the key, or whom a service key names. Raises a Problem.

    Nobody but a service key may send the header, and a service key may do nothing without it.
    """
    said = request.headers.getlist(HEADER)
    if key.role is not Role.SERVICE:
        if said:
            raise Problem(
                403, "not_a_service_key", f"Only another region's API may send `{HEADER}`."
            )
        return key
    if len(said) != 1:
        raise Problem(
            403, "service_key_alone", f"A service key speaks for others: send one `{HEADER}`."
        )
    return _person(_read(said[0]), key, staff)


def _read(said: str) -> Claim:
    try:
        if len(said) > LONGEST:
            raise ValueError("too long")
        claim = Claim.model_validate_json(base64.b64decode(said, altchars=b"-_", validate=True))
    except (ValidationError, binascii.Error, ValueError):
        raise Problem(400, "bad_on_behalf_of", f"`{HEADER}` is not what an API writes.") from None
    if not all(name.isprintable() for name in (claim.key, claim.agent or "")):
        raise Problem(400, "bad_on_behalf_of", f"`{HEADER}` is not what an API writes.")
    return claim


def _person(claim: Claim, service: ApiKey, staff: Staff) -> ApiKey:
    if claim.front not in service.peers or claim.region not in (None, claim.front):
        raise _not_theirs("This service key does not speak for people of that region.")
    name = f"{claim.front}/{claim.key}"  # never the id of a key of ours
    if claim.role is Role.CHANNEL:
        return ApiKey(name, Role.CHANNEL, claim.region, via=claim.front)
    if claim.role is not Role.AGENT:
        raise _not_theirs("Only agents and channels ask across regions; use a key of this region.")
    teams = staff(claim.front)
    if claim.agent is not None and not any(claim.agent in members for members in teams.values()):
        raise _not_theirs("The agent is in no team of the region that asks; see desk/teams.yaml.")
    mine = None if claim.teams is None else tuple(team for team in claim.teams if team in teams)
    return ApiKey(name, Role.AGENT, claim.front, mine, claim.agent, via=claim.front)


def _not_theirs(sentence: str) -> Problem:
    return Problem(403, "not_on_their_behalf", sentence)
