"""What is foreseen is what the desk then does, if nobody acts: one function says both."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from domain.changes import rebuilt
from domain.events import Event, Outcome
from domain.foreseeing import MOST_MOVES, FarEnough, Outlook, answered, begun, looked
from domain.foreseen_sentences import foretold
from domain.policy import StaffingView
from domain.rebuilding import known_by
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk
from rulebook.simulating.simulation import Simulation, Wanted
from rulebook.staffing import DeskStaffing
from tests.domain.building import NINE, Life, a_policy
from tests.rulebook.simulating.test_simulation import FRIDAY, lived

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EU_VIP, STANDARD = Wanted(region="eu", tier=Tier.VIP), Wanted(region="eu")
EMERGENCY = Wanted(region="eu", tier=Tier.EMERGENCY, priority=Priority.URGENT)
IDS = ("message_id", "notification_id", "brief_id")
LIVES = {
    "nobody ever looks": ("", EU_VIP, HOUR),
    "claimed and left": ("at: 10 minutes, do: claim, by: aoife", STANDARD, HOUR),
    "answered": ("at: 10 minutes, do: reply, by: aoife", EU_VIP, HOUR),
    "solved": (
        "at: 10 minutes, do: reply, by: aoife\nat: 20 minutes, do: solve, by: aoife",
        STANDARD,
        HOUR,
    ),
    "an emergency": ("", EMERGENCY, timedelta(minutes=1)),
    "at night": ("at: 12 hours, do: customer writes", STANDARD, timedelta(hours=13)),
}


def foreseen(simulation: Simulation, rosters: DeskStaffing, at: datetime) -> Outlook:
    """The look ahead of a ticket as it stood at an instant."""
    known = known_by(simulation.enacted.entries, at)
    ticket = rebuilt("simulated", (entry.event for entry in known))
    outlook = begun(ticket, simulation.policy, rosters.view(at, {}), at)
    while outlook.end is None:
        outlook = looked(outlook)
        if outlook.asks:
            outlook = answered(outlook, rosters.view(outlook.at, {}))
    return outlook


def after(simulation: Simulation, at: datetime) -> list[Event]:
    """What the desk did from an instant on: no outcomes, which touch no other fact."""
    events = (entry.event for entry in simulation.enacted.entries)
    outcomes = get_args(Outcome)
    return [one for one in events if (one.noticed or one.at) > at and not isinstance(one, outcomes)]


def facts(events: Iterable[Event]) -> list[dict[str, object]]:
    """All that they say, but for the ids that are counted from what the ticket went through."""
    return [{name: said for name, said in asdict(one).items() if name not in IDS} for one in events]


@pytest.mark.parametrize("life", LIVES)
def test_what_is_foreseen_is_what_then_happens(life: str, desk: Desk, tmp_path: Path) -> None:
    happens, wanted, cut = LIVES[life]
    at = FRIDAY + cut
    simulation = lived(desk, tmp_path, happens, wanted, until=FRIDAY + 14 * DAY)
    outlook = foreseen(simulation, DeskStaffing(desk), at)
    happened = after(simulation, at)
    assert bool(happened) == (life != "answered")
    seen = [one.event for one in outlook.coming if one.event.at <= FRIDAY + 14 * DAY]
    assert facts(seen) == facts(happened[: len(seen)])
    assert len(seen) == len(happened) or outlook.end is FarEnough.ENOUGH
    assert (outlook.end is FarEnough.NOTHING_MORE) == (life == "answered")
    assert all(foretold(one).endswith(".") for one in seen)


def test_what_goes_by_later_rosters_says_so(desk: Desk, tmp_path: Path) -> None:
    """Who is on is known for a quarter of an hour; a page in the night goes by the roster."""
    simulation = lived(desk, tmp_path, "", EU_VIP)
    outlook = foreseen(simulation, DeskStaffing(desk), FRIDAY + timedelta(minutes=1))
    assert outlook.known_until == FRIDAY + timedelta(minutes=16)
    decided = {one.event.kind: one.by_roster for one in outlook.coming}
    assert decided["team_notified"]
    first = outlook.coming[0]
    assert (first.event.kind, first.by_roster) == ("clock_warned", False)


def test_a_look_ahead_ends_however_long_a_ticket_would_go_on(desk: Desk, tmp_path: Path) -> None:
    """Also where whoever is asked never knows: it is bounded, and says that there is more."""
    simulation = lived(desk, tmp_path, "", EU_VIP)
    ticket = simulation.enacted.story.ticket
    outlook = begun(ticket, simulation.policy, StaffingView(), FRIDAY + HOUR)
    asked = 0
    while outlook.end is None:
        outlook = looked(outlook)
        if outlook.asks:
            asked += 1
            outlook = answered(outlook, StaffingView())
    assert (outlook.end, asked <= 100) == (FarEnough.ENOUGH, True)
    assert len(outlook.coming) <= MOST_MOVES


def test_nothing_is_told_of_the_far_future(desk: Desk) -> None:
    """A ticket that is put aside until after the horizon: not even that it comes back."""
    life = Life(a_policy(targets={}, acknowledge=False)).later(HOUR)
    ticket = life.does("hold", until=NINE + 90 * DAY, reason_id="r-1").ticket
    rosters = DeskStaffing(desk)
    at = NINE + 2 * HOUR
    assert looked(begun(ticket, life.policy, rosters.view(at, {}), at)).coming == ()
    later = NINE + 40 * DAY
    coming = looked(begun(ticket, life.policy, rosters.view(later, {}), later)).coming
    assert [one.event.kind for one in coming] == ["hold_ended"]
