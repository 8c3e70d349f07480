"""`meridian desk check`: every fault in a sentence with its line, exit 2; exit 0 where none is."""

import json
import shutil
import time
from pathlib import Path

import pytest

from cli.desk.check import NO_REGIONS
from runtime.settings import ROOT, variable
from tests.cli.commands import Ended, Shell
from tests.rulebook.faults.planting import THIRTY, planted

STANDARD, EU = "policies/standard.yaml", "calendars/eu-business.yaml"
RULE = "  - {{name: r{number}, when: {{region: [eu], topic: [other]}}, teams: [eu-care]}}\n"
LAUGHS = (
    "a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
    + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "topics: {}\nrules: []\n"
)

BAD_INPUT = {
    "broken YAML": (STANDARD, "policy: standard", "policy: [standard", "this is not YAML:"),
    "a tab": (STANDARD, "  solve: 40 hours", "\tsolve: 40 hours", "there is a tab here; indent"),
    "an unknown key": (STANDARD, "pause_while:", "pause_wile:", "did you mean 'pause_while'?"),
    "15m": (STANDARD, "solve: 40 hours", "solve: 15m", "write a time like '15 minutes'"),
    "25:00": (EU, "monday to friday: 08:00-18:00", "monday: 08:00-25:00", "'25:00' is no time"),
    "February 30": (EU, "2027-12-31:", "2027-02-30:", "'2027-02-30' is not a date: write"),
    "no such zone": (EU, "zone: Europe/Dublin", "zone: Europe/Dubln", "is no time zone: write"),
    "a circle": (
        "policies/eu-vip.yaml",
        "    tag: slow\n",
        "    tag: slow\n  - {at: 4 days after opening, assign_to: na-care}\n",
        "a circle of hand-overs: na-care to eu-engineering to na-care; hand it to a team",
    ),
    "two rules with equal claim": (
        "routing.yaml",
        "    teams: [cn-care]\n",
        "    teams: [cn-care]\n  - {name: b, when: {region: [cn]}, teams: [cn-care]}\n",
        "'b' is never reached: it wants the same as 'everything in China'",
    ),
    **{
        what: ("replies/progress/en.j2", "{{ ticket }}", bomb, f"{says}; ")
        for what, bomb, says in (
            ("an attribute", "{{ ticket.__class__.__mro__ }}", "are used here"),
            ("a repetition", "{{ 'a' * 10**9 }}", "are used here"),
            ("ifs in ifs", "x" + "{% if name %}" * 100 + "{% endif %}" * 100, "nested too deeply"),
        )
    },
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No data of whoever runs the tests lies beside them."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "desk", tmp_path / "edited")


def errors_in(ended: Ended) -> list[str]:
    lines = ended.out.splitlines()
    return [line for line in lines if not line.startswith(("warning: ", "note: "))]


@pytest.mark.parametrize("what", BAD_INPUT)
def test_bad_input_is_a_sentence_and_exit_2(meridian: Shell, desk: Path, what: str) -> None:
    name, old, new, says = BAD_INPUT[what]
    text = (desk / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (desk / name).write_text(text.replace(old, new), encoding="utf-8")
    ended = meridian("desk", "check", str(desk))
    (said,) = errors_in(ended)
    assert (ended.code, ended.err) == (2, "")
    assert said.startswith(f"{name}, line ")
    assert says in said


def test_what_an_account_says_is_held_against_its_channel(meridian: Shell, desk: Path) -> None:
    """The channel alone knows what its accounts need: the file by itself is as it should be."""
    text = (desk / "channels.yaml").read_text(encoding="utf-8")
    last = "    loopback: true\n"
    line = text.partition(last)[0].count("\n") + 2
    colourful = text.replace(last, f"{last}    settings: {{colour: red}}\n")
    (desk / "channels.yaml").write_text(colourful, encoding="utf-8")
    ended = meridian("desk", "check", str(desk))
    assert (ended.code, errors_in(ended)) == (
        2,
        [
            f"channels.yaml, line {line}: account webhook/sample: Signed webhook has no setting "
            "'colour'; there are: callback_url, vouches_for"
        ],
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "topics: {other: {}}\nrules:\n" + "".join(RULE.format(number=n) for n in range(3000)),
            "routing.yaml, line 2: rules: there are 3000 here, more than a desk can have; keep",
        ),
        (
            "topics: {other: {}}\nrules:\n" + "".join(RULE.format(number=n) for n in range(5000)),
            "routing.yaml: the file is larger than 256 kB",
        ),
        (
            "topics: {}\nrules:\n"
            + "".join(f"  - {{name: r{n}, teams: [eu-care]}}\n" for n in range(5000)),
            "routing.yaml, line 2: rules: there are 5000 here, more than a desk can have; keep",
        ),
        (LAUGHS, "routing.yaml, line 1: & and * are not used here; write it out"),
    ],
    ids=["3,000 rules", "5,000 rules", "5,000 short rules", "a billion laughs"],
)
def test_a_file_that_is_too_much_is_a_sentence_within_seconds(
    meridian: Shell, desk: Path, text: str, says: str
) -> None:
    (desk / "routing.yaml").write_text(text, encoding="utf-8")
    began = time.process_time()
    ended = meridian("desk", "check", str(desk))
    assert time.process_time() - began < 20  # seconds of work, however busy the machine is
    assert ended.code == 2
    (said,) = errors_in(ended)
    assert said.startswith(says)


