"""The change from one desk to another, in the words that operations use."""

from collections.abc import Callable

import pytest

from domain.desks import Files
from rulebook.publishing.diff import MOST, desk_diff, first_desk, shortened, text_diff
from rulebook.publishing.editions import files_of
from tests.rulebook.building import SAMPLE

VIP, TEAMS, EU = "policies/eu-vip.yaml", "teams.yaml", "calendars/eu-business.yaml"
CARE, ROUTING = "rosters/eu-care.yaml", "routing.yaml"


@pytest.fixture(scope="module")
def sample() -> Files:
    return files_of(SAMPLE)


Edit = Callable[..., tuple[str, ...]]


@pytest.fixture
def told(sample: Files) -> Edit:
    """The words for an edit of one file: pairs of what stands there once and what replaces it."""

    def told(path: str, *pairs: tuple[str, str]) -> tuple[str, ...]:
        text = sample[path]
        for old, new in pairs:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
            text = text.replace(old, new)
        return desk_diff(sample, {**sample, path: text})

    return told


def test_a_policy_is_told_by_its_versions_its_targets_and_its_steps(told: Edit) -> None:
    assert told(
        VIP,
        ("version: 2", "version: 3"),
        ("first_reply: 30 minutes", "first_reply: 20 minutes"),
        ("steps:\n", "steps:\n  - at: 50% of first_reply\n    notify: eu-care\n    text: soon\n"),
        ("every: 10 minutes", "every: 5 minutes"),
        ("progress_note_after: 10 hours\n", ""),
    ) == (
        "policy eu-vip 2 → 3: first_reply 30 minutes → 20 minutes; "
        "step 1 is new: at 50% of first_reply, notify eu-care, text soon; "
        "step 3: every 10 minutes → 5 minutes; "
        "progress_note_after is gone (it was 10 hours)",
    )


def test_a_step_that_is_taken_out_is_told_as_it_was(told: Edit) -> None:
    assert told(VIP, ("  - at: 4 hours before solve\n    assign_to: eu-engineering\n", "")) == (
        "policy eu-vip 2: step 4 is gone: at 4 hours before solve, assign_to eu-engineering",
    )


def test_people_join_and_leave_a_team(told: Edit, sample: Files) -> None:
    aoife = next(line for line in sample[TEAMS].split("\n") if "{id: aoife" in line)
    assert told(TEAMS, (aoife, aoife.replace("aoife", "mia"))) == (
        "team eu-care: mia joined; aoife left",
    )
    more = aoife.replace("capacity: 10", "capacity: 12")
    assert told(TEAMS, (aoife, more)) == ("team eu-care: aoife: capacity 10 → 12",)


def test_a_calendar_is_told_day_by_day(told: Edit) -> None:
    assert told(
        EU,
        ("2026-12-24: 08:00-13:00", "2026-12-24: closed"),
        ("  2027-12-31: 08:00-13:00", "  2027-05-17: closed"),
        ("monday to friday: 08:00-18:00", "monday to friday: 09:00-18:00"),
    ) == (
        "calendar eu-business: monday to friday 08:00-18:00 → 09:00-18:00; "
        "24 December 2026 08:00-13:00 → closed; 17 May 2027 closed; "
        "31 December 2027 as any other day",
    )


def test_a_roster_is_told_shift_by_shift(told: Edit) -> None:
    assert told(
        CARE,
        ("hours: 10:00-14:00", "hours: 10:00-16:00"),
        ("  - {add: ines, from", "  - {add: jonas, from"),
    ) == (
        "roster eu-care: shift weekend: hours 10:00-14:00 → 10:00-16:00; "
        "override 2: add ines → jonas",
    )


def test_words_of_a_topic_come_and_go(told: Edit) -> None:
    assert told(ROUTING, ("delivered, parcel", "delivered, bundle")) == (
        "topic delivery: words en: bundle added; parcel removed",
    )


def test_that_rules_are_asked_in_another_order_is_said(sample: Files) -> None:
    text = sample[ROUTING]
    first = text.index("  - name: technical matters in Europe")
    second = text.index("  - name: emergencies in Europe")
    third = text.index("  - name: everything else in Europe")
    swapped = text[:first] + text[second:third] + text[first:second] + text[third:]
    [sentence] = desk_diff(sample, {**sample, ROUTING: swapped})
    assert sentence.startswith(
        "rules are in another order: emergencies in Europe, technical matters in Europe, everything"
    )


def test_an_address_that_may_hold_a_secret_is_told_by_its_server(told: Edit) -> None:
    [sentence] = told(
        "channels.yaml",
        ("    loopback: true", "    callback_url: https://shop.example.org/hooks/5ecret?k=1"),
    )
    assert "callback_url is new: https://shop.example.org/…" in sentence
    assert "5ecret" not in sentence


def test_a_reply_is_told_by_its_name_and_language(sample: Files) -> None:
    path = "replies/digest/pt.j2"
    assert desk_diff(sample, {**sample, path: "outra coisa"}) == (
        "reply digest in pt says something else",
    )
    without = {name: text for name, text in sample.items() if name != path}
    assert desk_diff(sample, without) == ("reply digest in pt is gone",)
    assert desk_diff(without, sample) == ("reply digest in pt is new",)


def test_what_only_looks_different_is_said_to_mean_the_same(told: Edit, sample: Files) -> None:
    assert desk_diff(sample, sample) == ()
    assert told(VIP, ("policy: eu-vip", "# a remark\npolicy:   eu-vip")) == (
        f"written otherwise, with the same meaning: {VIP}",
    )
    renamed = {("policies/of-eu.yaml" if path == VIP else path): sample[path] for path in sample}
    assert desk_diff(sample, renamed) == (
        f"written otherwise, with the same meaning: {VIP}, policies/of-eu.yaml",
    )


def test_a_thing_that_comes_and_goes_is_named(sample: Files) -> None:
    without = {path: text for path, text in sample.items() if path != VIP}
    assert desk_diff(sample, without) == ("policy eu-vip is gone",)
    [sentence] = desk_diff(without, sample)
    assert sentence.startswith("policy eu-vip is new: applies_to (region eu, tier vip), calendar")
    assert sentence.endswith("…")


def test_a_first_desk_is_counted(sample: Files) -> None:
    [sentence] = first_desk(sample)
    assert "3 policies" in sentence
    assert "5 regions" in sentence
    assert "8 teams" in sentence


def test_of_very_many_sentences_the_rest_is_counted() -> None:
    sentences = tuple(map(str, range(MOST + 5)))
    assert shortened(sentences) == (*sentences[:MOST], "and 5 more")
    assert shortened(sentences[:MOST]) == sentences[:MOST]


def test_the_lines_that_differ_are_shown_on_request(sample: Files) -> None:
    changed = {**sample, VIP: sample[VIP].replace("30 minutes, next", "20 minutes, next")}
    lines = list(text_diff(sample, changed))
    assert lines[:2] == [f"--- before/{VIP}", f"+++ after/{VIP}"]
    assert [line for line in lines[2:] if line[0] in "+-"] == [
        "-targets: {first_reply: 30 minutes, next_reply: 2 hours, solve: 1 day}",
        "+targets: {first_reply: 20 minutes, next_reply: 2 hours, solve: 1 day}",
    ]
