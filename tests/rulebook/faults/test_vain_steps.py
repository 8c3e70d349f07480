"""Steps that can never do what they say, and those that only look like it."""

import pytest

from tests.rulebook.building import STANDARD
from tests.rulebook.faults.planting import found_in, sample_files

A, B = "at: breach of first_reply", "at: breach of solve"
TAKEN_BACK = "it is not taken while somebody has the ticket, so it never takes one back; leave out"

IN_VAIN = [
    (
        [f"{{{A}, hand_over_to: na-care}}", f"{{{A}, assign_to: eu-lead}}"],
        "it never moves the ticket: the step in line {first} does at that instant; give it another",
    ),
    ([f"{{{A}, take_back: true, unless: claimed}}"], TAKEN_BACK),
    ([f"{{{A}, raise_priority_to: low}}"], "nothing is ever raised to low, which is the lowest"),
    (
        [f"{{{A}, raise_priority_to: urgent}}", "{at: 1 hour after breach of first_reply, "
         "raise_priority_to: high}"],
        "the step in line {first} has raised it to urgent by then; name a higher one",
    ),
    (
        [f"{{{A}, assign_to: na-care}}", "{at: 1 hour after breach of first_reply, "
         "hand_over_to: na-care}"],
        "na-care has the ticket already, by the step in line {first}; name another team",
    ),
    (
        ["{at: 1 hour after opening, hand_over_to: na-care}",
         "{at: 2 hours after opening, assign_to: eu-lead}",
         "{at: 3 hours after opening, hand_over_to: na-care}"],
        "a circle of hand-overs: na-care to eu-lead to na-care; hand it to a team that has not had",
    ),
]  # fmt: skip

SENSIBLE = [
    # Another promise leads there: the first need not have been broken.
    [f"{{{A}, raise_priority_to: urgent}}", f"{{{B}, raise_priority_to: urgent}}"],
    # The first may be spared, so the second is not in vain.
    [
        f"{{{A}, raise_priority_to: urgent, unless: claimed}}",
        "{at: 1 hour after breach of first_reply, raise_priority_to: urgent}",
    ],
    [f"{{{A}, hand_over_to: na-care, unless: claimed}}", f"{{{A}, assign_to: eu-lead}}"],
    # Who did not acknowledge it in time lost it, and may get it again.
    [
        f"{{{A}, hand_over_to: na-care}}",
        "{at: 1 hour after breach of first_reply, assign_to: na-care}",
    ],
    [
        f"{{{A}, assign_to: na-care}}",
        "{at: 1 hour after breach of first_reply, assign_to: na-care, tag: slow}",
    ],
    [
        "{at: 1 hour after opening, hand_over_to: na-care}",
        "{at: 2 hours after opening, assign_to: eu-lead}",
        "{at: 3 hours after opening, hand_over_to: latam-care}",
    ],
]


HEAD = sample_files()[STANDARD].partition("\nsteps:")[0] + "\nsteps:\n"
FIRST = HEAD.count("\n") + 1  # the line of the first step


def told(steps: list[str]) -> list[str]:
    ladder = "".join(f"  - {step}\n" for step in steps)
    return [str(one) for one in found_in({**sample_files(), STANDARD: HEAD + ladder})]


@pytest.mark.parametrize(("steps", "says"), IN_VAIN)
def test_a_step_that_does_nothing_is_named_in_its_line(steps: list[str], says: str) -> None:
    (said,) = told(steps)
    assert says.format(first=FIRST) in said
    assert said.startswith(f"{STANDARD}, line {FIRST + len(steps) - 1}: ")


@pytest.mark.parametrize("steps", SENSIBLE)
def test_a_step_that_may_do_something_is_not(steps: list[str]) -> None:
    assert told(steps) == []


def test_a_priority_that_every_ticket_has_from_the_start_is_named() -> None:
    files = dict(sample_files())
    files["policies/urgent.yaml"] = (
        "policy: urgent\nversion: 1\napplies_to: {priority: [high, urgent], region: [cn]}\n"
        "targets: {first_reply: 1 hour}\nreopen_within: 7 days\n"
        "steps:\n  - {at: 50% of first_reply, raise_priority_to: high}\n"
    )
    (said,) = found_in(files)
    assert said.sentence.startswith("every ticket of this policy opens with high at least")


def test_a_promise_that_outlasts_the_calendar_is_named() -> None:
    files = dict(sample_files())
    files[STANDARD] = files[STANDARD].replace("solve: 40 hours", "solve: 200 days")
    (said,) = found_in(files)
    assert said.sentence == (
        "targets.solve: 200 days of working time of eu-business take longer than 400 days; "
        "promise less: 8 hours is a whole day of work"
    )
