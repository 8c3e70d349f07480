from datetime import UTC, datetime

import pytest

from domain.clocks import due
from domain.events import ClockWarned
from domain.vocabulary import Target, Tier
from tests.rulebook.building import FRIDAY, STANDARD, Copy, frozen, of, ticket_under
from tests.rulebook.keys.living import DAY, HOUR, MINUTE, Life


@pytest.mark.shows_key("policies.applies_to.tier")
def test_a_policy_is_for_customers_of_its_tiers(copy: Copy) -> None:
    assert frozen(copy.read(), "na", Tier.VIP).reference.name == "vip"
    copy.edit("policies/vip.yaml", "{tier: [vip, emergency]}", "{tier: [emergency]}")
    assert frozen(copy.read(), "na", Tier.VIP).reference.name == "standard"
    assert frozen(copy.read(), "na", Tier.EMERGENCY).reference.name == "vip"


@pytest.mark.shows_key("policies.targets.solve", "policies.targets.next_reply")
def test_each_target_has_its_own_time(copy: Copy) -> None:
    def ends(target: Target) -> datetime | None:
        policy = frozen(copy.read())
        ticket = ticket_under(policy)
        if target is Target.NEXT_REPLY:
            life = Life(copy.read()).answered(FRIDAY + MINUTE).writes(FRIDAY + 2 * MINUTE)
            ticket = life.ticket
        clock = ticket.clock(target)
        assert clock is not None
        return due(clock, policy.calendar.hours())

    assert ends(Target.SOLVE) == datetime(2026, 11, 26, 10, tzinfo=UTC)  # forty hours of work
    assert ends(Target.NEXT_REPLY) == datetime(2026, 11, 23, 8, 2, tzinfo=UTC)
    copy.edit(STANDARD, "  next_reply: 8 hours", "  next_reply: 1 hour")
    copy.edit(STANDARD, "  solve: 40 hours", "  solve: 20 hours")
    assert ends(Target.SOLVE) == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert ends(Target.NEXT_REPLY) == FRIDAY + HOUR + 2 * MINUTE


@pytest.mark.shows_key("policies.warn_at.solve", "policies.warn_at.next_reply")
def test_each_target_warns_when_it_says(copy: Copy) -> None:
    def warned(target: Target) -> list[datetime]:
        life = Life(copy.read()).answered(FRIDAY + MINUTE).writes(FRIDAY + 2 * MINUTE)
        events = of(ClockWarned, life.until(FRIDAY + 10 * DAY).events)
        return [event.at for event in events if event.target is target]

    assert warned(Target.NEXT_REPLY) == [FRIDAY + 6 * HOUR + 2 * MINUTE]
    assert len(warned(Target.SOLVE)) == 2
    copy.edit(STANDARD, "  next_reply: 75%", "  next_reply: 50%")
    copy.edit(STANDARD, "  solve: [75%, 4 hours before]", "  solve: 10%")
    assert warned(Target.NEXT_REPLY) == [FRIDAY + 4 * HOUR + 2 * MINUTE]
    assert len(warned(Target.SOLVE)) == 1