def test_as_many_rules_as_a_desk_can_have_are_compared_within_seconds(
    meridian: Shell, desk: Path
) -> None:
    text = (desk / "routing.yaml").read_text(encoding="utf-8")
    topics = ("delivery", "payment", "account", "technical", "other")
    tiers, lines = ("standard", "vip", "emergency"), []
    for number in range(990):
        when = f"{{region: [eu], topic: [{topics[number % 5]}], tier: [{tiers[number % 3]}]}}"
        lines.append(f"  - {{name: r{number}, when: {when}, teams: [eu-care]}}\n")
    text = text.replace("\nrules:\n", f"\nrules:\n{''.join(lines)}")
    (desk / "routing.yaml").write_text(text, encoding="utf-8")
    began = time.process_time()
    ended = meridian("desk", "check", str(desk))
    assert time.process_time() - began < 20
    # Fifteen combinations of facts there are; what comes after them is never reached, nor is the
    # rule on technical matters that stood there before.
    assert ended.out.count("is never reached") == 990 - 15 + 1


def test_thirty_faults_are_thirty_lines(meridian: Shell, tmp_path: Path) -> None:
    for name, text in planted(THIRTY).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    ended = meridian("desk", "check", str(tmp_path), "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["ok"], told["desk"]) == (2, False, None)
    assert told["errors"] == 28
    assert all(one["sentence"] and one["write"] for one in told["findings"])
    assert [one["line"] for one in told["findings"] if one["file"] == "polices.yaml"] == [None]


def test_a_desk_without_faults_is_summed_up_and_its_gaps_are_shown(meridian: Shell) -> None:
    ended = meridian("desk", "check")
    assert (ended.code, ended.err) == (0, "")
    *warnings, said, _, _, unsigned, note = ended.out.splitlines()
    assert all(line.startswith("warning: regions.yaml, line ") for line in warnings)
    assert note.startswith("note: compared with nothing: no desk was published in ")
    assert said.startswith(f"{ROOT / 'desk'}: nothing is wrong; 5 regions, 252 countries, 8 teams,")
    assert "translated in eu, where nobody speaks it: it, nl, pl, sv, ar, ru, tr" in ended.out
    assert unsigned.startswith("replies that a machine made and nobody has signed: ar 10, de 17, ")


def test_a_reply_that_is_signed_is_not_counted_as_a_machines(meridian: Shell, desk: Path) -> None:
    before = json.loads(meridian("desk", "check", str(desk), "--json").out)["unsigned"]
    (desk / "replies/progress/th.j2").write_text("{# read by Mali #}\n{{ name }}{{ ticket }}")
    after = json.loads(meridian("desk", "check", str(desk), "--json").out)["unsigned"]
    assert after == {**before, "th": before["th"] - 1}


def test_warnings_fail_only_if_one_is_strict(meridian: Shell) -> None:
    assert meridian("desk", "check", "--strict").code == 2
    told = json.loads(meridian("desk", "check", "--json").out)
    assert (told["ok"], told["errors"], told["desk"]["regions"]) == (True, 0, 5)
    assert told["warnings"] == len(told["findings"]) > 0


def test_a_changed_policy_needs_another_version(meridian: Shell, desk: Path) -> None:
    text = (desk / STANDARD).read_text(encoding="utf-8")
    (desk / STANDARD).write_text(text.replace("solve: 40", "solve: 50"), encoding="utf-8")
    assert meridian("desk", "check", str(desk)).code == 0
    ended = meridian("desk", "check", str(desk), "--against", str(ROOT / "desk"))
    assert ended.code == 2
    assert "standard has another targets than the one in force" in ended.out
    assert ended.out.endswith(f"note: compared with {ROOT / 'desk'}\n")


def test_it_is_compared_with_the_desk_that_was_published_last(
    meridian: Shell, folder: Path, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("desk", "check", str(desk), "--json")
    assert json.loads(meridian(*asked).out)["compared_with"] is None
    assert meridian("desk", "publish", str(desk), "--why", "the first").code == 0
    text = (desk / STANDARD).read_text(encoding="utf-8")
    (desk / STANDARD).write_text(text.replace("solve: 40", "solve: 50"), encoding="utf-8")
    told = json.loads(meridian(*asked).out)
    assert (told["ok"], told["errors"]) == (False, 1)
    assert told["compared_with"].startswith("desk 1 (")
    # A folder that is named comes before the desk that is published.
    assert json.loads(meridian(*asked, "--against", str(desk)).out)["ok"]
    monkeypatch.delenv(variable("data"))
    assert json.loads(meridian(*asked).out)["ok"]
    named = json.loads(meridian(*asked, "--data", str(folder / "data")).out)
    assert named["findings"] == told["findings"]


def test_of_several_regions_the_newest_desk_is_compared(
    meridian: Shell, folder: Path, desk: Path
) -> None:
    del folder  # it is there, and named by the environment
    assert meridian("desk", "publish", str(desk), "--why", "the first").code == 0
    text = (desk / STANDARD).read_text(encoding="utf-8")
    changed = text.replace("solve: 40", "solve: 50").replace("version: 2", "version: 3")
    (desk / STANDARD).write_text(changed, encoding="utf-8")
    assert meridian("desk", "publish", str(desk), "--why", "x", "--region", "latam").code == 0
    (desk / STANDARD).write_text(changed.replace("solve: 50", "solve: 60"), encoding="utf-8")
    (said,) = errors_in(meridian("desk", "check", str(desk)))
    assert "standard has another targets than the one in force, and is still version 3" in said


def test_databases_elsewhere_are_looked_into_where_their_regions_are_named(
    meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database", "keys_database"):
        monkeypatch.setenv(variable(name), f"sqlite:///{tmp_path}/{name}_{{region}}.sqlite")
    ended = meridian("desk", "check")
    assert (ended.code, ended.out.splitlines()[-1]) == (
        0,
        f"note: compared with nothing: {NO_REGIONS}",
    )
    monkeypatch.setenv(variable("regions"), "eu")
    assert "nothing: no desk was published in the databases" in meridian("desk", "check").out


def test_data_that_cannot_be_read_is_said_and_the_files_are_checked(
    meridian: Shell, folder: Path
) -> None:
    (folder / "data" / "eu" / "region.sqlite").write_bytes(b"no database" * 1000)
    ended = meridian("desk", "check")
    assert ended.code == 0
    assert "note: compared with nothing: " in ended.out


@pytest.mark.parametrize("what", BAD_INPUT)
def test_bad_input_is_not_published(meridian: Shell, folder: Path, desk: Path, what: str) -> None:
    name, old, new, says = BAD_INPUT[what]
    text = (desk / name).read_text(encoding="utf-8")
    (desk / name).write_text(text.replace(old, new), encoding="utf-8")
    del folder  # it is there, and named by the environment
    refused = meridian.refuses("desk", "publish", str(desk), "--why", "a slip")
    assert refused.startswith(f"{name}, line ")
    assert says in refused
    assert json.loads(meridian("desk", "versions", "--json").out) == []


def test_a_folder_that_is_not_there_is_a_sentence(meridian: Shell, tmp_path: Path) -> None:
    assert meridian.refuses("desk", "check", str(tmp_path / "no")).endswith(
        "no: there is no folder here; name the one that holds the desk's regions.yaml\n"
    )
