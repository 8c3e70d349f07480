"""Who may do what: the roles, what an API key says of whoever holds it, and who came from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What somebody is to the desk; each may do what its name says, and nothing else."""

    CHANNEL = "channel"
    AGENT = "agent"
    OPS = "ops"
    AUDITOR = "auditor"
    PRIVACY = "privacy"
    ADMIN = "admin"
    SERVICE = "service"  # another region's API, which asks on behalf of its own people


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key that may be used now; never the secret itself."""

    id: str
    role: Role
    region: str | None = None  # None: every region
    teams: tuple[str, ...] | None = None  # None: every team
    agent: str | None = None
    peers: tuple[str, ...] = ()  # a service key's: the regions whose people it may speak for
    via: str | None = None  # the region whose API asks on behalf of whoever holds the key

    @property
    def actor_id(self) -> str:
        """Under whose name commands are given: the agent's, or the key's own."""
        return self.agent or self.id

    def reaches(self, region: str) -> bool:
        """Whether the region is within the key's scope."""
        return self.region in (None, region)

    def is_foreign(self, region: str) -> bool:
        """Whether whoever asks comes from another region: masked and logged there."""
        return self.via is not None or not self.reaches(region)

    def sees_team(self, team: str | None) -> bool:
        """Whether a ticket of that team is within the key's scope; one without a team is."""
        return team is None or self.teams is None or team in self.teams


class ApiKeys(Protocol):
    """The keys that the doors accept."""

    async def find(self, secret: str) -> ApiKey | None:
        """What the key says, or None for one that is unknown, expired or revoked.

        Compares hashes, in a time that does not depend on the secret. Raises stores.Unavailable.
        """
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """One request by which a person read a ticket or commanded it; it holds no text.

    `shown` are the tickets that a list showed; then there is no `ticket_id`. Neither is there where
    a page about a customer was read.
    """

    at: datetime
    region: str  # of whoever asked; "any" for a key of every region
    key_id: str
    role: str
    agent: str | None
    what: str  # the name of the route: read_messages, claim, list_tickets
    outcome: int  # the HTTP status that it was answered with
    ticket_id: str | None = None
    shown: tuple[str, ...] = ()
    reason: str = ""  # a code of the desk's residency.yaml; "" where none was given
    customer_id: str | None = None
    number: int = 0  # its place on the region's audit trail, once it has one


class AccessLog(Protocol):
    """A region's record of who read its tickets: a part of its audit trail."""

    async def note(self, access: Access) -> None:
        """Commit the entry. Raises stores.Unavailable: then nothing may be answered."""
        ...

    async def page(
        self, *, ticket_id: str | None, before: int | None, limit: int
    ) -> Sequence[Access]:
        """Entries, the newest first, continuing before a number; of one ticket or of all.

        Those of a ticket are its own and the lists that showed it.
        """
        ...


class TokenRefused(Exception):
    """A token that opens nothing; the sentence says why, and repeats nothing of the token."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class IssuerAway(Exception):
    """Whoever issued the token cannot be asked for its keys now; asking again later is right."""


class AccessTokens(Protocol):
    """The access tokens of an identity provider that the doors accept beside keys."""

    async def read(self, token: str) -> ApiKey:
        """What the token says, as a key would. Raises TokenRefused or IssuerAway."""
        ...


class IdempotencyKeys(Protocol):
    """Which request each client first used its idempotency keys for."""

    async def remember(self, region: str, principal: str, key: str, fingerprint: str) -> bool:
        """Keep the fingerprint of the first request under that principal's key, in that region.

        False where the key stands there for a request with another fingerprint.
        """
        ...
