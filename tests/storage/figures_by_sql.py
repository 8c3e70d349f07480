"""The desk's figures a second time: plain SQL over the ledger's bodies, and nothing of the desk's.

It is run by SQLite, whichever database the ledger came from. Instants are text in UTC that sorts as
time does, with microseconds. Each figure is written down here as docs/numbers.md has it.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Line = tuple[str, int, str, datetime, str]  # ticket, sequence, kind, at, body
Row = dict[str, Any]

LEDGER = """
CREATE TABLE ledger (ticket_id, sequence, kind, at, body);
CREATE INDEX of_ticket ON ledger (ticket_id, kind, sequence);
"""

FACTS = """
CREATE TABLE teams AS
SELECT ticket_id, sequence, json_extract(body, '$.team') AS team FROM ledger
WHERE kind IN ('ticket_routed', 'ticket_handed_over', 'hand_over_lapsed', 'ticket_escalated')
  AND json_extract(body, '$.team') IS NOT NULL;

CREATE TABLE taken_up AS
SELECT ticket_id, sequence FROM ledger
WHERE kind = 'ticket_reopened'
   OR (kind = 'message_received' AND NOT json_extract(body, '$.message.automatic'));

CREATE TABLE solutions AS
SELECT * FROM ledger AS one WHERE kind = 'ticket_solved' AND NOT EXISTS (
    SELECT 1 FROM taken_up AS again
    WHERE again.ticket_id = one.ticket_id AND again.sequence > one.sequence);

CREATE TABLE facts AS
SELECT 'opened' AS what, ticket_id, sequence, at, CASE
        WHEN ticket_id IN (SELECT ticket_id FROM ledger WHERE kind = 'ticket_merged') THEN NULL
        ELSE ticket_id IN (SELECT ticket_id FROM solutions) END AS value
    FROM ledger WHERE kind = 'ticket_opened'
UNION ALL
SELECT 'first_reply', ticket_id, min(sequence), at, NULL
    FROM ledger WHERE kind = 'agent_replied' GROUP BY ticket_id
UNION ALL
SELECT 'solved', ticket_id, sequence, at, NULL FROM solutions
    WHERE ticket_id NOT IN (SELECT ticket_id FROM ledger WHERE kind = 'ticket_merged')
UNION ALL
SELECT replace(kind, 'ticket_', ''), ticket_id, sequence, at, NULL
    FROM ledger WHERE kind IN ('ticket_closed', 'ticket_merged')
UNION ALL
SELECT 'rated', ticket_id, max(sequence), at, json_extract(body, '$.score')
    FROM ledger AS one WHERE kind = 'ticket_rated' AND NOT EXISTS (
        SELECT 1 FROM taken_up AS again
        WHERE again.ticket_id = one.ticket_id AND again.sequence > one.sequence)
    GROUP BY ticket_id
UNION ALL
SELECT json_extract(body, '$.target') || '_breached', ticket_id, sequence, at, NULL
    FROM ledger WHERE kind = 'clock_breached'
UNION ALL
SELECT 'first_reply_met', reply.ticket_id, reply.sequence, reply.at, NULL
    FROM (SELECT ticket_id, min(sequence) AS sequence, at FROM ledger
        WHERE kind = 'agent_replied' GROUP BY ticket_id) AS reply
    JOIN ledger AS opening USING (ticket_id)
    WHERE opening.kind = 'ticket_opened' AND opening.body LIKE '%"target":"first_reply"%'
      AND NOT EXISTS (
        SELECT 1 FROM ledger AS late
        WHERE late.ticket_id = reply.ticket_id AND late.kind = 'clock_breached'
          AND json_extract(late.body, '$.target') = 'first_reply'
          AND late.sequence < reply.sequence)
UNION ALL
SELECT 'next_reply_met', reply.ticket_id, reply.sequence, reply.at, NULL
    FROM (
        SELECT *, lag(sequence) OVER (PARTITION BY ticket_id ORDER BY sequence) AS before
        FROM ledger WHERE kind = 'agent_replied') AS reply
    JOIN ledger AS opening USING (ticket_id)
    WHERE before IS NOT NULL AND opening.kind = 'ticket_opened'
      AND opening.body LIKE '%"target":"next_reply"%'
      AND EXISTS (
        SELECT 1 FROM ledger AS asked
        WHERE asked.ticket_id = reply.ticket_id AND asked.kind = 'message_received'
          AND NOT json_extract(asked.body, '$.message.automatic')
          AND asked.sequence BETWEEN before AND reply.sequence)
      AND NOT EXISTS (
        SELECT 1 FROM ledger AS late
        WHERE late.ticket_id = reply.ticket_id AND late.kind = 'clock_breached'
          AND json_extract(late.body, '$.target') = 'next_reply'
          AND late.sequence BETWEEN before AND reply.sequence)
