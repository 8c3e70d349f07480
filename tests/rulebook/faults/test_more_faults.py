"""Faults of other kinds than the thirty: each is named in its line, alone, with what to write."""

import pytest

from rulebook.reading.findings import LONGEST_SENTENCE, Finding
from tests.rulebook.faults.planting import EU_VIP, Fault, found_in, planted, sample_files

LEAD, NEW = "rosters/eu-lead.yaml", "policies/hasty.yaml"
HOLIDAYS = "holidays: {country: IE}\n"
AWAY = "overrides:\n  - {remove: niamh, days: 2027-03-01}\n  - {add: niamh, days: 2027-03-01}\n"
HASTY = """policy: hasty
version: 1
applies_to: {region: [cn], tier: [vip], priority: [low]}
targets: {first_reply: 4 hours, solve: 3 hours}
reopen_within: 7 days
"""

MORE = (
    Fault("regions.yaml", "IS, JE,", "IS, IS, JE,", "IS is written twice in eu; keep", "IS, IS"),
    Fault("regions.yaml", "[zh]\n", "[zh, zh]\n", "zh is written twice; keep one", "[zh, zh]"),
    Fault("teams.yaml", "[en, ja, hi]", "[en, ja, hi, hi]", "hi is written twice; keep", "hi, hi]"),
    Fault(
        "teams.yaml",
        "id: aoife, languages: [en, fr, de], skills: [payment]",
        "id: aoife, languages: [en, fr, de], skills: [paymnet]",
        "there is no topic 'paymnet'; did you mean 'payment'?",
        "paymnet",
    ),
    Fault(
        "teams.yaml",
        "skills: [account], capacity: 8, notify: inbox",
        "skills: [account], capacity: 8, notify: [inbox, {email: i@example.org}]",
        "nothing sends e-mail: write email: in notifications.yaml",
        "i@example.org",
    ),
    Fault(LEAD, "[sam]", "[sam, sam]", "sam is written twice; keep one of them", "[sam, sam]"),
    Fault(LEAD, "07:00-15:00", "07:00-07:00", "'07:00-07:00' has no length; write", "07:00-07:00"),
    Fault(
        LEAD,
        HOLIDAYS,
        HOLIDAYS + AWAY,
        "overrides 1 and 2 overlap: both decide on niamh; keep one of them",
        "add: niamh",
    ),
    Fault(
        NEW,
        "",
        HASTY,
        "solve is promised before first_reply (3 hours, and 4 hours); write a longer time",
        "targets:",
    ),
    Fault(
        EU_VIP,
        "applies_to: {region: [eu], tier: [vip]}",
        "applies_to: {region: [eu], tier: [vip], channel: [sms]}",
        "there is no channel 'sms'; there are: chat, webhook",
        "[sms]",
    ),
    Fault(
        "routing.yaml",
        "when: {region: [cn]}",
        "when: {region: [cn], matches: ['(?=x)']}",
        "'(?=x)' is no pattern of RE2",
        "(?=x)",
    ),
    Fault("replies/note.j2", "", "hello", "nothing reads this; a reply is a folder, like"),
)


@pytest.mark.parametrize("fault", MORE, ids=lambda fault: f"{fault.file}: {fault.says}")
def test_a_fault_is_named_alone_with_what_to_write(fault: Fault) -> None:
    files = planted([fault])
    (found,) = found_in(files)
    assert fault.is_told_by(found, files)
    assert found.write


def test_a_file_without_teams_is_all_that_is_said_of_it() -> None:
    (said,) = found_in({**sample_files(), "teams.yaml": "teams: {}\n"})
    assert str(said) == "teams.yaml, line 1: teams: at least one is wanted here; write one"


def test_of_many_policies_that_fit_equally_well_some_are_named() -> None:
    files = dict(sample_files())
    for number in range(9):
        files[f"policies/hasty-{number}.yaml"] = HASTY.replace("hasty", f"hasty-{number}").replace(
            "solve: 3 hours", "solve: 5 hours"
        )
    (said,) = found_in(files)
    assert "'hasty-0' and 'hasty-1' and 'hasty-2' and 'hasty-3' and 5 more fit eq" in said.sentence


def test_what_somebody_wrote_neither_breaks_a_line_nor_speaks_to_the_terminal() -> None:
    text = sample_files()[EU_VIP]
    (said,) = found_in({**sample_files(), EU_VIP: '"x\\ny\\e[31m\\u202e": 1\n' + text})
    assert said.sentence.startswith("'x\\ny\\x1b[31m\\u202e' is not known here; known here: ")


def test_a_sentence_that_repeats_too_much_keeps_its_advice() -> None:
    said = Finding("a.yaml", 1, f"there is no team '{'x' * 100_000}'; leave it out")
    assert len(said.sentence) <= LONGEST_SENTENCE + 3
    assert said.write == "leave it out"
