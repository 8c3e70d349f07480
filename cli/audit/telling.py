"""What came of verifying a trail, in lines for people and in facts for programs."""

from collections.abc import Iterator

from domain.trail_check import Fault
from runtime.auditing import Verified
from runtime.verification import Verdict


def told(found: Verified) -> Iterator[str]:
    """One line that says it all, and then one for each thing that is wrong."""
    verdict, region = found.verdict, found.region
    yield f"{region}: {_looked_at(verdict)}; {'sound' if verdict.is_sound else 'NOT SOUND'}"
    if verdict.bad is not None:
        yield f"{region}: {_named(verdict.bad)}: {verdict.bad.what}"
    for note in verdict.bad_notes:
        yield f"{region}: the note of {note.size} entries is bad: {note.what} ({note.where})"
    if verdict.more_bad_notes:
        yield f"{region}: {verdict.more_bad_notes} more notes are bad"
    if verdict.is_sound and verdict.signed < verdict.last:
        yield f"{region}: from entry {verdict.signed + 1} on nothing is signed yet"


def as_facts(found: Verified) -> dict[str, object]:
    """The same as JSON has it."""
    verdict = found.verdict
    bad = verdict.bad
    return {
        "region": found.region,
        "sound": verdict.is_sound,
        "first": verdict.first,
        "last": verdict.last,
        "signed": verdict.signed,
        "notes": verdict.notes,
        "first_bad": bad and {"number": bad.number, "last": bad.last, "what": bad.what},
        "bad_notes": [
            {"size": note.size, "where": note.where, "what": note.what}
            for note in verdict.bad_notes
        ],
        "more_bad_notes": verdict.more_bad_notes,
        "noted": found.is_noted,
    }


def _looked_at(verdict: Verdict) -> str:
    if verdict.last < verdict.first:
        return "no entry could be looked at" if verdict.bad else "no entry yet"
    looked = f"entries {verdict.first} to {verdict.last}"
    if not verdict.notes:
        return f"{looked}, none of them signed"
    notes = "one signed note" if verdict.notes == 1 else f"{verdict.notes} signed notes"
    return f"{looked}, {notes} up to entry {verdict.signed}"


def _named(bad: Fault) -> str:
    if bad.last is None:
        return f"entry {bad.number} is the first that is bad"
    return f"the first bad entry is one of {bad.number} to {bad.last}"
