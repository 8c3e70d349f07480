"""Figures of what stands around the stores: translators, requests; and what is declared at all."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY

from api.app import create_app
from api.door import PartHealth
from language.cache import TranslationCache
from language.chain import ChainRules, Patience, TranslatorChain
from runtime import metrics
from runtime.translation_figures import MeteredTranslator, pay, show_rests
from tests.api.house import SetClock, make_door
from tests.language.fakes import FakeEngine, fails, loses
from tests.runtime.reading import figures, moved

MOVED_IN = (
    *("test_metrics_declared.py", "test_metrics.py", "test_retention_figures.py"),
    *("../api/test_privacy_figures.py", "../api/test_webhooks.py"),
)
LABELS = {
    *("region", "channel", "outcome", "target", "engine", "route", "method", "status"),
    *("part", "kind", "way", "standing"),
    "source",  # a language without its variants, as is `target`
}


@pytest.mark.parametrize(
    ("answer", "engine", "outcome"),
    [
        (str.upper, "fake", "translated"),
        (loses("no numbers"), "fake", "flagged"),
        (fails("unsupported", retry=False), "none", "untranslated"),
        (fails("away", retry=True), "none", "failed"),
    ],
    ids=["translated", "flagged", "untranslated", "failed"],
)
async def test_translations_are_counted_by_engine_and_outcome(
    answer: Callable[[str], str], engine: str, outcome: str
) -> None:
    chain = TranslatorChain([FakeEngine(answer)])
    before = figures()
    await MeteredTranslator("eu", chain).translate("my order 4711", "en", "pt")
    chain.close()
    labels = {"region": "eu", "engine": engine, "outcome": outcome}
    assert moved(before, "meridian_translations_total", **labels) == 1
    assert moved(before, "meridian_translation_seconds_count", engine=engine) == 1


async def test_what_needs_no_translation_is_counted_apart() -> None:
    chain = TranslatorChain([FakeEngine()])
    before = figures()
    await MeteredTranslator("eu", chain).translate("my order", "en", "en")
    chain.close()
    labels = {"region": "eu", "engine": "none", "outcome": "not_needed"}
    assert moved(before, "meridian_translations_total", **labels) == 1


async def test_what_was_translated_a_moment_ago_is_a_hit_and_costs_nothing() -> None:
    sent = partial(pay, "eu", {"fake": 20.0})
    rules = ChainRules(cache=TranslationCache(), sent=sent)
    chain = TranslatorChain([FakeEngine(), FakeEngine(name="free")], rules=rules)
    before = figures()
    for _ in range(2):
        await MeteredTranslator("eu", chain).translate("my order", "en", "pt")
    await MeteredTranslator("eu", chain).translate("my", "en", "pt", without=["fake"])
    chain.close()
    for outcome, times in (("miss", 2), ("hit", 1)):
        found = moved(before, "meridian_translation_cache_total", region="eu", outcome=outcome)
        assert found == times, outcome
    characters = {"fake": len("my order"), "free": len("my")}
    for engine, many in characters.items():
        labels = {"region": "eu", "engine": engine}
        assert moved(before, "meridian_translation_characters_total", **labels) == many
    labels = {"region": "eu", "engine": "fake"}
    cost = moved(before, "meridian_translation_cost_total", **labels)
    assert cost == pytest.approx(20.0 * len("my order") / 1_000_000)
    assert ("meridian_translation_cost_total", (("engine", "free"), ("region", "eu"))) not in (
        figures()
    )


async def test_an_engine_that_is_left_alone_shows() -> None:
    chain = TranslatorChain([FakeEngine(fails("away", retry=True))], Patience(failures=2))
    show_rests("eu", ["fake"], chain.rests)
    rests = "meridian_translation_engine_rests", (("engine", "fake"), ("region", "eu"))
    assert figures()[rests] == 0
    for _ in range(2):
        await chain.translate("my order", "en", "pt")
    assert figures()[rests] == 1
    chain.close()


async def test_requests_are_counted_by_the_template_of_their_route() -> None:
    door, *_ = make_door({}, SetClock())
    before = figures()
    transport = httpx.ASGITransport(create_app(door))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        await client.get("/v1/tickets/eu-canary")
        await client.get("/maria@example.org")
        await client.request("MARIA", "/v1/tickets")
    route = "/v1/tickets/{ticket_id}"
    labels = {"route": route, "method": "GET", "status": "401"}
    assert moved(before, "meridian_api_requests_total", **labels) == 1
    assert moved(before, "meridian_api_request_seconds_count", route=route) == 1
    nowhere = {"route": "none", "method": "GET", "status": "404"}
    assert moved(before, "meridian_api_requests_total", **nowhere) == 1
    shown = str(figures()).lower()
    assert "canary" not in shown
    assert "maria" not in shown


async def test_an_answer_that_broke_counts_as_an_error_of_ours() -> None:
    async def broken() -> dict[str, PartHealth]:
        raise RuntimeError

    door, *_ = make_door({}, SetClock())
    before = figures()
    app = create_app(replace(door, health=broken))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        assert (await client.get("/readyz")).status_code == 500
    labels = {"route": "/readyz", "method": "GET", "status": "500"}
    assert moved(before, "meridian_api_requests_total", **labels) == 1


def test_labels_are_few_and_hold_no_id() -> None:
    declared = {label for one in metrics.METRICS for label in one._labelnames}
    assert declared - LABELS == set()


def test_no_figure_is_declared_elsewhere_or_left_out() -> None:
    declared = {one._name for one in metrics.METRICS}
    ours = {family.name for family in REGISTRY.collect() if family.name.startswith("meridian_")}
    assert ours == declared
    in_the_module = {value for value in vars(metrics).values() if hasattr(value, "_labelnames")}
    assert in_the_module == set(metrics.METRICS)


def test_each_declared_figure_is_moved_by_a_test() -> None:
    here = Path(__file__).parent
    told = "".join((here / name).read_text(encoding="utf-8") for name in MOVED_IN)
    assert [one._name for one in metrics.METRICS if f'"{one._name}' not in told] == []
