"""Which policy a ledger goes by, entry by entry: name, version, hash of its content. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.adoption_events import PolicyAdopted
from domain.events import TicketOpened
from domain.ledger import Entry
from domain.policy import PolicyReference


@dataclass(frozen=True, slots=True)
class Stretch:
    """The policy of a ticket from a place in its ledger on."""

    sequence: int
    policy: PolicyReference


def stretches(entries: Iterable[Entry]) -> Iterator[Stretch]:
    """Each policy that the ticket had, in order, with the entry by which it took it."""
    for entry in entries:
        if isinstance(entry.event, TicketOpened | PolicyAdopted):
            yield Stretch(entry.sequence, entry.event.policy)


def governed(entries: Iterable[Entry]) -> Iterator[tuple[Entry, PolicyReference | None]]:
    """Each entry with the policy whose rule decided it, or else the one that the ticket had.

    What a step of a policy before set off is decided by that one's rule, as its `because` says.
    """
    had: list[PolicyReference] = []
    for entry in entries:
        if isinstance(entry.event, TicketOpened | PolicyAdopted):
            had.append(entry.event.policy)
        yield entry, _deciding(entry, had)


def _deciding(entry: Entry, had: list[PolicyReference]) -> PolicyReference | None:
    because, present = entry.event.because, had[-1] if had else None
    if because is None:
        return present
    wanted = (because.policy, because.version)
    return next((one for one in reversed(had) if (one.name, one.version) == wanted), present)
