"""What an examination found, as JSON has it: for programs, for the API and for who tells people."""

import json
from dataclasses import asdict
from typing import Any

from domain.explanation import sentence
from domain.ledger import Entry
from domain.onlookers import Seen
from domain.policy import PolicyReference
from domain.rebuilding import known_at
from domain.residency import Piece
from runtime.ended_runs import seal_mark
from runtime.examination import Examination, Run
from runtime.hindsight import Then
from storage.database.canonical import EVENT, VIEW

Facts = dict[str, Any]


def facts_of(found: Examination, temporal: str, then: Then | None) -> Facts:
    """All of it. `temporal` is how the question for runs that are not sealed went."""
    differs = found.difference
    facts: Facts = {
        "ticket": found.ticket_id,
        "agrees": found.agrees,
        "faults": [asdict(fault) for fault in found.faults],
        "runs": [_run_facts(run) for run in found.runs] or _unread(found),
        "temporal": temporal,
        "replayed_by": asdict(seal_mark()),
        "entries": len(found.ledger),
        "entries_not_reached": found.not_reached,
        "differs_at": None if differs is None else differs.sequence,
        "difference": None
        if differs is None
        else {"ledger": _event(differs.ledger), "replay": _event(differs.replay)},
        "policies": [
            {"from": one.sequence, **asdict(one.policy)} for one in found.replayed.policies
        ],
    }
    return facts if then is None else {**facts, "then": _then_facts(then)}


def _unread(found: Examination) -> list[Facts]:
    """What is on record of runs that were not replayed, as something of them was altered."""
    return [{"run": run.run_id, "place": run.place, "digest": None} for run in found.sealed]


def _run_facts(run: Run) -> Facts:
    life, sealed = run.life, run.sealed
    facts: Facts = {
        "run": life.run_id,
        "events": len(run.history.events),
        "first": life.first,
        "last": life.last,
        "digest": life.digest,
        "sealed": None,
    }
    if sealed is not None:
        facts["sealed"] = {
            "place": sealed.place,
            "ended": sealed.ended.value,
            "closed_at": sealed.closed_at.isoformat(),
            "sealed_at": sealed.sealed_at.isoformat(),
            "sha256": sealed.sha256,
            "digest": sealed.digest,
            "build": sealed.build,
            "timezones": sealed.timezones,
            "disagreement": sealed.disagreement,
        }
    return facts


def _event(entry: Entry | None) -> Any:
    return None if entry is None else EVENT.dump_python(entry.event, mode="json")


def _then_facts(then: Then) -> Facts:
    rules = then.rules
    return {
        "at": then.at.isoformat(),
        "ticket": None if then.view is None else json.loads(VIEW.dump_json(then.view)),
        "decisions": [_decision(entry, policy) for entry, policy in then.decisions],
        "desk": None if rules is None else {"number": rules.number, "address": rules.address},
        "seen_by": None if then.seen is None else [_seen(one) for one in then.seen],
    }


def _decision(entry: Entry, policy: PolicyReference | None) -> Facts:
    event = entry.event
    because = event.because
    return {
        "sequence": entry.sequence,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "known_at": known_at(entry).isoformat(),
        "by": asdict(event.by),
        "sentence": sentence(entry),
        "rule": because.rule if because else None,
        "staffing": because.staffing or None if because else None,
        "policy": asdict(policy) if policy else None,
    }


def _seen(one: Seen) -> Facts:
    key = one.onlooker.key
    return {
        "key": key.id if one.onlooker.is_key else None,
        "role": key.role.value,
        "region": key.region,
        "teams": None if key.teams is None else list(key.teams),
        "agent": key.agent,
        "sees_the_ticket": one.sees_the_ticket,
        "shows": {piece.value: one.shows[piece].value for piece in Piece} if one.shows else {},
        "because": one.because,
        "after_a_reason": one.after_a_reason,
    }
