"""What the sample desk says, in the languages of its customers and of its teams."""

import pytest

from domain.briefs import PARTS
from domain.vocabulary import HandOverCause
from rulebook.facts import Desk
from rulebook.replies.values import FOR_AGENTS
from tests.rulebook.customers import LANGUAGES

TEAMS = ["en", "es", "de", "zh", "pt"]
NOW, SOONEST, LATEST = (f"2026-11-23T{hour}:05:00+00:00" for hour in ("09", "11", "14"))
TICKET = "eu-01J9ZC7Q2K8V4N6P3R5T7W9Y0A"
WAIT = {"ticket": TICKET, "now": NOW, "soonest": SOONEST, "latest": LATEST}
NOTHING = dict.fromkeys(FOR_AGENTS["brief-done"], "") | {"answers": "0", "notes": "0"}
BRIEF = {
    "ticket": TICKET,
    "topic": "delivery",
    "answers": "2",
    "notes": "1",
    "answered_at": NOW,
    "waiting_since": NOW,
    "target": "next_reply",
    "due": LATEST,
    "promised": LATEST,
}
HANDED = {
    "ticket": TICKET,
    "team": "na-care",
    "from_team": "eu-care",
    "from_agent": "",
    "acknowledge_by": LATEST,
    "cause": "end_of_shift",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "template", ["acknowledgement", "handed-over", "wait-corrected", "out-of-hours"]
)
def test_the_expected_wait_is_said_to_customers(desk: Desk, template: str, language: str) -> None:
    reply = desk.replies.render(template, language, WAIT)
    assert reply.language == language
    assert TICKET in reply.text
    assert "2" in reply.text.replace(TICKET, "") or "ساعتين" in reply.text  # a dual: no number
    assert "5" in reply.text.replace(TICKET, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "template",
    [
        *("acknowledgement", "handed-over", "wait-corrected", "progress", "still-working"),
        *("satisfaction", "closing", "out-of-hours"),
    ],
)
@pytest.mark.parametrize("values", [{}, {"soonest": "", "latest": "", "now": NOW}])
def test_a_reply_is_whole_where_no_wait_is_known(
    desk: Desk, template: str, language: str, values: dict[str, str]
) -> None:
    reply = desk.replies.render(template, language, {"ticket": TICKET, **values})
    assert reply.language == language
    assert TICKET in reply.text
    assert "\n\n\n" not in reply.text
    assert not any(digit in reply.text.replace(TICKET, "") for digit in "0123456789")


def test_the_wait_is_said_in_words(desk: Desk) -> None:
    text = desk.replies.render("acknowledgement", "en", WAIT).text
    assert "We expect to answer you between 2 and 5 hours from now.\n\nYour reference" in text


@pytest.mark.parametrize("language", TEAMS)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_desks_brief_is_empty_where_there_is_nothing_to_say(
    desk: Desk, part: str, language: str
) -> None:
    full = desk.replies.render(f"brief-{part}", language, BRIEF)
    assert full.language == language
    assert 10 < len(full.text) < 200
    assert desk.replies.render(f"brief-{part}", language, NOTHING).text == ""


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        (
            "done",
            {},
            "The customer has had 2 answers, the last at Nov 23, 2026, 09:05 UTC. There is",
        ),
        ("done", {"answers": "1", "notes": "0"}, "has had one answer, at Nov 23, 2026, 09:05 UTC."),
        ("done", {"answers": "0", "notes": "3"}, "There are 3 notes."),
        ("pending", {}, "The customer has been waiting for an answer since Nov 23, 2026, 09:05"),
        ("next", {}, "The next answer is due by Nov 23, 2026, 14:05 UTC."),
        ("next", {"target": "solve"}, "The solution is due by Nov 23, 2026, 14:05 UTC."),
        ("promised", {}, "The customer was told to expect an answer by Nov 23, 2026, 14:05 UTC."),
    ],
)
def test_the_desks_brief_says_what_it_knows(
    desk: Desk, part: str, values: dict[str, str], words: str
) -> None:
    assert words in desk.replies.render(f"brief-{part}", "en", BRIEF | values).text


@pytest.mark.parametrize("language", TEAMS)
def test_a_team_reads_why_a_ticket_came(desk: Desk, language: str) -> None:
    texts = {
        desk.replies.render("hand-over", language, HANDED | {"cause": cause}).text
        for cause in HandOverCause
    }
    assert len(texts) == len(HandOverCause)
    assert all(TICKET in text and "14:05" in text for text in texts)
    assert all(len(text.splitlines()) == 2 for text in texts)


def test_what_nobody_has_to_acknowledge_does_not_ask_for_it(desk: Desk) -> None:
    values = HANDED | {"acknowledge_by": "", "cause": "owner_is_back", "from_agent": "ana"}
    text = desk.replies.render("hand-over", "en", values).text
    assert text == f"{TICKET} has come to na-care from ana: its owner is back."


@pytest.mark.parametrize("language", TEAMS)
def test_a_digest_counts_and_lists(desk: Desk, language: str) -> None:
    reply = desk.replies.render("digest", language, {"count": "40", "lines": "- a\n- b"})
    assert reply.language == language
    assert "40" in reply.text.splitlines()[0]
    assert reply.text.splitlines()[1:] == ["- a", "- b"]


@pytest.mark.parametrize("language", TEAMS)
def test_a_shift_reads_what_it_takes_over(desk: Desk, language: str) -> None:
    values = {"team": "na-care", "open": "12", "to_acknowledge": "3"}
    due = {"due_first": LATEST, "ticket_due_first": TICKET}
    first, second = desk.replies.render("shift", language, values | due).text.splitlines()
    assert all(word in first for word in ("na-care", "12", "3"))
    assert all(word in second for word in (TICKET, "14:05"))
    nothing = {"open": "0", "to_acknowledge": "0", "due_first": "", "ticket_due_first": ""}
    quiet = desk.replies.render("shift", language, values | nothing).text
    assert len(quiet.splitlines()) == 1


def test_a_team_whose_language_has_no_variant_reads_english(desk: Desk) -> None:
    assert desk.replies.render("hand-over", "ja", HANDED).language == "en"


def test_a_template_for_agents_is_told_all_its_values(desk: Desk) -> None:
    with pytest.raises(ValueError, match="'hand-over' is not told 'cause'"):
        desk.replies.render("hand-over", "en", {k: v for k, v in HANDED.items() if k != "cause"})
    with pytest.raises(ValueError, match="does not know 'name'"):
        desk.replies.render("hand-over", "en", HANDED | {"name": "Ana"})
