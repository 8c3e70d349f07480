import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import RouteCandidate
from domain.policy import StaffingView
from domain.routing import MOST_CONTACTS, Matter, choose
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk
from rulebook.patterns import LONGEST_LOOK, Patterns, spoken_pattern
from rulebook.schemas.values import spoken_contacts
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from tests.rulebook.building import FRIDAY, Copy

ROUTING = "routing.yaml"
FIRST = "  - name: technical matters in Europe\n"
EVERYTHING = "everything else in Europe\n    when: {region: [eu]}\n    teams: [eu-care]\n"


def found(desk: Desk, text: str = "", **facts: object) -> tuple[RouteCandidate, ...]:
    """Who could take a matter in Europe."""
    routing = DeskRouting(desk)
    given = {"region": "eu", "topic": None, "language": "fi", "matches": routing.matches(text)}
    whole = {"tier": Tier.STANDARD, "priority": Priority.NORMAL} | given | facts
    return routing.candidates(Matter(**whole))  # type: ignore[arg-type]  # facts by name


def with_rule(copy: Copy, when: str, more: str = "") -> Copy:
    """A first rule of its own, which sends to the leads."""
    rule = f"  - name: first\n    when: {{region: [eu], {when}}}\n    teams: [eu-lead]\n{more}"
    return copy.edit(ROUTING, FIRST, f"{rule}{FIRST}")


def view(desk: Desk, **loads: int) -> StaffingView:
    return DeskStaffing(desk).view(
        FRIDAY, {name.replace("_", "-"): load for name, load in loads.items()}
    )


@pytest.mark.shows_key("routing.topics")
def test_a_topic_that_is_written_down_is_found(copy: Copy) -> None:
    text = "the drone fell into the sea"
    assert DeskRouting(copy.read()).topic_of(text, "en") is None
    copy.edit(ROUTING, "topics:\n", "topics:\n  drones:\n    words: {en: [drone]}\n")
    assert DeskRouting(copy.read()).topic_of(text, "en") == "drones"


@pytest.mark.shows_key("routing.rules.name")
def test_a_rule_is_named_where_it_decided(copy: Copy) -> None:
    assert found(copy.read())[0].rule == "everything else in Europe"
    copy.edit(ROUTING, "name: everything else in Europe", "name: the rest")
    assert found(copy.read())[0].rule == "the rest"


@pytest.mark.shows_key("routing.rules.when.contacts_before")
@pytest.mark.parametrize(
    ("written", "fits", "fits_not"),
    [
        ("none", [0], [1, 5, MOST_CONTACTS]),
        ("at least 3", [3, 4, MOST_CONTACTS, 5000], [0, 1, 2]),
        ("at most 2", [0, 1, 2], [3, 4, MOST_CONTACTS, 5000]),
        (f"at least {MOST_CONTACTS}", [MOST_CONTACTS, 5000], [MOST_CONTACTS - 1]),
    ],
)
def test_contacts_before_says_how_many_tickets_the_customer_had(
    copy: Copy, written: str, fits: list[int], fits_not: list[int]
) -> None:
    desk = with_rule(copy, f"contacts_before: {written}").read()
    for contacts in fits:
        assert [one.team for one in found(desk, contacts_before=contacts)] == ["eu-lead"]
    for contacts in fits_not:
        assert [one.team for one in found(desk, contacts_before=contacts)] == ["eu-care"]


def test_the_reason_says_how_many_there_were(copy: Copy) -> None:
    desk = with_rule(copy, "contacts_before: at least 1").read()
    for contacts, words in ((1, "1 ticket"), (4, "4 tickets"), (500, "100 tickets or more")):
        candidates = found(desk, contacts_before=contacts)
        choice = choose(candidates, view(desk))
        assert choice is not None
        assert choice.reason == f"on now, with 0 open tickets; the customer had {words} before"


@pytest.mark.parametrize(
    "words", ["3", "at least 0", "at least 101", "at most 100", "at least three", "At least 3", ""]
)
def test_any_other_number_of_tickets_is_refused(copy: Copy, words: str) -> None:
    with pytest.raises(ValueError, match="write none, or one like at least 3"):
        spoken_contacts(words)
    (sentence, *_) = with_rule(copy, f"contacts_before: '{words}'").complaints()
    assert "is no number of tickets" in sentence


@pytest.mark.shows_key("routing.rules.when.matches")
def test_matches_looks_at_the_words_of_the_message(copy: Copy) -> None:
    desk = with_rule(copy, r"matches: ['charge ?back', 'order [0-9]{6}']").read()
    for text in ("I want a CHARGEBACK", "It is about\nOrder 123456."):
        (candidate,) = found(desk, text)
        assert candidate.team == "eu-lead"
        assert candidate.why == "the message matches a pattern of the rule"
    for text in ("", "order 12345", "charge it"):
        assert [one.team for one in found(desk, text)] == ["eu-care"]


