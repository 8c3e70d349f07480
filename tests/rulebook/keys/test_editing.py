"""Demand 17: elsewhere, editing a promise reckons it anew for tickets that were escalated."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.events import TicketEscalated
from domain.vocabulary import Tier
from tests.rulebook.building import FRIDAY, STANDARD, Copy, frozen, of, with_steps
from tests.rulebook.keys.living import DAY, HOUR, Life


def a_life(copy: Copy) -> Life:
    """Whose ladder has begun: its first reply is late."""
    return Life(copy.read()).until(FRIDAY + 5 * HOUR)


EDITS: list[Callable[[Copy], Copy]] = [
    lambda copy: copy.edit(STANDARD, "  first_reply: 4 hours", "  first_reply: 10 minutes"),
    lambda copy: copy.edit(STANDARD, "  first_reply: 4 hours", "  first_reply: 8 hours"),
    lambda copy: with_steps(copy, "- {at: 1 hour after opening, tag: other}"),
    lambda copy: copy.edit(STANDARD, "calendar: of the region\ntargets", (
        "calendar: round-the-clock\ntargets"
    )),
    lambda copy: copy.write(STANDARD, "policy: none\nversion: 1\ntargets: {solve: 1 day}\n"
                            "reopen_within: 1 day\n"),
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_demand_17_editing_a_policy_touches_no_ticket_that_is_open(
    copy: Copy, edit: Callable[[Copy], Copy]
) -> None:
    """Not even one that climbs its ladder: it goes on as if nobody had edited anything."""
    undisturbed = a_life(copy).until(FRIDAY + 10 * DAY).events
    life = a_life(copy)
    before = life.policy
    desk = edit(copy).read()
    assert frozen(desk).reference.hash != before.reference.hash
    assert life.ticket.policy == before.reference
    assert life.until(FRIDAY + 10 * DAY).events == undisturbed
    assert len(life.taken()) >= 3


def test_demand_17_a_policy_that_is_taken_away_stays_with_its_tickets(copy: Copy) -> None:
    life = Life(copy.read(), replace(frozen(copy.read(), tier=Tier.VIP), acknowledge=False))
    (copy.folder / "policies/eu-vip.yaml").unlink()
    assert frozen(copy.read(), tier=Tier.VIP).reference.name == "vip"
    life.until(FRIDAY + HOUR)
    assert {
        event.because.policy for event in of(TicketEscalated, life.events) if event.because
    } == {"eu-vip"}
