"""What the trail says that retention took out: nothing else may be missing. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.audit import Action
from domain.retention import RetentionKind
from domain.trail_check import Kept, read_body

_HISTORIES_TOO = (RetentionKind.HISTORIES.value, RetentionKind.RECORDS.value)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """One entry of retention about a ticket. `before_trail` has hashes by positions in the ledger:
    of lines of which no entry had told, because they were older than the trail.
    """

    number: int
    about: str
    kind: str
    before_trail: Mapping[int, str] = field(default_factory=dict)

    @property
    def has_records(self) -> bool:
        """Whether the ticket's whole ledger went."""
        return self.kind == RetentionKind.RECORDS.value

    @property
    def has_histories(self) -> bool:
        """Whether its sealed histories went."""
        return self.kind in _HISTORIES_TOO


def taken_out(number: int, document: Mapping[str, object]) -> TakenOut | None:
    """What an entry says of it; None for any other entry."""
    facts = document.get("facts")
    if document.get("action") != Action.RETENTION_APPLIED.value or not isinstance(facts, dict):
        return None
    lines = facts.get("before_trail", [])
    return TakenOut(number, str(document.get("about")), str(facts.get("kind")), _hashes(lines))


def all_taken_out(entries: Iterable[Kept]) -> list[TakenOut]:
    """The same of many, whose bodies are not believed yet: one in another's place says nothing."""
    read = ((entry.number, read_body(entry.body)) for entry in entries)
    found = (
        taken_out(number, document)
        for number, document in read
        if document is not None and document.get("number") == number
    )
    return [one for one in found if one is not None]


def _hashes(lines: object) -> dict[int, str]:
    found: dict[int, str] = {}
    for line in lines if isinstance(lines, list) else []:
        match line:
            case [int(position), int(), str(its_hash)]:
                found[position] = its_hash
            case _:
                continue  # whoever wrote that explains no missing line by it
    return found
