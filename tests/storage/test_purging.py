"""Whatever names a customer is either taken out with them, or said to stay."""

from sqlalchemy import LargeBinary, Table

from storage.privacy.purging import PURGERS, REMAINING
from storage.tables.region import RegionTable

# By their id alone: facts that hold no word of theirs.
STAYING = {"glass", "inbox", "person_marks", "privacy_requests", "tickets"}
PURGED = {purger.table.name for purger in PURGERS}


def names_a_customer(table: Table) -> bool:
    return "customer_id" in table.c or table.name == "customers"


def test_every_table_that_names_a_customer_is_purged_or_said_to_stay() -> None:
    naming = {one.name for one in RegionTable.metadata.sorted_tables if names_a_customer(one)}
    assert naming - PURGED - STAYING == set()


def test_every_ciphertext_of_a_customer_goes() -> None:
    """The audit trail and what is signed hold hashes; sealed histories hold no text at all.

    An account's token is no customer's, and what could not be read is nobody's yet: it lies under
    a key of its own.
    """
    nobodys = {"channel_tokens", "set_aside"}
    hashes = {"audit", "audit_nodes", "audit_checkpoints", "histories"}
    with_bytes = {
        one.name
        for one in RegionTable.metadata.sorted_tables
        if any(isinstance(column.type, LargeBinary) for column in one.c)
    }
    assert with_bytes - PURGED - hashes - nobodys == set()


def test_no_kind_is_named_twice() -> None:
    names = [*(purger.name for purger in PURGERS), *REMAINING]
    assert len(names) == len(set(names))
