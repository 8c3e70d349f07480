"""Automations within limits: in working time, so often at most, not over a colleague's head."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.events import TicketEscalated
from domain.relay_events import NobodyWasOn, TeamNotified
from domain.vocabulary import NobodyOn, Tier
from tests.rulebook.building import FRIDAY, STANDARD, Copy, frozen, happening, of, with_steps
from tests.rulebook.keys.living import DAY, HOUR, MINUTE, Life

MONDAY_8 = datetime(2026, 11, 23, 8, tzinfo=UTC)  # when the calendar opens after FRIDAY


@pytest.mark.shows_key("policies.steps.in_working_time")
@pytest.mark.parametrize(("written", "at"), [("false", FRIDAY + 12 * HOUR), ("true", MONDAY_8)])
def test_demand_42_a_step_may_be_for_working_time_only(
    copy: Copy, written: str, at: datetime
) -> None:
    with_steps(copy, f"- {{at: 12 hours after opening, tag: slow, in_working_time: {written}}}")
    (step,) = of(TicketEscalated, happening(copy, until=FRIDAY + 10 * DAY))
    assert step.at == at


def test_demand_42_its_pages_stay_within_working_time_too(copy: Copy) -> None:
    step = """- at: 7 hours 30 minutes after opening
  in_working_time: {written}
  page_until_claimed: eu-lead
  every: 1 hour
  at_most: 2 times"""
    second = {}
    for written in ("true", "false"):
        with_steps(copy, step.format(written=written))
        pages = of(TeamNotified, happening(copy, until=FRIDAY + 10 * DAY))
        assert pages[0].at == FRIDAY + 7.5 * HOUR  # half past five, in the evening
        second[written] = pages[1].at
    assert second == {"true": MONDAY_8, "false": FRIDAY + 8.5 * HOUR}


def test_demand_42_an_emergency_knows_no_closing_time(copy: Copy) -> None:
    copy.edit("policies/vip.yaml", "calendar: round-the-clock", "calendar: of the region")
    vip = "steps:\n  - {at: 12 hours after opening, tag: slow, in_working_time: true}\n"
    text = (copy.folder / "policies/vip.yaml").read_text(encoding="utf-8")
    copy.write("policies/vip.yaml", text[: text.index("steps:")] + vip)
    life = Life(copy.read(), replace(frozen(copy.read(), "na", Tier.EMERGENCY), acknowledge=False))
    assert ("step 1", FRIDAY + 12 * HOUR) in life.until(FRIDAY + 13 * HOUR).taken()


STEP = "- {{at: 3 hours after opening, tag: slow{}}}"


@pytest.mark.shows_key("policies.steps.unless")
@pytest.mark.parametrize(
    ("unless", "claimed", "answered"),
    [
        ("", FRIDAY + 3 * HOUR, FRIDAY + 3 * HOUR),
        (", unless: claimed", FRIDAY + 5 * HOUR, FRIDAY + 3 * HOUR),
        (", unless: answered", FRIDAY + 3 * HOUR, None),
    ],
)
def test_demand_42_a_step_is_not_taken_on_what_a_colleague_has_begun(
    copy: Copy, unless: str, claimed: datetime, answered: datetime | None
) -> None:
    """Of one whom nobody has any more, the step that was put off is taken at that instant."""
    copy.edit(STANDARD, "pause_while: [waiting, held]", "pause_while: [held]")
    desk = with_steps(copy, STEP.format(unless)).read()
    kept = Life(desk).claimed(FRIDAY + HOUR).released(FRIDAY + 5 * HOUR)
    assert kept.until(FRIDAY + 6 * HOUR).taken() == [("step 1", claimed)]
    spoken = Life(desk).answered(FRIDAY + HOUR)
    # Whoever answers has the ticket, unless they give it back.
    spoken.released(FRIDAY + 2 * HOUR).until(FRIDAY + 10 * DAY)
    assert spoken.taken() == ([("step 1", answered)] if answered else [])


@pytest.mark.parametrize("unless", ["claimed", "answered"])
def test_demand_42_nobody_touched_it_so_the_step_is_taken_in_time(copy: Copy, unless: str) -> None:
    life = Life(with_steps(copy, STEP.format(f", unless: {unless}")).read())
    assert life.until(FRIDAY + 10 * DAY).taken() == [("step 1", FRIDAY + 3 * HOUR)]


NEXT_REPLY = "- {{at: 30 minutes before next_reply, tag: slow{}}}"


def asked_again(copy: Copy, more: str, times: int) -> list[datetime]:
    """When the step is taken of a ticket in which each answer is followed by a question."""
    copy.edit(STANDARD, "  next_reply: 8 hours", "  next_reply: 1 hour")
    life = Life(with_steps(copy, NEXT_REPLY.format(more)).read()).answered(FRIDAY + MINUTE)
    for number in range(times):
        asked = FRIDAY + (1 + number) * 90 * MINUTE
        life.writes(asked).answered(asked + 45 * MINUTE)
    return [at for _, at in life.until(FRIDAY + 7 * HOUR).taken()]


@pytest.mark.shows_key("policies.steps.repeat_up_to")
@pytest.mark.parametrize(
    ("more", "taken"),
    [("", [1]), (", repeat_up_to: 1 time", [1]), (", repeat_up_to: 2 times", [1, 2])],
)
def test_demand_42_a_step_is_taken_once_or_at_most_so_often(
    copy: Copy, more: str, taken: list[int]
) -> None:
    expected = [FRIDAY + number * 90 * MINUTE + 30 * MINUTE for number in taken]
    assert asked_again(copy, more, times=4) == expected


def test_demand_42_within_one_wait_it_is_taken_once(copy: Copy) -> None:
    copy.edit(STANDARD, "  next_reply: 8 hours", "  next_reply: 1 hour")
    life = Life(with_steps(copy, NEXT_REPLY.format(", repeat_up_to: 9 times")).read())
    life.answered(FRIDAY + MINUTE).writes(FRIDAY + HOUR).writes(FRIDAY + 2 * HOUR)
    assert [at for _, at in life.until(FRIDAY + 10 * DAY).taken()] == [FRIDAY + 1.5 * HOUR]


def test_a_step_that_comes_again_counts_as_one_rung(copy: Copy) -> None:
    copy.edit(STANDARD, "  next_reply: 8 hours", "  next_reply: 1 hour")
    life = Life(with_steps(copy, NEXT_REPLY.format(", repeat_up_to: 9 times")).read())
    life.answered(FRIDAY + MINUTE)
    for asked in (FRIDAY + HOUR, FRIDAY + 3 * HOUR):
        life.writes(asked).answered(asked + 45 * MINUTE)
    assert len(life.taken()) == 2
    assert life.ticket.escalation_level == 1


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("{at: breach of solve, tag: a, repeat_up_to: 2 times}", "is for steps about next_reply"),
        ("{at: 1 day after opening, tag: a, repeat_up_to: 2 times}", "with each message; leave"),
        ("{at: breach of next_reply, tag: a, repeat_up_to: 2}", "does not say how often: write"),
        ("{at: breach of next_reply, tag: a, unless: answered}", "would never be taken: leave out"),
        (
            "{at: breach of solve, tag: a, unless: solved}",
            "unless: 'solved' is not known here; write 'claimed' or",
        ),
        ("{at: breach of solve, tag: a, in_working_time: 9 to 5}", "true or false is wanted here"),
    ],
)
def test_demand_42_a_limit_that_makes_no_sense_is_refused(
    copy: Copy, step: str, sentence: str
) -> None:
    (found,) = with_steps(copy, f"- {step}").complaints()
    assert found.startswith(f"{STANDARD}, line ")
    assert sentence in found


def test_a_step_that_a_colleague_spares_does_not_come_at_once_either(copy: Copy) -> None:
    """So the one before it, which found nobody on, waits for its team's next shift."""
    steps = (
        "- {at: 1 hour after opening, notify: na-care}\n"
        "- {at: 7 days after opening, tag: slow, unless: claimed}"
    )
    life = Life(with_steps(copy, steps).read()).claimed(FRIDAY + MINUTE).until(FRIDAY + 5 * HOUR)
    (nobody,) = of(NobodyWasOn, life.events)
    assert (nobody.then, life.taken()) == (NobodyOn.NEXT_SHIFT, [("step 1", FRIDAY + HOUR)])
    unclaimed = Life(copy.read()).until(FRIDAY + 5 * HOUR)
    assert [step for step, _ in unclaimed.taken()] == ["step 1", "step 2"]
