"""What a proof says of itself to people."""

from collections.abc import Mapping

from domain.checkpoints import Checkpoint


def readme(
    ticket_id: str, entries: int, checkpoint: Checkpoint, document: Mapping[str, object]
) -> str:
    """A page of plain text."""
    gone, ledger = document["histories_gone"], document["ledger"]
    assert isinstance(gone, list)
    assert isinstance(ledger, dict)
    events = sorted((place for place, event in ledger.items() if event is None), key=int)
    return f"""\
The proof of ticket {ticket_id}

It shows that {entries} entries about this ticket stood on the audit trail
{checkpoint.origin} when that had {checkpoint.size} entries, and that nobody changed them since.

To check it, unpack it into a folder and run, with Python 3.8 or later:

    python verify.py "PUBLIC-KEY"

Take the public key from the desk's auditors, not from this proof; theirs reads
    {document["key"]}
Without one the proof is checked by the key that it brings, which says only that
whoever has that key made it. verify.py is short: read it before you run it.

What is in it
  proof.json    the entries, each with its path in the tree (RFC 9162); two signed
                notes (c2sp.org/tlog-checkpoint) and the path from one to the other;
                the events of the ticket's ledger of which the entries tell
  histories/    the sealed histories of its workflow, each as it was when it was sealed
  verify.py     the program

What it does not show
  - That there are no further entries of the ticket: the whole trail shows that
    (`meridian audit verify`, `meridian audit export`). The places of its ledger
    count from 1, so that a missing event shows.
  - What anybody wrote: entries hold ids, facts and commitments, and no text.
  - Histories that were deleted when their time was over: {", ".join(gone) if gone else "none"}.
  - Events of the ledger that were, by their places: {", ".join(events) if events else "none"}.
"""
