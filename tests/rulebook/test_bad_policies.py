"""Settings of a policy that make no sense, each with the sentence that it is met by."""

import pytest

from tests.rulebook.building import STANDARD, Copy, with_steps

AT = "at: 1 hour after opening"
PAGE = f"{AT}, page_until_claimed: eu-lead"

STEPS = [
    (f"{{{AT}}}", "a step does something: write raise_priority_to or notify or"),
    (f"{{{AT}, take_back: false}}", "a step does something: write raise_priority_to or"),
    (f"{{{AT}, asign_to: eu-lead}}", "'asign_to' is not known here; did you mean 'assign_to'?"),
    (f"{{{AT}, call: eu-lead}}", "'call' is not known here; known here: assign_to, at, at_most,"),
    (
        f"{{{AT}, assign_to: eu-lead, hand_over_to: na-care}}",
        "a step moves a ticket once: keep hand_over_to or assign_to",
    ),
    (f"{{{AT}, assign_to: moon}}", "there is no team 'moon'; there are: eu-care, eu-engineering,"),
    (f"{{{AT}, hand_over_to: moon}}", "there is no team 'moon'; there are:"),
    (f"{{{AT}, notify: moon}}", "there is no team 'moon'; there are:"),
    (
        f"{{{AT}, page_until_claimed: moon, every: 1 hour, at_most: 2 times}}",
        "there is no team 'moon'; there are:",
    ),
    (f"{{{PAGE}}}", "page_until_claimed says how often: write every: 10 minutes and at_most: 3 t"),
    (f"{{{PAGE}, every: 10 minutes}}", "page_until_claimed says how often: write every:"),
    (f"{{{PAGE}, at_most: 3 times}}", "page_until_claimed says how often: write every:"),
    (
        f"{{{PAGE}, every: 59 seconds, at_most: 3 times}}",
        "people are paged once a minute at most: write every: 1 minute",
    ),
    (f"{{{PAGE}, every: 10m, at_most: 3 times}}", "'10m' is not a time: write a time like"),
    (f"{{{PAGE}, every: 1 hour, at_most: 3}}", "'3' does not say how often: write '1 time', or"),
    (f"{{{PAGE}, every: 1 hour, at_most: 0 times}}", "'0 times' does not say how often"),
    (f"{{{PAGE}, every: 1 hour, at_most: 101 times}}", "'101 times' does not say how often"),
    (f"{{{PAGE}, every: 1 hour, at_most: 1 times}}", "'1 times' does not say how often"),
    (
        f"{{{AT}, notify: eu-lead, every: 10 minutes}}",
        "every and at_most are for page_until_claimed; leave them out",
    ),
    (f"{{{AT}, tag: a, at_most: 3 times}}", "every and at_most are for page_until_claimed;"),
    (
        f"{{{AT}, tag: a, text: 'Look here'}}",
        "text is for a team: write notify or page_until_claimed beside it",
    ),
    (
        f"{{{AT}, notify: eu-lead, text: '{{name}} waits'}}",
        "'{name}' is not known here; known are {ticket}, {priority}, {team}, {status}, {waited},",
    ),
    (f"{{{AT}, notify: eu-lead, text: '{{}}'}}", "'{}' is not known here; known are {ticket},"),
    (f"{{{AT}, notify: eu-lead, text: ''}}", "text: nothing stands here; write it"),
    (
        f"{{{AT}, notify: eu-lead, text: '{'x' * 201}'}}",
        "text: this is longer than 200 characters; shorten",
    ),
    (
        f"{{{AT}, reply_with: farewell}}",
        "no template 'farewell' is for customers in replies/; these are: acknowledgement, closing",
    ),
    (f"{{{AT}, reply_with: digest}}", "no template 'digest' is for customers in replies/; these"),
    (f"{{{AT}, tag: Very Slow}}", "tag: this is not how it is written"),
    (f"{{{AT}, tag: a, take_back: yes}}", "take_back: true or false is wanted here"),
    (f"{{{AT}, raise_priority_to: highest}}", "'highest' is not known here; write 'low', 'norm"),
    ("{at: soon, tag: a}", "'soon' is not a moment: write one like"),
    ("{at: 4 hours before first_reply, tag: a}", "that is before the start: first_reply is promi"),
    ("{at: 2 days before solve, tag: a}", "before the start: solve is promised within 1 day 16 h"),
    (
        "{at: breach of first_reply, tag: a}\n- {at: 50% of first_reply, tag: b}",
        "step 2 comes before step 1: write the earlier one first",
    ),
]

OF_THE_POLICY = [
    ("handling_time: 30 minutes", "handling_time: 0 minutes", "more than nothing, at most 400"),
    ("handling_time: 30 minutes", "handling_time: half an hour", "'half an hour' is not a time"),
    ("progress_note_after: 16 hours", "progress_note_after: 16h", "'16h' is not a time: write"),
    (
        "tell_the_customer: true",
        "out_of_hours: out-of-hour",
        "no template 'out-of-hour' is for customers in replies/; did you mean 'out-of-hours'?",
    ),
    ("tell_the_customer: true", "tell_the_customer: maybe", "true or false is wanted here"),
    (
        "acknowledge_hand_over_within: 30 minutes",
        "acknowledge_hand_over_within: 30",
        "acknowledge_hand_over_within: '30' is not a time: write a time like '15 minutes'",
    ),
    (
        "when_nobody_is_on: next step at once",
        "when_nobody_is_on: wait",
        "'wait' is not known here; write 'next step at once' or 'wait for the next shift'",
    ),
    ("  next_reply: 8 hours\n", "", "there is no target next_reply to warn of"),
    ("  solve: 40 hours\n", "", "there is no target solve in this policy"),
]


@pytest.mark.parametrize(("step", "sentence"), STEPS)
def test_a_step_that_makes_no_sense_is_refused(copy: Copy, step: str, sentence: str) -> None:
    found = with_steps(copy, f"- {step}").complaints()
    assert len(found) == 1
    assert found[0].startswith(f"{STANDARD}, line ")
    assert sentence in found[0]


@pytest.mark.parametrize(("old", "new", "sentence"), OF_THE_POLICY)
def test_a_setting_that_makes_no_sense_is_refused(
    copy: Copy, old: str, new: str, sentence: str
) -> None:
    found = copy.edit(STANDARD, old, new).complaints()
    assert any(sentence in each for each in found), found


def test_a_step_that_pages_an_unknown_team_is_found_in_its_line(copy: Copy) -> None:
    steps = f"- {{{AT}, tag: a}}\n- at: 2 hours after opening\n  tag: b\n  notify: moon"
    (sentence,) = with_steps(copy, steps).complaints()
    text = (copy.folder / STANDARD).read_text(encoding="utf-8")
    line = text[: text.index("    notify: moon")].count("\n") + 1
    assert sentence.startswith(f"{STANDARD}, line {line}: there is no team 'moon'")


def test_a_policy_may_have_no_steps(copy: Copy) -> None:
    assert with_steps(copy, "[]").read().policies
