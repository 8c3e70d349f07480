"""What queries of PromQL name: which series, with which labels, and where they stand."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from tests.architecture.tree import ROOT

ALERTS = ROOT / "deploy" / "prometheus" / "alerts.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboards" / "meridian.json"

KEYWORDS = frozenset({"by", "without", "on", "ignoring", "unless", "and", "or", "group_left"})
TEXT = re.compile(r'"[^"]*"')
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(\s*\()?")
GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")
MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
LEGEND = re.compile(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}")


@dataclass(frozen=True)
class Query:
    """One query and who asks it; `legend` is what is written beside its answer."""

    asked_by: str
    expression: str
    legend: str = ""

    def series(self) -> dict[str, set[str]]:
        """The names of series, each with the labels by which it is chosen."""
        found: dict[str, set[str]] = {}
        bare = re.sub(r"\[[^\]]*\]", "", GROUPING.sub(" ", self.expression))
        for name, chosen, call in SELECTOR.findall(_without_texts(bare)):
            if not call and name not in KEYWORDS:
                found.setdefault(name, set()).update(MATCHER.findall(chosen))
        return found

    def grouped(self) -> set[str]:
        """The labels by which answers are put together."""
        lists = GROUPING.findall(self.expression)
        return {label.strip() for one in lists for label in one.split(",") if label.strip()}

    def told(self) -> set[str]:
        """The labels that the legend or the alarm's text fills in."""
        return set(LEGEND.findall(self.legend))


def _without_texts(expression: str) -> str:
    return TEXT.sub('""', expression)


def rules() -> list[dict[str, Any]]:
    """Every alarm, as it is written."""
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def queries() -> Iterator[Query]:
    """Those of the dashboard and of the alarms."""
    for rule in rules():
        yield Query(rule["alert"], rule["expr"], rule["annotations"]["summary"])
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    for variable in board["templating"]["list"]:
        inner = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["definition"])
        assert inner is not None
        yield Query(f"${variable['name']}", f"sum by ({inner[2]}) ({inner[1]})")
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield Query(panel["title"], target["expr"], target["legendFormat"])


def unknown(asked: Query, known: dict[str, set[str]]) -> list[str]:
    """What a query names that nobody shows: a sentence for each."""
    faults = []
    for name, labels in asked.series().items():
        if name not in known:
            faults.append(f"{asked.asked_by}: there is no series {name}")
        strange = sorted(labels - known.get(name, labels))
        faults += [f"{asked.asked_by}: {name} has no label {label}" for label in strange]
    shown = set().union(*(known.get(name, set()) for name in asked.series()))
    unseen = sorted((asked.grouped() | asked.told()) - shown)
    return faults + [f"{asked.asked_by}: nothing has a label {label}" for label in unseen]
