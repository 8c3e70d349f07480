"""Policies as tickets froze them."""

from sqlalchemy import select

from domain.policy import Policy
from domain.stores import Conflict, Missing
from storage.database.canonical import POLICY, written
from storage.database.engine import Database, insert_new
from storage.database.writer import Writer
from storage.tables.region import PolicyRow, table_of

policies = table_of(PolicyRow)


class SqlPolicies:
    """Keeps frozen policies by the hash of their content."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def keep(self, policy: Policy) -> None:
        """Keep the policy; again changes nothing. Raises Conflict if its hash is another's."""
        reference = policy.reference
        if policy == await self._found(reference.hash):
            return
        row = {
            "hash": reference.hash,
            "name": reference.name,
            "version": reference.version,
            "body": written(POLICY, policy),
        }
        await self._writer.write(lambda connection: insert_new(connection, policies, row))
        if policy != await self._found(reference.hash):
            raise Conflict(f"another policy stands under {reference.hash}")

    async def get(self, content_hash: str) -> Policy:
        """The policy, or Missing."""
        policy = await self._found(content_hash)
        if policy is None:
            raise Missing(f"policy {content_hash}")
        return policy

    async def _found(self, content_hash: str) -> Policy | None:
        query = select(policies.c.body).where(policies.c.hash == content_hash)
        body = await self._database.read(lambda connection: connection.execute(query).scalar())
        return None if body is None else POLICY.validate_json(body)
