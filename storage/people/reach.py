"""How people can be reached, and how they want to be: their accounts, windows and preferences."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from domain.audit import Action, Deed
from domain.contacts import Contact
from domain.facts import Via
from domain.linking import Links
from domain.preferences import NO_PREFERENCES, NewPreferences, Preferences, QuietHours
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.keys.customer_keys import CustomerKeys
from storage.keys.sealing import RegionSecrets
from storage.people import marks
from storage.people.customers import identities, name_of, sender_of
from storage.tables.persons import PreferenceRow
from storage.tables.region import table_of
from storage.trail import audit

preferences = table_of(PreferenceRow)
KNOWN = (
    select(identities)
    .where(identities.c.customer_id.in_(bindparam("customers", expanding=True)))
    .order_by(*identities.primary_key)
)
WANTED = select(preferences).where(
    preferences.c.customer_id.in_(bindparam("customers", expanding=True))
)
NAME = "preferences"  # under which they are sealed


class SqlReach:
    """The port `Reach` of one region."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        keys: CustomerKeys,
        secrets: RegionSecrets,
        links: Links,
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._secrets = secrets
        self._links = links

    async def contacts(self, customer_id: str) -> Sequence[Contact]:
        """As the Protocol says."""
        people = [*await self._links.person(customer_id)]
        rows = await self._database.read(
            lambda connection: list(connection.execute(KNOWN, {"customers": people}))
        )
        keys = await self._keys.found(people)
        known = [(row, keys[row.customer_id]) for row in rows if row.customer_id in keys]
        return [self._contact(row, key) for row, key in known if row.profile]

    async def preferences(self, customer_id: str) -> Preferences:
        """As the Protocol says."""
        return await self._first(customer_id, [*await self._links.person(customer_id)])

    async def own_preferences(self, customer_id: str) -> Preferences:
        """As the Protocol says."""
        return await self._first(customer_id, [customer_id])

    async def _first(self, customer_id: str, people: Sequence[str]) -> Preferences:
        """Their own, else those of the first of `people` who has any."""
        rows = await self._database.read(
            lambda connection: list(connection.execute(WANTED, {"customers": people}))
        )
        keys = await self._keys.found([row.customer_id for row in rows])
        own_first = sorted(rows, key=lambda row: (row.customer_id != customer_id, row.customer_id))
        for row in own_first:
            if row.customer_id in keys:
                key, sealed = keys[row.customer_id], bytes(row.sealed)
                return _read(self._secrets.open(key, row.customer_id, NAME, sealed))
        return NO_PREFERENCES

    async def prefer(self, wanted: NewPreferences) -> None:
        """As the Protocol says."""
        await self._database.read(lambda one: marks.standing(one, wanted.customer_id) and None)
        key = await self._keys.ensured(wanted.customer_id)
        said = _written(wanted.preferences)
        sealed = self._secrets.seal(key, wanted.customer_id, NAME, said)
        await self._writer.write(lambda connection: _keep(connection, wanted, sealed))

    def _contact(self, row: Row[Any], key: bytes) -> Contact:
        told = self._secrets.open(key, row.customer_id, name_of(row), bytes(row.profile))
        sender = sender_of(told)
        return Contact(
            via=Via(row.channel, row.account),
            recipient=sender.id,
            wrote_at=row.wrote_at,
            blocked=row.blocked_since is not None,
            told=sender,
        )


def _keep(connection: Connection, wanted: NewPreferences, sealed: bytes) -> None:
    marks.standing(connection, wanted.customer_id)
    marks.expect_writable(connection, wanted.customer_id)
    connection.execute(delete(preferences).where(preferences.c.customer_id == wanted.customer_id))
    row = {"customer_id": wanted.customer_id, "sealed": sealed, "changed_at": wanted.at}
    connection.execute(insert(preferences), row)
    named = wanted.preferences
    facts = {
        "preferred": named.preferred is not None,
        "quiet_hours": named.quiet_hours is not None,
    }
    deed = Deed(
        at=wanted.at,
        action=Action.PREFERENCES_CHANGED,
        by=wanted.by,
        by_kind=wanted.by_kind,
        about=wanted.customer_id,
        facts=facts,
    )
    audit.append(connection, deed)


def _written(said: Preferences) -> dict[str, object]:
    hours = said.quiet_hours
    return {
        "preferred": said.preferred
        and {"channel": said.preferred.channel, "account": said.preferred.account},
        "quiet_hours": hours
        and {
            "from": hours.start.isoformat(),
            "until": hours.until.isoformat(),
            "zone": hours.zone,
            "everything": hours.everything,
        },
    }


def _read(document: Mapping[str, Any]) -> Preferences:
    via, hours = document["preferred"], document["quiet_hours"]
    return Preferences(
        Via(via["channel"], via["account"]) if via else None,
        QuietHours(
            time.fromisoformat(hours["from"]),
            time.fromisoformat(hours["until"]),
            hours["zone"],
            hours["everything"],
        )
        if hours
        else None,
    )
