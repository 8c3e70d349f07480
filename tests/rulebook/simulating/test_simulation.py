"""What a desk would make of a ticket, by a script of what people do."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.events import MessageTranslated, TicketRouted
from domain.message_events import DeliveryReported
from domain.relay_events import NotificationReported, TeamNotified
from domain.vocabulary import DeliveryState, Priority, Status, Tier
from rulebook.facts import Desk
from rulebook.reading.files import DeskError
from rulebook.simulating.script import Script
from rulebook.simulating.simulation import Simulation, Wanted, simulate
from rulebook.simulating.timeline import timeline_of
from rulebook.simulating.world import DELIVERY_IS_TRIED_FOR, TELLING_IS_TRIED_FOR
from tests.domain.calendars import at
from tests.rulebook.building import Copy
from workflows.options import PATIENT, URGENT

FRIDAY = at("2026-03-06 10:00:00")  # eleven in Berlin, ten in Dublin: everybody of eu-care is on
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ON_CALL = "webhooks: {on-call: {url: https://on.call.example/, secret: {environment: ON_CALL}}}\n"
EU_VIP = Wanted(region="eu", tier=Tier.VIP)


def lived(
    desk: Desk, folder: Path, happens: str = "", wanted: Wanted = EU_VIP, **more: Any
) -> Simulation:
    """A simulation of these lines of a script."""
    path = folder / "script.yaml"
    lines = "\n".join(f"  - {{{line}}}" for line in happens.strip().splitlines())
    path.write_text(f"says: My invoice is wrong\nhappens:\n{lines or '  []'}\n", encoding="utf-8")
    return simulate(desk, Script.read(path, desk), wanted, **{"opens": FRIDAY, **more})


def of(simulation: Simulation, kind: type[Any]) -> list[Any]:
    events = (entry.event for entry in simulation.enacted.entries)
    return [event for event in events if isinstance(event, kind)]


def kinds(simulation: Simulation) -> list[str]:
    return [entry.event.kind for entry in simulation.enacted.entries]


def test_a_simulation_goes_by_the_desks_own_policy_rosters_and_routing(
    desk: Desk, tmp_path: Path
) -> None:
    simulation = lived(desk, tmp_path, "at: 10 minutes, do: claim, by: aoife")
    assert simulation.policy.reference.name == "eu-vip"
    (routed,) = of(simulation, TicketRouted)
    assert routed.team == "eu-care"
    told = of(simulation, TeamNotified)
    assert {one.team for one in told} == {"eu-lead"}
    assert simulation.until == FRIDAY + 10 * MINUTE + DAY


def test_a_policy_is_tried_by_its_name_on_a_ticket_that_it_is_for(
    desk: Desk, tmp_path: Path
) -> None:
    simulation = lived(desk, tmp_path, wanted=Wanted(policy="eu-vip"))
    assert (simulation.supposed.region, simulation.supposed.tier) == ("eu", Tier.VIP)
    assert simulation.policy.reference.name == "eu-vip"


def test_a_policy_that_the_ticket_would_not_open_under_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(DeskError, match="opens under 'eu-vip', not under 'standard'"):
        lived(desk, tmp_path, wanted=Wanted(policy="standard", region="eu", tier=Tier.VIP))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(policy="eu-vipp"), "there is no policy 'eu-vipp'; did you mean 'eu-vip'?"),
        (Wanted(region="mars"), "there is no region 'mars'"),
        (Wanted(channel="pigeon"), "no account has the channel 'pigeon'"),
        (Wanted(topic="weather"), "there is no topic 'weather'"),
    ],
)
def test_what_the_desk_does_not_know_is_refused(
    desk: Desk, tmp_path: Path, wanted: Wanted, said: str
) -> None:
    with pytest.raises(DeskError) as wrong:
        lived(desk, tmp_path, wanted=wanted)
    assert said in str(wrong.value)


def test_a_ticket_has_to_open_at_some_instant_and_is_watched_for_a_while(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(DeskError, match="say when the ticket opens"):
        lived(desk, tmp_path, opens=None)
    with pytest.raises(DeskError, match="the ticket opens only then"):
        lived(desk, tmp_path, until=FRIDAY)
    with pytest.raises(DeskError, match="400 days at most"):
        lived(desk, tmp_path, until=FRIDAY + 401 * DAY)
    assert lived(desk, tmp_path, until=3 * HOUR).until == FRIDAY + 3 * HOUR


def test_loads_are_as_the_script_says(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text("loads: {eu-care: 7}\n", encoding="utf-8")
    simulation = simulate(desk, Script.read(path, desk), EU_VIP, opens=FRIDAY)
    (routed,) = of(simulation, TicketRouted)
    assert "with 7 open tickets" in routed.reason


def test_a_refusal_is_told_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    simulation = lived(
        desk,
        tmp_path,
        "at: 1 minute, do: hand over, by: aoife, to: nowhere\nat: 2 minutes, do: rate, score: 5",
    )
    refused = timeline_of(simulation).refused
    assert [(one.what, one.code) for one in refused] == [
        ("hand_over", "unknown_team"),
        ("rate", "not_solved"),
    ]


def test_a_message_of_a_closed_ticket_is_told_to_open_another(desk: Desk, tmp_path: Path) -> None:
    simulation = lived(
        desk,
        tmp_path,
        "at: 1 hour, do: solve, by: aoife\nat: 8 days, do: customer writes, text: Thanks",
    )
    assert simulation.enacted.story.ticket.status is Status.CLOSED
    (refused,) = timeline_of(simulation).refused
    assert "opens a linked one" in refused.why


def test_a_channel_that_is_away_delivers_once_it_is_back(desk: Desk, tmp_path: Path) -> None:
    simulation = lived(
        desk,
        tmp_path,
        "at: 10 minutes, do: channel away, until: 40 minutes\n"
        "at: 20 minutes, do: reply, by: aoife\n"
        "at: 21 minutes, do: merge, by: aoife",
    )
    assert [one.why.code for one in simulation.enacted.refused] == ["delivery_under_way"]
    assert {one.state for one in of(simulation, DeliveryReported)} == {DeliveryState.SENT}


def test_a_channel_that_is_away_for_a_day_is_given_up_and_one_may_refuse(
    desk: Desk, tmp_path: Path
) -> None:
    away = lived(
        desk,
        tmp_path,
        "at: 1 minute, do: channel away, until: 3 days\nat: 2 minutes, do: reply, by: aoife",
    )
    given_up = of(away, DeliveryReported)[1]
    assert (given_up.at, given_up.reason) == (FRIDAY + 2 * MINUTE + DAY, "given_up")
    refusing = lived(
        desk,
        tmp_path,
        "at: 1 minute, do: channel refuses, until: 1 hour\nat: 2 minutes, do: reply, by: aoife",
    )
    assert of(refusing, DeliveryReported)[1].state is DeliveryState.FAILED


def test_engines_that_are_away_are_asked_again(desk: Desk, tmp_path: Path) -> None:
    simulation = lived(
        desk,
        tmp_path,
        "at: 1 minute, do: engines away, until: 10 minutes\n"
        "at: 2 minutes, do: customer writes, language: pt",
        until=HOUR,
    )
    made = of(simulation, MessageTranslated)
    assert [bool(one.flags) for one in made[-2:]] == [True, False]
    assert made[-1].at == FRIDAY + 12 * MINUTE + 5 * MINUTE


def test_pagers_that_are_away_are_waited_for_and_then_given_up(copy: Copy, tmp_path: Path) -> None:
    for who in ("henrik, languages: [de, en]", "niamh, languages: [en, fr]"):
        text = (copy.folder / "teams.yaml").read_text(encoding="utf-8")
        line = next(one for one in text.splitlines() if who in one)
        copy.edit("teams.yaml", line, line.replace("inbox", "[inbox, {webhook: on-call}]"))
    copy.write("notifications.yaml", ON_CALL)
    desk = copy.read()
    reached = [
        one
        for until in ("8 minutes", "2 hours")
        for one in of(
            lived(
                desk,
                tmp_path,
                f"at: 20 minutes, do: pagers away, until: {until}",
                until=HOUR,
            ),
            NotificationReported,
        )[:1]
    ]
    assert [{way.state for way in one.reached} for one in reached] == [
        {DeliveryState.DELIVERED, DeliveryState.SENT},
        {DeliveryState.UNCERTAIN},
    ]


def test_providers_are_tried_for_as_long_as_the_workflow_has_them_tried() -> None:
    assert PATIENT["schedule_to_close_timeout"] == DELIVERY_IS_TRIED_FOR
    assert URGENT["schedule_to_close_timeout"] == TELLING_IS_TRIED_FOR


def test_a_timeline_shows_every_clock_with_its_pauses_and_breaches(
    desk: Desk, tmp_path: Path
) -> None:
    simulation = lived(
        desk,
        tmp_path,
        "at: 45 minutes, do: reply, by: aoife\n"
        "at: 2 hours, do: customer writes\n"
        "at: 3 hours, do: reply, by: aoife\n"
        "at: 4 hours, do: customer writes\n"
        "at: 5 hours, do: solve, by: aoife",
    )
    bars = timeline_of(simulation).clocks
    assert [bar.target for bar in bars] == ["first_reply", "solve", "next_reply", "next_reply"]
    first, solve, *following = bars
    assert first.broke == FRIDAY + 30 * MINUTE
    assert first.ended == FRIDAY + 45 * MINUTE
    assert [one[0] - FRIDAY for one in solve.pauses] == [45 * MINUTE, 3 * HOUR]
    assert [bar.ended for bar in following] == [FRIDAY + 3 * HOUR, None]


def test_a_timeline_says_who_hears_and_why(desk: Desk, tmp_path: Path) -> None:
    moments = timeline_of(lived(desk, tmp_path, until=HOUR)).moments
    told = {moment.kind: moment for moment in moments}
    assert told["acknowledged"].told == ("the customer",)
    assert told["team_notified"].why == "eu-vip v2: step 2"
    assert told["team_notified"].told == ("niamh", "sam")
    assert told["ticket_escalated"].assignee is None
    assert Priority.URGENT in {
        one.event.priority for one in moments if hasattr(one.event, "priority")
    }


def test_the_same_script_makes_the_same_simulation(desk: Desk, tmp_path: Path) -> None:
    script = "at: 45 minutes, do: reply, by: aoife\nat: 2 hours, do: customer writes"
    assert lived(desk, tmp_path, script).enacted == lived(desk, tmp_path, script).enacted
