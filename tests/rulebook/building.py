from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import TypeVar

import pytest

from domain.changes import apply
from domain.events import Event, TicketOpened, TicketRouted
from domain.facts import Term
from domain.moves import AskStaffing, CloseOut, Record, Wait, next_move
from domain.policy import Policy, StaffingView
from domain.ticket import Ticket, opened
from domain.vocabulary import THE_DESK, Actor, ActorKind, Priority, Target, Tier
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.freeze import freeze
from rulebook.reading.files import DeskError
from rulebook.staffing import DeskStaffing

SAMPLE = Path(__file__).parents[2] / "desk"
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # ten o'clock in Dublin, too
STANDARD = "policies/standard.yaml"
AGENT = Actor(ActorKind.AGENT, "aoife")

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Copy:
    """The sample desk in a folder of the test's own."""

    folder: Path

    def edit(self, name: str, old: str, new: str) -> "Copy":
        """Change one passage of a file, which must be there exactly once."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def write(self, name: str, text: str) -> "Copy":
        """Add or replace a file."""
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")
        return self

    def read(self) -> Desk:
        """The desk as it now is."""
        return read_desk(self.folder)

    def complaints(self) -> tuple[str, ...]:
        """What the desk is refused for."""
        with pytest.raises(DeskError) as refused:
            self.read()
        return refused.value.sentences


def copied(folder: Path) -> Copy:
    copytree(SAMPLE, folder / "desk")
    return Copy(folder / "desk")


def frozen(desk: Desk, region: str = "eu", tier: Tier = Tier.STANDARD, **others: object) -> Policy:
    facts = {"priority": Priority.NORMAL, "channel": "webhook", "at": FRIDAY} | others
    return freeze(desk, region=region, tier=tier, **facts)  # type: ignore[arg-type]  # as given


def ticket_under(policy: Policy, at: datetime = FRIDAY) -> Ticket:
    """A ticket that opened under a policy and has not been routed."""
    terms = tuple(Term(Target(name), policy.targets[name]) for name in policy.targets)
    opening = TicketOpened(
        at=at,
        by=Actor(ActorKind.CUSTOMER, "customer"),
        region="eu",
        region_reason="default",
        channel="webhook",
        account="sample",
        customer_id="customer",
        policy=policy.reference,
        terms=terms,
        pause_while=policy.pause_while,
        reopen_within=policy.reopen_within,
    )
    return opened("eu-ticket", opening)


def routed(policy: Policy, at: datetime = FRIDAY) -> Ticket:
    event = TicketRouted(at=at, by=THE_DESK, team="eu-care", language="en", reason="a test")
    return apply(replace(ticket_under(policy, at), first_message="message"), event)


def told(desk: Desk, ticket: Ticket, policy: Policy, until: datetime) -> Iterator[Event]:
    """What the desk does with a ticket until an instant, if nobody else does anything."""
    source, staffing, now = DeskStaffing(desk), StaffingView(), ticket.opened_at
    while now <= until:
        match next_move(ticket, policy, staffing, now):
            case Wait(at):
                if at is None:
                    return
                now = at
            case AskStaffing():
                staffing = source.view(now, {})
            case Record(event) | CloseOut(event):
                yield event
                ticket = apply(ticket, event)


def happening(copy: Copy, until: datetime, at: datetime = FRIDAY, **facts: object) -> list[Event]:
    """The same of a ticket of eu-care that opened at an instant under the desk in its folder."""
    desk = copy.read()
    policy = frozen(desk, at=at, **facts)  # type: ignore[arg-type]  # facts by name
    return list(told(desk, routed(policy, at), policy, until))


def of(kind: type[Kind], events: Iterable[Event]) -> list[Kind]:
    """Those events that are of one kind."""
    return [event for event in events if isinstance(event, kind)]


def with_steps(copy: Copy, steps: str) -> Copy:
    """The desk with other steps in its standard policy; each line of them begins a step or not."""
    text = (copy.folder / STANDARD).read_text(encoding="utf-8")
    indented = "".join(f"  {line}\n" for line in steps.splitlines())
    return copy.write(STANDARD, text[: text.index("\nsteps:")] + f"\nsteps:\n{indented}")