@pytest.mark.attack(26)
@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(a", "is no pattern of RE2 (missing )"),
        ("(?=a)b", "lookahead, lookbehind and back-references are not known here"),
        (r"(a)\1", "lookahead, lookbehind and back-references are not known here"),
        ("a{1001}", "is no pattern of RE2"),
        ("((a{100}){100}){100}", "is no pattern of RE2"),
        ("x*", "'x*' stands in every text, even in none: write what must be there"),
        ("", "matches: nothing stands here; write"),
        ("a" * 201, "matches: this is longer than 200 characters; shorten it"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused(copy: Copy, pattern: str, sentence: str) -> None:
    found = with_rule(copy, f"matches: ['{pattern}']").complaints()
    assert any(sentence in each for each in found), found
    assert all(each.startswith(f"{ROUTING}, line ") for each in found)


def test_the_patterns_of_a_rule_are_twenty_at_most(copy: Copy) -> None:
    found = with_rule(copy, f"matches: [{', '.join(f'a{n}' for n in range(21))}]").complaints()
    assert len(found) == 1


@pytest.mark.attack(26)
def test_a_pattern_that_would_hang_others_is_done_in_linear_time() -> None:
    """What takes an engine that goes back longer than the universe lasts."""
    patterns = Patterns(["(a+)+$", "(a|aa)+b", "(.*)*x"])
    began = time.process_time()
    assert patterns.found_in("a" * (LONGEST_LOOK - 1) + "!") == ()
    assert time.process_time() - began < 5


def test_only_the_beginning_of_a_very_long_text_is_looked_at() -> None:
    assert Patterns(["needle"]).found_in("x" * LONGEST_LOOK + "needle") == ()
    assert Patterns(["needle"]).found_in("needle" + "x" * LONGEST_LOOK) == ("needle",)


@given(st.text(max_size=200))
def test_whatever_is_written_is_a_pattern_or_refused(text: str) -> None:
    try:
        taken = spoken_pattern(text)
    except ValueError:
        return
    assert Patterns([taken]).found_in("") == ()


@pytest.mark.shows_key("routing.prefer", "routing.rules.prefer")
def test_the_team_that_had_the_customers_last_ticket_may_come_first(copy: Copy) -> None:
    both = EVERYTHING.replace("[eu-care]", "[eu-care, eu-engineering]")
    desk = copy.edit(ROUTING, EVERYTHING, both).read()
    had = {"last_team": "eu-engineering"}
    assert [one.team for one in found(desk, **had)] == ["eu-care", "eu-engineering"]
    copy.edit(ROUTING, "\nrules:\n", "\nprefer: last owner\n\nrules:\n")
    by_file = copy.read()
    assert [one.team for one in found(by_file, **had)] == ["eu-engineering", "eu-care"]
    copy.edit(ROUTING, both, f"{both}    prefer: fewest tickets\n")
    assert [one.team for one in found(copy.read(), **had)] == ["eu-care", "eu-engineering"]
    copy.edit(ROUTING, "prefer: fewest tickets", "prefer: last owner")
    copy.edit(ROUTING, "\nprefer: last owner\n\nrules", "\nrules")
    assert [one.team for one in found(copy.read(), **had)] == ["eu-engineering", "eu-care"]


def test_the_last_owner_is_preferred_while_on_and_with_room(copy: Copy) -> None:
    both = EVERYTHING.replace("[eu-care]", "[eu-care, eu-engineering]")
    copy.edit(ROUTING, EVERYTHING, f"{both}    prefer: last owner\n")
    desk = copy.read()
    candidates = found(desk, last_team="eu-engineering")
    first = choose(candidates, view(desk, eu_engineering=7))
    assert first is not None
    assert first.team == "eu-engineering"
    assert first.reason == "on now, had the customer's last ticket, with 7 open tickets"
    full = choose(candidates, view(desk, eu_engineering=8))
    assert full is not None
    assert full.team == "eu-care"
    (copy.folder / "rosters/eu-engineering.yaml").write_text(
        "team: eu-engineering\nzone: Europe/Berlin\nshifts: []\n", encoding="utf-8"
    )
    off = choose(candidates, view(copy.read()))
    assert off is not None
    assert (off.team, off.reason) == ("eu-care", "on now, with 0 open tickets")


def test_a_team_that_had_the_last_ticket_and_is_not_in_the_rule_is_not_asked(copy: Copy) -> None:
    copy.edit(ROUTING, EVERYTHING, f"{EVERYTHING}    prefer: last owner\n")
    (only,) = found(copy.read(), last_team="na-care")
    assert (only.team, only.had_last) == ("eu-care", False)
