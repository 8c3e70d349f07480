"""What Prometheus and Grafana are given: it names what there is, and sounds when it should."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from runtime import metrics
from tests.architecture.tree import ROOT
from tests.deploy.alarms import ALARMS, QUIET
from tests.deploy.queries import ALERTS, DASHBOARD, Query, queries, rules, unknown

NO_PROMTOOL = "promtool is not on this machine (Debian: prometheus)"
RECORDED = Path(__file__).parent / "temporal_sdk.txt"  # a worker's scrape, by tests/deploy/record
OF_PROMETHEUS = {"job", "instance"}  # it adds them to every series
WATCH = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
ADDED = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}

each_alarm = pytest.mark.parametrize("name", sorted(ALARMS))


def ours() -> dict[str, set[str]]:
    """The series that runtime/metrics.py declares, with their labels."""
    return {
        f"{one._name}{suffix}": {*one._labelnames, *(("le",) if suffix == "_bucket" else ())}
        for one in metrics.METRICS
        for suffix in ADDED[str(one._type)]
    }


def of_the_sdk() -> dict[str, set[str]]:
    """The series that a worker's Temporal SDK showed, with their labels."""
    found: dict[str, set[str]] = {}
    for line in RECORDED.read_text(encoding="utf-8").splitlines():
        name, _, labels = line.partition(" ")
        found[name] = set(labels.split(",")) - {""}
    return found


def known() -> dict[str, set[str]]:
    every = {**ours(), **of_the_sdk(), "up": set[str]()}
    return {name: labels | OF_PROMETHEUS for name, labels in every.items()}


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip(NO_PROMTOOL)
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, timeout=50
    )


def test_the_rules_and_the_configuration_are_accepted() -> None:
    for what, file in (("rules", ALERTS), ("config", ALERTS.with_name("prometheus.yml"))):
        checked = promtool("check", what, str(file))
        assert checked.returncode == 0, checked.stdout + checked.stderr


def planted(folder: Path, series: dict[str, str], expected: list[dict[str, Any]], at: str) -> Path:
    """A test in promtool's own form: these series, and the alarms that sound then."""
    file = folder / "alarms_test.yml"
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": value} for name, value in series.items()],
        "alert_rule_test": expected,
    }
    for one in expected:
        one["eval_time"] = at
    tests = {"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": [test]}
    file.write_text(yaml.safe_dump(tests), encoding="utf-8")
    return file


def sounding(name: str) -> dict[str, Any]:
    """What the alarm says when it sounds, with its labels filled in."""
    rule = next(one for one in rules() if one["alert"] == name)
    labels = ALARMS[name].labels

    def filled(text: str) -> str:
        return re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda found: labels[found[1]], text)

    told = {key: filled(text) for key, text in rule["annotations"].items()}
    return {"exp_labels": {**rule["labels"], **labels}, "exp_annotations": told}


@each_alarm
def test_each_alarm_sounds_when_it_should(name: str, tmp_path: Path) -> None:
    expected = [{"alertname": name, "exp_alerts": [sounding(name)]}]
    at = "80m" if name == "KeysBesideData" else "12m"
    file = planted(tmp_path, {**QUIET, **ALARMS[name].planted}, expected, at)
    checked = promtool("test", "rules", str(file))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_on_a_quiet_desk_no_alarm_sounds(tmp_path: Path) -> None:
    expected = [{"alertname": name, "exp_alerts": []} for name in ALARMS]
    checked = promtool("test", "rules", str(planted(tmp_path, QUIET, expected, "50m")))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_region_without_workers_is_not_alarmed_of_while_temporal_is_away(tmp_path: Path) -> None:
    away = {'meridian_part_up{region="all",part="temporal"}': "0x60"}
    series = {**QUIET, **ALARMS["NoWorker"].planted, **away}
    expected = [{"alertname": "NoWorker", "exp_alerts": []}]
    checked = promtool("test", "rules", str(planted(tmp_path, series, expected, "20m")))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_alarm_is_tried_and_says_what_to_do() -> None:
    written = rules()
    assert sorted(rule["alert"] for rule in written) == sorted(ALARMS)
    for rule in written:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "action", "runbook"}
        assert rule["annotations"]["runbook"] == f"docs/watch.md#{rule['alert'].lower()}"


@each_alarm
def test_each_alarm_has_its_section(name: str) -> None:
    (section,) = re.findall(rf"^### {name}\n(.+?)(?=^##|\Z)", WATCH, re.MULTILINE | re.DOTALL)
    assert "**Means**" in section
    assert "**Do**" in section


def test_no_section_is_of_an_alarm_that_is_gone() -> None:
    assert sorted(re.findall(r"^### (\w+)$", WATCH, re.MULTILINE)) == sorted(ALARMS)


def test_every_query_names_series_and_labels_that_there_are() -> None:
    everything = known()
    assert [fault for one in queries() for fault in unknown(one, everything)] == []


@pytest.mark.parametrize(
    ("expression", "legend", "fault"),
    [
        ("sum(rate(meridian_smiles_total[5m]))", "", "no series meridian_smiles_total"),
        ('meridian_inbox_waiting{mood="good"}', "", "meridian_inbox_waiting has no label mood"),
        ("sum by (mood) (meridian_inbox_waiting)", "", "nothing has a label mood"),
        ("meridian_inbox_waiting", "{{mood}}", "nothing has a label mood"),
        ("meridian_inbox_waiting_total", "", "no series meridian_inbox_waiting_total"),
    ],
)
def test_a_query_of_what_there_is_not_is_found(expression: str, legend: str, fault: str) -> None:
    sound = next(iter(queries()))
    assert unknown(sound, known()) == []
    planted_query: Query = replace(sound, expression=expression, legend=legend)
    assert any(fault in one for one in unknown(planted_query, known()))


def test_the_dashboard_explains_each_of_its_pictures() -> None:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    pictures = [panel for panel in board["panels"] if panel["type"] != "row"]
    rows = {panel["title"] for panel in board["panels"] if panel["type"] == "row"}
    assert all(panel["title"] and panel["description"] for panel in pictures)
    assert {"The inbox", "Clocks", "The relay", "Temporal", "The database"} <= rows
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
