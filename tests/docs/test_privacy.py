"""The page about what is kept says of every table what becomes of it, as the code has it."""

import re

import pytest

import storage.schema  # noqa: F401 - every table joins the region's
from storage.privacy.over_time import PILES
from storage.privacy.purging import PURGERS
from storage.privacy.taking_out import RECORDS
from storage.tables.region import RegionTable
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Table by table")[2]
LINE = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
TOLD = {name: (erased, over) for name, erased, over in LINE.findall(SECTION)}
# What names a ticket or a person and stays all the same, to prove what became of them.
MAY_STAY = {"person_marks"}


def test_every_table_has_its_line_and_no_line_is_of_none() -> None:
    assert sorted(TOLD) == sorted(RegionTable.metadata.tables)
    assert len(LINE.findall(SECTION)) == len(TOLD)


def test_what_an_erasure_takes_out_or_empties_is_told_so() -> None:
    purged = {purger.table.name for purger in PURGERS}
    told = {name for name, (erased, _) in TOLD.items() if not erased.startswith("stays")}
    assert told == purged - {"inbox"}
    assert TOLD["inbox"][0] == "stays, without fingerprints"


def test_what_goes_with_the_records_is_told_so() -> None:
    taken = {str(statement.table) for statement in RECORDS.values()}
    told = {name for name, (_, over) in TOLD.items() if "`records`" in over or "`texts`" in over}
    assert told - {"privacy_exports"} == taken


def test_what_lies_in_piles_is_told_so() -> None:
    for kind, piles in PILES.items():
        tables = [pile.table.name for pile in piles]
        tables += [pile.with_them[1].name for pile in piles if pile.with_them]
        told = {name for name, (_, over) in TOLD.items() if f"`{kind}`" in over}
        assert told == set(tables)


@pytest.mark.parametrize("table", sorted(RegionTable.metadata.tables))
def test_nothing_that_names_a_ticket_or_a_person_stays_for_ever(table: str) -> None:
    columns = {column.name for column in RegionTable.metadata.tables[table].c}
    if columns & {"ticket_id", "customer_id", "message_id"} and table not in MAY_STAY:
        assert "gone" in TOLD[table][1]
