"""What an adoption would change is said before it is done, and is what it then does."""

from dataclasses import replace
from datetime import timedelta

from domain.commands import Refusal
from domain.events import ClockBreached, TicketEscalated
from domain.policy import Policy, StaffingView
from domain.vocabulary import Target
from rulebook.publishing.outlook import Outlook, is_news, outlook
from tests.domain.building import DAY, HOUR, MINUTE, NINE, OFFICE, Life, a_policy, a_step, newer
from tests.domain.ladders import TELL_LEAD, a_ladder, after, breach

FIRST, SOLVE = Target.FIRST_REPLY, Target.SOLVE
TARGETS = {FIRST: 2 * HOUR, SOLVE: 8 * HOUR}


def looked(life: Life, after: Policy) -> Outlook:
    found = outlook(life.ticket, life.policy, after, StaffingView(), life.now)
    assert isinstance(found, Outlook)
    return found


def test_each_promise_is_shown_before_and_after() -> None:
    life = Life(a_ladder(targets=TARGETS, relay=None)).watched(HOUR)
    found = looked(life, newer(life.policy, targets={FIRST: 3 * HOUR}))
    first, solve = found.clocks
    assert first.moved == HOUR
    assert (first.before and first.before.due_at) == NINE + 2 * HOUR
    assert (solve.target, solve.after, solve.moved) == (SOLVE, None, None)
    assert found.at_once == ()
    assert not found.runs_out_at_once


def test_what_would_happen_at_once_is_said_and_happens() -> None:
    life = Life(a_ladder(targets=TARGETS, relay=None)).watched(90 * MINUTE)
    policy = newer(
        life.policy,
        targets={FIRST: HOUR},
        steps=a_ladder(after(HOUR, tag="late"), breach(tag="broken")).steps,
    )
    found = looked(life, policy)
    assert found.runs_out_at_once
    assert found.passed == ("step 1",)
    assert [one.split(",")[0] for one in found.at_once] == [
        "The time for the first reply ran out",
        "The desk took step 2 of the ladder and tagged it broken",
    ]
    life.does("adopt_policy", policy=policy).look()
    assert [event.at for event in (*life.of(ClockBreached), *life.of(TicketEscalated))] == (
        [life.now] * 2
    )


def test_the_ladder_is_shown_with_what_each_step_does_and_when() -> None:
    step = a_step(offset=5 * HOUR, actions=(TELL_LEAD,), tag="slow")
    life = Life(a_ladder(after(HOUR, tag="seen"), step, relay=None)).watched(2 * HOUR)
    broken = a_step(relative_to="breach", target=SOLVE, offset=0 * HOUR, tag="broken")
    found = looked(life, newer(life.policy, steps=a_ladder(step, broken).steps))
    assert [(one.name, one.at) for one in found.steps_before] == [("step 2", NINE + 5 * HOUR)]
    coming, unknown = found.steps_after
    assert (coming.name, coming.does) == ("step 1", ("notify eu-lead", "tag slow"))
    assert coming.at == NINE + 5 * HOUR
    assert unknown.at is None


def test_nothing_is_changed_by_looking() -> None:
    life = Life(a_ladder(targets=TARGETS, relay=None)).later(3 * HOUR)
    ticket = life.ticket
    looked(life, newer(life.policy, targets={}))
    assert life.ticket is ticket


def test_what_is_refused_is_said() -> None:
    life = Life()
    found = outlook(life.ticket, life.policy, life.policy, StaffingView(), life.now)
    assert isinstance(found, Refusal)
    assert found.code == "same_policy"


def test_later_holidays_alone_are_nothing_to_adopt() -> None:
    before = a_policy(calendar=replace(OFFICE, days={"2026-03-05": ()}))
    life = Life(before).watched(7 * DAY)
    later = OFFICE.days | {"2026-03-01": (), "2027-06-01": ()}
    refrozen = newer(before, calendar=replace(OFFICE, days=later))
    refrozen = replace(refrozen, reference=replace(before.reference, hash="another"))
    assert not is_news(life.ticket, before, refrozen, life.now)
    known = replace(refrozen, calendar=replace(OFFICE, days={"2026-04-03": ()}))
    assert is_news(life.ticket, before, known, life.now)


def test_another_version_or_promise_is_something_to_adopt() -> None:
    life = Life(a_policy())
    assert is_news(life.ticket, life.policy, newer(life.policy), life.now)
    other = replace(life.policy, targets={SOLVE: timedelta(hours=1)})
    assert is_news(life.ticket, life.policy, other, life.now)
    assert not is_news(life.ticket, life.policy, life.policy, life.now)
