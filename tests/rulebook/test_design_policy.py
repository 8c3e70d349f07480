"""The policy that the design shows, letter by letter."""

from datetime import timedelta

from domain.facts import StepAction
from domain.policy import Policy, Relay, Step
from domain.relay_events import TeamNotified
from domain.vocabulary import Doing, NobodyOn, Priority, Target, Tier
from tests.rulebook.building import FRIDAY, Copy, frozen, happening, of

DESIGN = """\
policy: eu-vip
version: 3
applies_to: {region: [eu], tier: [vip]}
calendar: eu-business            # or: round-the-clock
targets: {first_reply: 30 minutes, next_reply: 2 hours, solve: 1 day}      # working time of the calendar
pause_while: [waiting, held]
reopen_within: 7 days
acknowledge_hand_over_within: 20 minutes
when_nobody_is_on: next step at once      # or: wait for the next shift
steps:
  - at: 75% of first_reply
    notify: eu-lead
    text: "{ticket} has {left} left for its first reply."
  - at: breach of first_reply
    raise_priority_to: urgent
    page_until_claimed: eu-lead
    every: 10 minutes
    at_most: 3 times
  - at: 30 minutes after breach of first_reply
    hand_over_to: na-care
  - at: 4 hours before solve
    assign_to: eu-engineering
  - at: 3 days after opening
    reply_with: still-working    # desk/replies/, in the customer's language
    tag: slow
"""  # noqa: E501  # its lines are as long there
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def designed(copy: Copy) -> Policy:
    return frozen(copy.write("policies/eu-vip.yaml", DESIGN).read(), tier=Tier.VIP)


def test_the_policy_of_the_design_is_read_as_it_stands_there(copy: Copy) -> None:
    policy = designed(copy)
    assert (policy.reference.name, policy.reference.version) == ("eu-vip", 3)
    assert policy.calendar.name == "eu-business"
    assert policy.targets == {
        "first_reply": 30 * MINUTE,
        "next_reply": 2 * HOUR,
        "solve": 24 * HOUR,
    }
    assert policy.relay == Relay(20 * MINUTE, NobodyOn.NEXT_STEP)
    assert policy.warnings == {}


def test_each_of_its_steps_is_what_it_says(copy: Copy) -> None:
    said = "{ticket} has {left} left for its first reply."
    paged = "{ticket} waits to be claimed: priority {priority}, {left} left of its promise."
    first, solve = Target.FIRST_REPLY, Target.SOLVE
    page = StepAction(Doing.PAGE, "eu-lead", paged, every=10 * MINUTE, at_most=3)
    assert designed(copy).steps == (
        Step(
            *("step 1", "target", first),
            fraction=0.75,
            actions=(StepAction(Doing.NOTIFY, "eu-lead", said),),
        ),
        Step(
            *("step 2", "breach", first),
            offset=0 * MINUTE,
            raise_priority_to=Priority.URGENT,
            actions=(page,),
        ),
        Step(
            *("step 3", "breach", first),
            offset=30 * MINUTE,
            actions=(StepAction(Doing.HAND_OVER, "na-care"),),
        ),
        Step(
            *("step 4", "target", solve),
            offset=4 * HOUR,
            actions=(StepAction(Doing.ASSIGN, "eu-engineering"),),
        ),
        Step(
            *("step 5", "opening"),
            offset=72 * HOUR,
            tag="slow",
            actions=(StepAction(Doing.REPLY, template="still-working"),),
        ),
    )


def test_its_lead_is_told_and_then_paged_three_times(copy: Copy) -> None:
    copy.write("policies/eu-vip.yaml", DESIGN)
    told = of(TeamNotified, happening(copy, until=FRIDAY + 8 * HOUR, tier=Tier.VIP))
    assert [(event.doing, event.at - FRIDAY) for event in told] == [
        (Doing.NOTIFY, 22.5 * MINUTE),
        (Doing.PAGE, 30 * MINUTE),
        (Doing.PAGE, 40 * MINUTE),
        (Doing.PAGE, 50 * MINUTE),
    ]
    assert told[0].text == "eu-ticket has 7 minutes 30 seconds left for its first reply."
