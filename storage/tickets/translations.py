"""Which of a message's translations is shown, and which are kept beside it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy import Row as RowOf

from domain.events import MessageTranslated
from domain.ledger import Entry
from domain.memory import PERSON
from domain.message_events import DeliveryReported
from domain.shown import TranslationView
from domain.translation_events import TranslationCorrected, another_id
from storage.database.engine import insert_new
from storage.tables.region import TranslationRow, table_of
from storage.tables.translations import BesideRow

translations = table_of(TranslationRow)
beside = table_of(BesideRow)
UNTRANSLATED = "untranslated"
_PLACE = tuple(column == bindparam(f"own_{column.name}") for column in translations.primary_key)
STANDING = select(translations).where(*_PLACE)
REPLACE = update(translations).where(*_PLACE)

_LAST_FIRST = (beside.c.sequence.desc(), beside.c.text_id)

Row = dict[str, object]


def show(connection: Connection, event: MessageTranslated | DeliveryReported, entry: Entry) -> None:
    """Show what an engine made, unless a later one stands, or a person's.

    Where no engine could do it, the original stands in for the translation; but what was asked for
    beside another one and could not be made takes no place.
    """
    untranslated = UNTRANSLATED in event.flags
    text_id = event.message_id if untranslated else f"{event.message_id}:{event.language}"
    if isinstance(event, MessageTranslated) and event.another:
        if untranslated:
            return
        text_id = another_id(event.message_id, event.language, entry.sequence)
    row = _row(event.message_id, event.language, entry, event.engine)
    _put(connection, {**row, "text_id": text_id, "flags": json.dumps(event.flags)})


def show_correction(connection: Connection, event: TranslationCorrected, entry: Entry) -> None:
    """Show what a person wrote in place of a translation."""
    row = _row(event.message_id, event.language, entry, PERSON)
    _put(connection, {**row, "text_id": event.text_id, "flags": "[]"})


def of_messages(
    connection: Connection, message_ids: Sequence[str]
) -> dict[str, list[TranslationView]]:
    """The translations that are shown of each message, with those beside them."""
    others: dict[tuple[str, str], list[TranslationView]] = {}
    of_these = beside.c.message_id.in_(message_ids)
    for row in connection.execute(select(beside).where(of_these).order_by(*_LAST_FIRST)):
        others.setdefault((row.message_id, row.language), []).append(_view(row))
    found: dict[str, list[TranslationView]] = {}
    order = (translations.c.sequence, translations.c.language)
    shown = select(translations).where(translations.c.message_id.in_(message_ids))
    for row in connection.execute(shown.order_by(*order)):
        near = others.get((row.message_id, row.language), ())
        kept = tuple(one for one in near if one.text_id != row.text_id)
        found.setdefault(row.message_id, []).append(replace(_view(row), beside=kept))
    return found


def _view(row: RowOf[Any]) -> TranslationView:
    return TranslationView(row.language, row.engine, row.text_id, tuple(json.loads(row.flags)))


def _row(message_id: str, language: str, entry: Entry, engine: str) -> Row:
    return {
        "message_id": message_id,
        "language": language,
        "sequence": entry.sequence,
        "engine": engine,
    }


def _put(connection: Connection, row: Row) -> None:
    if insert_new(connection, translations, row):
        return
    place = {f"own_{column.name}": row[column.name] for column in translations.primary_key}
    standing: Row = dict(connection.execute(STANDING, place).one()._mapping)
    if _takes_the_place(row, standing):
        connection.execute(REPLACE, {**place, **row})
        _keep(connection, standing, row)
    else:
        _keep(connection, row, standing)


def _takes_the_place(new: Row, standing: Row) -> bool:
    """Only a person takes a person's place; else who was asked last, whoever answers first."""
    if (new["engine"] == PERSON) != (standing["engine"] == PERSON):
        return new["engine"] == PERSON
    return int(str(new["sequence"])) > int(str(standing["sequence"]))


def _keep(connection: Connection, other: Row, shown: Row) -> None:
    """Keep a translation beside the one that is shown; the original itself is none."""
    if other["text_id"] not in (shown["text_id"], other["message_id"]):
        insert_new(connection, beside, other)