UNION ALL
SELECT 'solve_met', one.ticket_id, one.sequence, one.at, NULL
    FROM solutions AS one JOIN ledger AS opening USING (ticket_id)
    WHERE opening.kind = 'ticket_opened' AND opening.body LIKE '%"target":"solve"%'
      AND NOT EXISTS (
        SELECT 1 FROM ledger AS late
        WHERE late.ticket_id = one.ticket_id AND late.kind = 'clock_breached'
          AND json_extract(late.body, '$.target') = 'solve' AND late.sequence < one.sequence)
UNION ALL
SELECT 'backlog', ticket_id, 1000000, at, NULL FROM ledger AS opening WHERE kind = 'ticket_opened'
    AND ticket_id NOT IN (SELECT ticket_id FROM solutions)
    AND ticket_id NOT IN (
        SELECT ticket_id FROM ledger WHERE kind IN ('ticket_closed', 'ticket_merged'));

CREATE TABLE counted AS
SELECT what, facts.ticket_id, facts.at, coalesce(facts.value, CASE
        WHEN what IN ('first_reply', 'solved')
        THEN max(0, CAST(strftime('%s', facts.at) AS INTEGER)
            - CAST(strftime('%s', opening.at) AS INTEGER)
            - (substr(facts.at, 21) < substr(opening.at, 21))) END) AS value,
    coalesce(
        (SELECT team FROM teams WHERE teams.ticket_id = facts.ticket_id
            AND teams.sequence <= facts.sequence ORDER BY sequence DESC LIMIT 1),
        CASE WHEN what <> 'backlog' THEN
            (SELECT team FROM teams WHERE teams.ticket_id = facts.ticket_id
                ORDER BY sequence LIMIT 1) END) AS team,
    json_extract(opening.body, '$.channel') AS channel,
    json_extract(opening.body, '$.country') AS country,
    (SELECT substr(tag, 1, instr(tag || '-', '-') - 1) FROM (
        SELECT json_extract(body, '$.language') AS tag, sequence FROM ledger AS heard
        WHERE heard.ticket_id = facts.ticket_id AND heard.kind = 'message_understood')
        WHERE tag <> 'und' ORDER BY sequence LIMIT 1) AS language,
    coalesce(json_extract(opening.body, '$.topic'), (
        SELECT json_extract(body, '$.topic') FROM ledger AS heard
        WHERE heard.ticket_id = facts.ticket_id AND heard.kind = 'message_understood'
          AND json_extract(body, '$.topic') IS NOT NULL ORDER BY sequence LIMIT 1)) AS topic
FROM facts JOIN ledger AS opening
    ON opening.ticket_id = facts.ticket_id AND opening.kind = 'ticket_opened';
"""

FIGURES = """
WITH chosen AS (SELECT *, {key} AS own FROM counted WHERE {where}),
ranked AS (
    SELECT own, what, value, row_number() OVER (PARTITION BY own, what ORDER BY value) AS place,
        count(*) OVER (PARTITION BY own, what) AS many
    FROM chosen WHERE what IN ('first_reply', 'solved'))
SELECT own, what, count(*) AS number, sum(value) AS total, count(value) AS valued,
    (SELECT value FROM ranked WHERE ranked.own IS chosen.own AND ranked.what = chosen.what
        AND place = (many + 1) / 2) AS p50,
    (SELECT value FROM ranked WHERE ranked.own IS chosen.own AND ranked.what = chosen.what
        AND place = (9 * many + 9) / 10) AS p90
FROM chosen GROUP BY own, what
"""


class Plainly:
    """The figures of a ledger, by SQL alone."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(LEDGER)
        rows = ((ticket, place, kind, written(at), body) for ticket, place, kind, at, body in lines)
        self._connection.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.executescript(FACTS)

    def figures(self, key: str, where: str, **values: str) -> Mapping[str, Mapping[str, Row]]:
        """By the key, which is SQL, what there is of each thing that is counted."""
        found: dict[str, dict[str, Row]] = {}
        query = FIGURES.format(key=key, where=where)
        for row in self._connection.execute(query, values):
            found.setdefault(row["own"], {})[row["what"]] = dict(row)
        return found

    def tickets(self, where: str, **values: str) -> Sequence[str]:
        """The tickets behind a figure."""
        query = f"SELECT DISTINCT ticket_id FROM counted WHERE {where} ORDER BY ticket_id"
        return [row[0] for row in self._connection.execute(query, values)]

    def close(self) -> None:
        self._connection.close()


def written(at: datetime) -> str:
    """An instant as the SQL here has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
