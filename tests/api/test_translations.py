"""Another translation can be asked for: of whom, and what is refused."""

from dataclasses import replace

import httpx
import pytest

from domain.access import Role
from domain.events import MessageTranslated
from domain.translation import PairRule
from domain.translation_events import AnotherTranslationAsked
from domain.vocabulary import THE_DESK
from tests.api.house import House, sample
from tests.api.test_corrections import asked, path_of, shown, stores_of


def allowing(house: House, *engines: str, pairs: tuple[PairRule, ...] = ()) -> None:
    """Have Europe's texts be seen by these engines."""
    desk = sample()
    eu = replace(desk.regions["eu"], translation_engines=engines)
    changed = replace(desk, regions={**desk.regions, "eu": eu}, pairs=pairs)
    house.app.state.door = replace(house.door, desk=lambda _: changed)


async def ask(
    house: House, ticket: str, message: str, language: str = "en", **headers: str
) -> httpx.Response:
    path = path_of(ticket, message).replace("corrections", "translations")
    return await house.post(path, {"language": language}, Role.AGENT, **headers)


async def wanted(house: House, ticket: str) -> list[tuple[str, ...]]:
    """Without which engines another translation was asked for, each time."""
    events = [entry.event for entry in await stores_of(house).ledger.entries(ticket)]
    return [one.without for one in events if isinstance(one, AnotherTranslationAsked)]


async def answers(house: House, ticket: str, message: str, engine: str) -> None:
    """The engine does what was asked, as an errand of the ticket would."""
    event = MessageTranslated(
        at=house.clock.at,
        by=THE_DESK,
        message_id=message,
        language="en",
        engine=engine,
        another=True,
    )
    await house.commands.happens(ticket, event)


async def test_the_engines_that_answered_before_are_not_asked(house: House) -> None:
    allowing(house, "local", "deepl", "google")
    ticket, message = await asked(house)
    answer = await ask(house, ticket, message)
    assert answer.status_code == 200, answer.text
    assert await wanted(house, ticket) == [("local",)]
    await answers(house, ticket, message, "deepl")
    other = await shown(house, ticket)
    assert (other["engine"], [one["engine"] for one in other["beside"]]) == ("deepl", ["local"])


async def test_who_asks_again_meanwhile_is_told_to_wait(house: House) -> None:
    allowing(house, "local", "deepl")
    ticket, message = await asked(house)
    for _ in range(2):
        assert (await ask(house, ticket, message, Idempotency_Key="once")).status_code == 200
    answer = await ask(house, ticket, message)
    assert (answer.status_code, answer.json()["code"]) == (409, "translation_under_way")
    assert len(await wanted(house, ticket)) == 1


@pytest.mark.parametrize(
    ("engines", "pairs"),
    [
        (("local",), ()),
        (("local", "deepl"), (PairRule(("pt",), ("en",), ("local",)),)),
    ],
    ids=["none is allowed", "none is good enough"],
)
async def test_without_another_engine_the_agent_is_told_what_to_do(
    house: House, engines: tuple[str, ...], pairs: tuple[PairRule, ...]
) -> None:
    allowing(house, *engines, pairs=pairs)
    ticket, message = await asked(house)
    answer = await ask(house, ticket, message)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_other_engine")
    assert "correct the translation yourself" in answer.json()["detail"]
    assert await wanted(house, ticket) == []


async def test_an_engine_that_does_not_know_the_pair_is_no_other_engine(house: House) -> None:
    allowing(house, "local", "deepl")
    ticket, message = await asked(house)
    event = MessageTranslated(
        at=house.clock.at, by=THE_DESK, message_id=message, language="tlh", engine="local"
    )
    await house.commands.happens(ticket, event)
    answer = await ask(house, ticket, message, "tlh")
    assert answer.json()["code"] == "no_other_engine"


async def test_a_persons_words_are_no_engines(house: House) -> None:
    allowing(house, "local", "deepl")
    ticket, message = await asked(house)
    correction = {"language": "en", "text": "Where is the bird?"}
    assert (await house.post(path_of(ticket, message), correction)).status_code == 200
    await ask(house, ticket, message)
    assert await wanted(house, ticket) == [("local",)]
    await answers(house, ticket, message, "deepl")
    found = await shown(house, ticket)
    assert found["engine"] == "person"
    assert [one["engine"] for one in found["beside"]] == ["deepl", "local"]


@pytest.mark.parametrize(
    ("message_id", "language", "status", "code"),
    [
        ("m-none", "en", 404, "no_such_message"),
        (None, "de", 404, "no_such_translation"),
        (None, "Klingon!", 422, "invalid"),
    ],
)
async def test_what_has_no_translation_has_no_other(
    house: House, message_id: str | None, language: str, status: int, code: str
) -> None:
    ticket, message = await asked(house)
    answer = await ask(house, ticket, message_id or message, language)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    assert await wanted(house, ticket) == []


async def test_only_agents_ask(house: House) -> None:
    ticket, message = await asked(house)
    path = path_of(ticket, message).replace("corrections", "translations")
    for role in (Role.OPS, Role.AUDITOR, Role.CHANNEL, Role.PRIVACY, Role.ADMIN):
        assert (await house.post(path, {"language": "en"}, role)).status_code == 403
