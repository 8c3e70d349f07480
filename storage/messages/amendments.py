"""What platforms tell of messages after they were sent, as a region remembers it."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from domain.amendments import Place, Told
from domain.channels import Deleted, Edited, Reachable, Reported
from domain.message_events import words_id
from domain.remote_files import text_ids
from domain.stores import Erased, Missing, Text
from storage.database.engine import Database
from storage.database.writer import Writer
from storage.finding import search
from storage.keys.sealing import RegionSecrets
from storage.messages import amending, reports, taking_back
from storage.messages.amending import DELETED, EDITED, Amendment
from storage.messages.taking_back import Taken
from storage.messages.vault import EncryptedVault, texts
from storage.people.customers import FOUND, Customers, identities
from storage.tickets.edits import amendments

KEPT: Final = (*taking_back.HANDLES, "subject", "location", "country")  # where an edit says nothing
_place = {f"own_{column.name}": column for column in identities.primary_key}
_CHANGE = update(identities).where(*(one == bindparam(name) for name, one in _place.items()))
BLOCKED = _CHANGE.where(identities.c.blocked_since.is_(None))
REACHED = _CHANGE.where(identities.c.blocked_since <= bindparam("at"))
WHOSE = select(texts.c.customer_id).where(texts.c.ticket_id == bindparam("own_ticket")).distinct()
CURRENT = (
    select(amendments.c.edit_hash)
    .where(amendments.c.message_id == bindparam("own_message"), amendments.c.kind == EDITED)
    .order_by(amendments.c.at.desc(), amendments.c.accepted_at.desc())
    .limit(1)
)


class _Arrived(Exception):
    """The message came while nobody looked."""


class SqlAmendments:
    """The port `Amendments` of one region."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        customers: Customers,
        vault: EncryptedVault,
        secrets: RegionSecrets,
    ) -> None:
        self._database = database
        self._writer = writer
        self._customers = customers
        self._vault = vault
        self._secrets = secrets
        self._names = reports.Names(secrets)

    async def edit(self, place: Place, edit: Edited) -> Told:
        """As the Protocol says; who did not write a message does not change it either."""
        try:
            found = await self._original(place, edit.message_id)
            if found is None:
                return await self._early(place, edit)
            return await self._edited(self._amendment(place, edit, found), edit)
        except (Erased, Missing):
            return Told.KNOWN
        except _Arrived:
            return await self.edit(place, edit)

    async def delete(self, place: Place, deletion: Deleted) -> Told:
        """As the Protocol says; an answer still finds its way to who wrote it."""
        try:
            found = await self._original(place, deletion.message_id)
            if found is None:
                return await self._early(place, deletion)
            return await self._deleted(self._amendment(place, deletion, found), deletion)
        except (Erased, Missing):
            return Told.KNOWN
        except _Arrived:
            return await self.delete(place, deletion)

    async def report(self, place: Place, report: Reported) -> Told:
        """As the Protocol says."""
        return await self._writer.write(
            lambda connection: reports.report(connection, self._names, place, report)
        )

    async def reachable(self, place: Place, person: Reachable) -> Told:
        """As the Protocol says."""
        own = self._own(place, person.sender_id)
        blocked, reached = (
            BLOCKED.values(blocked_since=person.at),
            REACHED.values(blocked_since=None),
        )

        def note(connection: Connection) -> bool:
            if person.reachable:
                return connection.execute(reached, {**own, "at": person.at}).rowcount > 0
            return connection.execute(blocked, own).rowcount > 0

        return Told.TAKEN if await self._writer.write(note) else Told.KNOWN

    async def knows(self, place: Place, item: Edited | Deleted | Reported | Reachable) -> bool:
        """As the Protocol says."""
        return await self._database.read(partial(self._knows, place=place, item=item))

    def _knows(
        self,
        connection: Connection,
        place: Place,
        item: Edited | Deleted | Reported | Reachable,
    ) -> bool:
        if isinstance(item, Reported):
            return reports.knows(connection, self._names, place, item)
        if not isinstance(item, Reachable):
            its_place = self._message(place, item.message_id)
            if amending.original(connection, its_place) is not None:
                return True
        return connection.execute(FOUND, self._own(place, item.sender_id)).first() is not None

    async def _edited(self, amendment: Amendment, edit: Edited) -> Told:
        words = await self._words(amendment, edit)
        if words is None:
            return Told.KNOWN
        sealed = await self._vault.sealed(words)
        return await self._writer.write(
            lambda connection: amending.edit(connection, self._vault, amendment, sealed)
        )

    async def _words(self, amendment: Amendment, edit: Edited) -> Text | None:
        """What is to stand there; None where it stands there, or where it is another's message."""
        before = await self._vault.get(amendment.message_id)
        current = await self._current(amendment.message_id)
        says_nothing_new = current.content.get("text") == edit.text
        if before.content.get("sender_id") != edit.sender_id or says_nothing_new:
            return None
        return words_of(before, amendment.edit_hash, edit.text)

    async def _current(self, message_id: str) -> Text:
        """What a message says now, also where its ticket has yet to hear of it."""
        own = {"own_message": message_id}
        edit_hash = await self._database.read(lambda one: one.execute(CURRENT, own).scalar())
        return await self._vault.get(words_id(message_id, edit_hash) if edit_hash else message_id)

    async def _deleted(self, amendment: Amendment, deletion: Deleted) -> Told:
        message = await self._vault.get(amendment.message_id)
        if message.content.get("sender_id") != deletion.sender_id:
            return Told.KNOWN
        kept = await self._vault.sealed(
            replace(message, content=taking_back.handles(message.content))
        )
        files = tuple(text_ids(message.content))
        taken = Taken(
            amendment.message_id, amendment.ticket_id, amendment.customer_id, kept.sealed, files
        )
        opened = await self._vault.reader(await self._whose(amendment.ticket_id))
        hashed = partial(search.hashed, self._secrets)

        def take(connection: Connection) -> Told:
            if amending.known(connection, amendment):
                return Told.KNOWN
            counts = taking_back.take_back(connection, taken, opened, hashed)
            amending.delete_message(connection, amendment, counts)
            return Told.TAKEN

        return await self._database.overwrite(take)

    async def _whose(self, ticket_id: str) -> list[str]:
        """Everybody whose words are in a ticket."""

        def query(connection: Connection) -> list[str]:
            return list(connection.execute(WHOSE, {"own_ticket": ticket_id}).scalars())

        return await self._database.read(query)

    async def _early(self, place: Place, item: Edited | Deleted) -> Told:
        """Keep what came before its message until that comes. Raises Erased and _Arrived."""
        account = (place.channel, place.account)
        who = await self._customers.known(account, item.sender_id, place.at)
        early = self._amendment(place, item, who)
        said = {"text": item.text} if isinstance(item, Edited) else {}
        name = name_of_early(early.edit_hash)
        sealed = await self._vault.seal_apart(who.customer_id, name, said)

        def wait(connection: Connection) -> Told:
            if amending.original(connection, early.place) is not None:
                raise _Arrived
            return amending.wait(connection, early, sealed)

        return await self._writer.write(wait)

    async def _original(self, place: Place, message_id: str) -> Row[Any] | None:
        its_place = self._message(place, message_id)
        return await self._database.read(lambda one: amending.original(one, its_place))

    def _message(self, place: Place, message_id: str) -> amending.Place:
        name = self._secrets.keyed_hash("message", place.channel, place.account, message_id)
        return amending.Place(place.channel, place.account, name)

    def _own(self, place: Place, sender_id: str) -> dict[str, object]:
        name = self._names.person(place, sender_id)
        return {"own_channel": place.channel, "own_account": place.account, "own_sender_hash": name}

    def _amendment(self, place: Place, item: Edited | Deleted, about: Row[Any]) -> Amendment:
        """`about` is the row of the message, or of its sender where the message is not here."""
        of_it = (place.channel, place.account, item.message_id)
        kind, name = (EDITED, item.edit_id) if isinstance(item, Edited) else (DELETED, "")
        facts = about._asdict()
        return Amendment(
            place=self._message(place, item.message_id),
            kind=kind,
            edit_hash=self._secrets.keyed_hash(kind, *of_it, name),
            sender_hash=self._names.person(place, item.sender_id),
            customer_id=about.customer_id,
            message_id=facts.get("id", ""),
            ticket_id=facts.get("ticket_id", ""),
            at=item.at,
            accepted_at=place.at,
        )


def words_of(before: Text, edit_hash: str, said: str) -> Text:
    """A message as it was written anew; what an edit says nothing of stays as it was."""
    kept = {name: before.content[name] for name in KEPT if name in before.content}
    own = words_id(before.id, edit_hash)
    return replace(before, id=own, content={**kept, "text": said})


def name_of_early(edit_hash: str) -> str:
    """Under which name the words of an early edit are sealed."""
    return f"early {edit_hash}"
