"""The audit trail: an append-only table, the nodes of its tree, and what was signed of it.

Where a region has a ledger already, the trail begins by saying what that was.
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

AT_ONCE = 1000  # bodies that are read at a time
REFUSE_ON_SQLITE = """
CREATE TRIGGER audit_{when} BEFORE {deed} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END
"""
REFUSAL_ON_POSTGRESQL = """
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is only added to'; END $$
"""
REFUSE_ON_POSTGRESQL = """
CREATE TRIGGER audit_{when} BEFORE {deed} ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()
"""


def upgrade() -> None:
    """Bring the database to this shape."""
    op.add_column("texts", sa.Column("commitment", sa.LargeBinary(), nullable=True))
    _make_tables()
    _begin()
    if op.get_bind().dialect.name == "sqlite":
        _refuse(REFUSE_ON_SQLITE, ("UPDATE", "DELETE"))
    else:
        op.execute(REFUSAL_ON_POSTGRESQL)
        _refuse(REFUSE_ON_POSTGRESQL, ("UPDATE", "DELETE", "TRUNCATE"))


def downgrade() -> None:
    """Bring the database back to the shape before; nothing can be proved any more."""
    op.drop_table("audit_checkpoints")
    op.drop_table("audit_nodes")
    op.drop_table("audit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_is_only_added_to()")
    op.execute("DELETE FROM counters WHERE name = 'audit'")
    op.drop_column("texts", "commitment")


def _make_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_about_number", "audit", ["about", "number"])
    op.create_index("ix_audit_action_number", "audit", ["action", "number"])
    op.create_table(
        "audit_nodes",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name="pk_audit_nodes"),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_audit_checkpoints"),
    )


def _begin() -> None:
    """Count from 0, or from the one entry that says which ledger the region had before."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT body FROM ledger ORDER BY position"))
    known, digest = 0, hashlib.sha256()
    for row in rows.yield_per(AT_ONCE):
        known += 1
        digest.update(hashlib.sha256(row.body.encode("utf-8", "surrogatepass")).digest())
    if known:
        _say(connection, {"positions": known, "ledger": digest.hexdigest()})
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    op.bulk_insert(counters, [{"name": "audit", "value": 1 if known else 0}])


def _say(connection: sa.Connection, facts: dict[str, object]) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - no door stands around a migration
    document = {
        "number": 1,
        "at": now.isoformat(timespec="microseconds"),
        "action": "trail.begun",
        "by": "migration",
        "by_kind": "system",
        "about": "ledger",
        "reason": "the region has a ledger from before",
        "facts": facts,
    }
    body = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    made = sa.table(
        "audit",
        sa.column("number"),
        sa.column("at", sa.DateTime(timezone=True)),
        *(sa.column(name) for name in ("action", "by", "about", "body", "hash")),
    )
    values = {name: document[name] for name in ("number", "action", "by", "about")}
    its_hash = hashlib.sha256(bytes(32) + body).digest()
    connection.execute(sa.insert(made).values(at=now, body=body, hash=its_hash, **values))


def _refuse(trigger: str, deeds: tuple[str, ...]) -> None:
    for deed in deeds:
        op.execute(trigger.format(when=deed.lower(), deed=deed))
