"""The picture of a simulation: well-formed, complete, and safe whatever stands in the desk."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from rulebook.drawings.filled import words
from rulebook.facts import Desk
from rulebook.simulating.axis import MOST_TICKS, Scale, ticks_in
from rulebook.simulating.drawing import drawn
from rulebook.simulating.simulation import Simulation
from rulebook.simulating.timeline import timeline_of
from tests.domain.calendars import at
from tests.rulebook.simulating.test_simulation import lived

SVG = "{http://www.w3.org/2000/svg}"
SCRIPT = (
    "at: 45 minutes, do: reply, by: aoife\n"
    "at: 2 hours, do: customer writes\n"
    "at: 3 hours, do: hold, by: aoife, until: 4 hours\n"
    "at: 9 hours, do: solve, by: aoife"
)


@pytest.fixture
def simulation(desk: Desk, tmp_path: Path) -> Simulation:
    return lived(desk, tmp_path, SCRIPT)


def picture(simulation: Simulation) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(simulation, timeline_of(simulation)))  # noqa: S314 - we drew it ourselves


def texts(root: ElementTree.Element) -> list[str]:
    return [(one.text or "").strip("\u2068\u2069") for one in root.iter(f"{SVG}text")]


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if one.get("class") == name]


def numbers(root: ElementTree.Element) -> Iterator[tuple[str, float]]:
    for one in root.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "width", "cx", "cy"):
            if one.get(name) is not None:
                yield name, float(one.get(name, ""))


def test_clocks_are_bars_with_pauses_and_breaches_are_marks(simulation: Simulation) -> None:
    root = picture(simulation)
    assert {"first reply", "solve", "next reply"} <= set(texts(root))
    assert len(of_class(root, "breach")) == 2
    assert len(of_class(root, "late")) == 2
    assert of_class(root, "still")
    assert of_class(root, "runs")
    assert of_class(root, "warning")


def test_shifts_are_bands_of_the_teams_that_matter(simulation: Simulation) -> None:
    root = picture(simulation)
    assert {"eu-care", "eu-lead"} <= set(texts(root))
    titles = [one.text or "" for band in of_class(root, "on") for one in band]
    assert any("eu-care is on: Fri 06 Mar" in title for title in titles)
    assert of_class(root, "has")
    assert of_class(root, "open")


def test_every_event_is_in_the_list_below(simulation: Simulation) -> None:
    root, timeline = picture(simulation), timeline_of(simulation)
    shown = " ".join(texts(root))
    for moment in timeline.moments:
        assert moment.said.split()[-1] in shown
        assert moment.why in shown


def test_everything_stands_inside_the_picture(simulation: Simulation) -> None:
    root = picture(simulation)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    for name, value in numbers(root):
        assert 0 <= value <= (height if "y" in name else width), (name, value)
    assert root.get("viewBox") == f"0 0 {width:.0f} {height:.0f}"


def test_what_somebody_wrote_is_escaped_and_keeps_its_own_direction(
    desk: Desk, simulation: Simulation
) -> None:
    title = 'אירופה <script>alert("1")</script> & \u202eevil\u0007'
    region = replace(desk.regions["eu"], title=title)
    odd = replace(desk, regions=MappingProxyType({**desk.regions, "eu": region}))
    text = drawn(replace(simulation, desk=odd), timeline_of(simulation))
    root = ElementTree.fromstring(text)  # noqa: S314 - we drew it ourselves
    assert "<script" not in text
    assert "\u202e" not in text
    assert "\u0007" not in text
    (shown,) = [one.text or "" for one in root.iter(f"{SVG}text") if "אירופה" in (one.text or "")]
    assert (shown[0], shown[-1]) == ("\u2068", "\u2069")


def test_it_reads_on_light_and_on_dark_ground_and_loads_nothing(simulation: Simulation) -> None:
    text = drawn(simulation, timeline_of(simulation))
    light, _, dark = text.partition("@media (prefers-color-scheme: dark)")
    rule = re.compile(r"\.meridian ([^{]+) \{ (fill|stroke): (#[0-9a-f]{6}); \}")
    of_light = {(what, how): colour for what, how, colour in rule.findall(light)}
    of_dark = {(what, how): colour for what, how, colour in rule.findall(dark)}
    assert of_light.keys() == of_dark.keys()
    papers = (of_light, of_dark)
    for colours in papers:
        paper = colours[".paper", "fill"]
        for name in ("text", ".runs", ".late", ".desk", ".told", ".agent", ".customer"):
            assert contrast(colours[name, "fill"], paper) >= 3, name
        assert contrast(colours["text", "fill"], paper) >= 7
    assert not re.search(r"href|url\((?!#)|<script|<foreignObject|@import", text)


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_that_xml_cannot_hold_is_left_in_a_text() -> None:
    assert words("a\x00b\x1bc\ud800 d") == "\u2068abc d\u2069"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("hours", [0.1, 1, 5, 25, 80, 24 * 7, 24 * 30, 24 * 400])
@pytest.mark.parametrize("since", ["2026-03-28 22:30:00", "2026-10-24 15:00:00"])
def test_an_axis_has_a_few_round_times_in_order(zone: str, hours: float, since: str) -> None:
    frame = (at(since), at(since) + timedelta(hours=hours))
    found = list(ticks_in(frame, ZoneInfo(zone)))
    assert found == sorted(found)
    assert len(found) <= MOST_TICKS + 3
    assert all(frame[0] <= one <= frame[1] for one in found)
    assert all(one.astimezone(ZoneInfo(zone)).second == 0 for one in found)


def test_a_scale_keeps_what_lies_outside_on_its_edge() -> None:
    start = at("2026-03-06 10:00:00")
    scale = Scale((start, start + timedelta(hours=10)), 100, 200)
    instants = [start + timedelta(hours=hours) for hours in (-5, 0, 5, 10, 20)]
    assert [scale.x(one) for one in instants] == [100, 100, 150, 200, 200]
    assert isinstance(instants[0], datetime)
