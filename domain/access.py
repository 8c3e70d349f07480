"""Who may do what: the roles, and what an API key says of whoever holds it."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key that may be used now; never the secret itself."""

    id: str
    role: Role
    region: str | None = None  # None: every region
    teams: tuple[str, ...] | None = None  # None: every team
    agent: str | None = None

    @property
    def actor_id(self) -> str:
        """Under whose name commands are given: the agent's, or the key's own."""
        return self.agent or self.id

    def reaches(self, region: str) -> bool:
        """Whether the region is within the key's scope."""
        return self.region in (None, region)

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
