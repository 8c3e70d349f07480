"""How smoothly a list of very many tickets scrolls: what the page's main thread does meanwhile.

Chromium tells of each task how long it took on the wall, and how much of that it had the processor:
on a machine that others use the first is theirs, too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import Browser, Route

from tests.console.at_an_inbox import at_inbox
from tests.e2e.running import Desk

TICKETS: Final = 100_000
CATEGORIES: Final = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
TASKS: Final = ("RunTask", "ThreadControllerImpl::RunTask")
# Down by a screen a frame for a while, then leaps over the whole list, then up again.
SCROLL: Final = """async () => {
  const box = document.querySelector(".ticket-rows");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const seen = new Set();
  const look = () => document.querySelectorAll(".ticket-place").forEach((one) =>
    seen.add(one.getAttribute("aria-posinset")));
  box.scrollTop = 0;
  for (let step = 0; step < 400; step += 1) { box.scrollTop += 600; await frame(); look(); }
  for (let leap = 0; leap < 100; leap += 1) {
    box.scrollTop = ((leap * 37) % 100) / 100 * box.scrollHeight; await frame(); look();
  }
  for (let step = 0; step < 400; step += 1) { box.scrollTop -= 600; await frame(); look(); }
  return { seen: seen.size, rows: document.querySelectorAll(".ticket-place").length };
}"""
TO_THE_END: Final = """async () => {
  const box = document.querySelector(".ticket-rows");
  const began = performance.now();
  const counted = () => document.querySelector(".ticket-place")?.getAttribute("aria-setsize");
  while (counted() === "-1" && performance.now() - began < 300_000) {
    box.scrollTop = box.scrollHeight;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return Number(counted());
}"""
IDLE: Final = "new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve)))"
WATCH: Final = """
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: "longtask" });
"""


@dataclass(frozen=True, slots=True)
class Scrolled:
    """What was seen while a list was scrolled; milliseconds."""

    tickets: int
    seen: int
    rows: int  # that are there at once
    longest: float  # of the processor's time, of any task of the page's main thread
    longest_on_the_wall: float
    long_tasks: int  # as the page itself is told (PerformanceObserver)
    trace: bytes


async def scrolled(browser: Browser, desk: Desk, tickets: int = TICKETS) -> Scrolled:
    """Scroll through a list of so many tickets, which is fetched page by page as any is.

    The desk has one ticket; what stands between the page and the desk makes the others of it.
    """
    pattern = (await desk.read("/v1/tickets?limit=1"))["items"][0]
    inbox = await at_inbox(browser, desk, "inbox?view=unassigned")
    page = inbox.page
    await page.route("**/v1/tickets?*", lambda route: _answer(route, pattern, tickets))
    await inbox.press("3")
    await inbox.row(_id(0)).wait_for()
    found = await page.evaluate(TO_THE_END)
    # What is left of a thousand pages that were fetched in a row is not of the scrolling.
    chromium = await page.context.new_cdp_session(page)
    await chromium.send("HeapProfiler.collectGarbage")
    await page.evaluate(IDLE)
    await page.evaluate(WATCH)
    await browser.start_tracing(page=page, categories=CATEGORIES)
    moved = await page.evaluate(SCROLL)
    trace = await browser.stop_tracing()
    longest, wall = _longest(json.loads(trace)["traceEvents"])
    many = await page.evaluate("globalThis.longTasks.length")
    await page.context.close()
    return Scrolled(found, moved["seen"], moved["rows"], longest, wall, many, trace)


async def _answer(route: Route, pattern: Mapping[str, Any], tickets: int) -> None:
    query = parse_qs(urlsplit(route.request.url).query)
    first, many = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
    until = min(first + many, tickets)
    items = [_ticket(pattern, number) for number in range(first, until)]
    going_on = str(until) if until < tickets else None
    await route.fulfill(json={"items": items, "next": going_on, "missing": []})


def _ticket(pattern: Mapping[str, Any], number: int) -> dict[str, Any]:
    names = {"id": _id(number), "customer_name": f"Customer {number}"}
    priority = ("normal", "normal", "high", "urgent")[number % 4]
    return {**pattern, **names, "priority": priority, "unread": number % 3 == 0}


def _id(number: int) -> str:
    return f"eu-01J{number:023d}"


def _longest(events: list[dict[str, Any]]) -> tuple[float, float]:
    """The longest task of the page's main thread: of the processor's time, and on the wall."""
    [main] = _main_threads(events)
    tasks = [
        one
        for one in events
        if one["name"] in TASKS and one["ph"] == "X" and (one["pid"], one["tid"]) == main
    ]
    assert tasks, "the trace has no task of the page"
    of_processor = max(one.get("tdur", one["dur"]) for one in tasks)
    return of_processor / 1_000, max(one["dur"] for one in tasks) / 1_000


def _main_threads(events: list[dict[str, Any]]) -> set[tuple[int, int]]:
    """The thread that ran the frames of the page: the one that most of its scripts ran on."""
    frames = [one for one in events if one["name"] == "FireAnimationFrame"]
    counted: dict[tuple[int, int], int] = {}
    for one in frames:
        thread = (one["pid"], one["tid"])
        counted[thread] = counted.get(thread, 0) + 1
    return {max(counted, key=counted.__getitem__)}
