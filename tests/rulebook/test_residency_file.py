"""`residency.yaml`: what is wrong with it is said in a sentence that says what to write."""

from pathlib import Path

import pytest

from domain.residency import Residency
from rulebook.checking.examination import examine
from rulebook.publishing.diff import desk_diff
from rulebook.publishing.editions import files_of
from rulebook.reading.findings import Finding
from tests.rulebook.building import FRIDAY, SAMPLE, Copy

RESIDENCY = "residency.yaml"
CHINA = "    calendar: cn-business\n    residency: cn\n"
RULE = "rules:\n  - {{name: r, {0}}}\n"


def found(copy: Copy, text: str) -> list[Finding]:
    """What is said of the file."""
    copy.write(RESIDENCY, text)
    return [one for one in examine(copy.folder, FRIDAY).findings if one.file == RESIDENCY]


def test_the_file_may_be_left_out(copy: Copy) -> None:
    (copy.folder / RESIDENCY).unlink()
    groups = {name: name for name in ("eu", "na", "latam", "apac", "cn")}
    assert copy.read().residency == Residency(groups)
    assert found(copy, "rules: []\n") == []


def test_the_sample_file_is_sound_and_its_example_can_be_read(copy: Copy) -> None:
    text = (SAMPLE / RESIDENCY).read_text(encoding="utf-8")
    assert found(copy, text) == []
    example = text.partition("#   rules:\n")[2].partition("\nrules:")[0]
    lines = ["rules:", *(line.removeprefix("#   ") for line in example.strip().splitlines())]
    reasons = "\nreasons: {customer-waits: The customer waits.}\n"
    assert found(copy, "\n".join(lines) + reasons) == []


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (RULE.format("of: {region: [ue]}"), 2, "there is no region 'ue'; there are: eu, na,"),
        (RULE.format("read_in: {group: [asia]}"), 2, "there is no group 'asia'; there are: apac,"),
        (RULE.format("of: {}"), 2, "name regions or groups, or leave the key out"),
        (RULE.format("of: {regions: [eu]}"), 2, "'regions' is not known here; did you mean"),
        (RULE.format("texts: masks"), 2, "'masks' is not known here; write 'clear', 'masked' or"),
        (
            RULE.format("texts: clear"),
            2,
            "texts would be clear in na, which is of another residency group than eu; write masked",
        ),
        (RULE.format("masks: [mail]"), 2, "'mail' is not known here; write 'e-mail', 'account'"),
        (RULE.format("masks: [card, card]"), 2, "name each kind once"),
        (RULE.format("reason: true"), 2, "there is no reason that anybody could give; write some"),
        ("rules:\n  - name: r\n  - name: r\n", 3, "the rule 'r' is there twice; give this one"),
        ("briefs: hide\n", 1, "'hide' is not known here; write 'refuse' or 'mask'"),
        ("break_glass: {}\n", 1, "'roles' is missing; write it"),
        ("break_glass: {roles: [admin]}\n", 1, "'admin' is not known here; write 'agent', 'ops',"),
        ("break_glass: {roles: []}\n", 1, "at least one is wanted here; write one"),
        ("break_glass: {roles: [agent], at_most: 2 days}\n", 1, "write at most 1 day"),
        ("break_glass: {roles: [agent], at_most: 15m}\n", 1, "write a time like '15 minutes'"),
        ("break_glass: {roles: [agent], at_most: 5 seconds}\n", 1, "write at least 1 minute"),
        ("reasons: [a]\n", 1, "keys with values are wanted here"),
        ("reasons: {Customer Waits: It does.}\n", 1, "this is not how it is written; write small"),
        ("rule: []\n", 1, "'rule' is not known here; did you mean 'rules'?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    copy: Copy, text: str, line: int, sentence: str
) -> None:
    errors = [one for one in found(copy, text) if one.is_error]
    assert len(errors) == 1, errors
    assert errors[0].line == line
    assert sentence in errors[0].sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            RULE.format("masks: [e-mail, account, card, document]"),
            "phone can be read in na, which is of another residency group than eu; add it to masks",
        ),
        (RULE.format("of: {region: [cn]}, read_in: {region: [cn]}"), "this rule decides nothing"),
        (
            "rules:\n  - name: one\n  - {name: two, of: {region: [eu]}}\n",
            "this rule decides nothing; leave it out, or write it above those that do",
        ),
        (RULE.format("of: {region: [eu, eu]}"), "eu is written twice; keep one of them"),
    ],
)
def test_what_somebody_should_look_at_is_a_warning(copy: Copy, text: str, sentence: str) -> None:
    [warning] = found(copy, text)
    assert not warning.is_error
    assert sentence in warning.sentence


def test_within_a_group_a_rule_may_show_everything_or_less(copy: Copy) -> None:
    copy.edit("regions.yaml", CHINA, CHINA.replace("residency: cn", "residency: apac"))
    assert found(copy, RULE.format("of: {region: [cn]}, texts: clear")), "na is apart"
    both = "of: {region: [cn]}, read_in: {region: [apac]}"
    assert found(copy, RULE.format(f"{both}, texts: clear, subject: hidden")) == []
    assert found(copy, RULE.format(f"{both}, masks: [card]")) == []


def test_a_change_of_the_file_is_told_rule_by_rule(copy: Copy) -> None:
    before = files_of(copy.folder)
    copy.edit(RESIDENCY, "attachments: hidden\n    masks", "texts: hidden\n    masks")
    copy.edit(RESIDENCY, "briefs: refuse", "briefs: mask")
    assert desk_diff(before, files_of(copy.folder)) == (
        "residency rule no-files-out-of-china: texts is new: hidden; attachments is gone "
        "(it was hidden)",
        "residency.yaml: briefs refuse → mask",
    )
    two = "rules:\n  - {name: one}\n  - {name: two, of: {region: [eu]}}\n"
    turned = "rules:\n  - {name: two, of: {region: [eu]}}\n  - {name: one}\n"
    one, other = ({**before, RESIDENCY: text} for text in (two, turned))
    assert desk_diff(one, other) == ("residency rules are in another order: two, one",)


def test_a_file_that_cannot_be_read_hides_nothing_elsewhere(copy: Copy, tmp_path: Path) -> None:
    copy.edit("teams.yaml", "  eu-care:\n    region: eu", "  eu-care:\n    region: europa")
    copy.write(RESIDENCY, "rules: [")
    files = {one.file for one in examine(copy.folder, FRIDAY).errors}
    assert {RESIDENCY, "teams.yaml"} <= files
