"""Who reads a brief, and in which languages."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from activities.translation import VaultTranslator
from domain.access import ApiKey, Role
from domain.briefs import PARTS
from domain.commands import HandOver
from domain.ports import Translation
from domain.stores import Text, Vault
from tests.api.house import House

ANA = ApiKey("k-ana", Role.AGENT, teams=("eu-care",), agent="ana")
WORDS = {"done": "Canary found.", "next": "Canary to be fed."}


class Shouting:
    """The port `Translator`: another language is a louder one."""

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        return Translation(text.upper(), "shouting", ("number",) if "FED" in text.upper() else ())


async def handed_over(house: House) -> tuple[str, Text]:
    """A ticket with na-care, which reads Portuguese, and the brief for it."""
    ticket = await house.wrote()
    path = f"/v1/tickets/{ticket}/handovers"
    answer = await house.as_key(ANA, "POST", path, {"team": "na-care", **WORDS})
    assert answer.status_code == 200, answer.text
    command = house.commands.sent[-1][1]
    assert isinstance(command, HandOver)
    return ticket, await vault(house).get(command.brief_id)


def vault(house: House) -> Vault:
    return house.door.regions["eu"].vault


async def test_a_translated_brief_stands_beside_the_original(house: House) -> None:
    ticket, brief = await handed_over(house)
    await VaultTranslator(vault(house), Shouting()).translate_parts(brief, PARTS, "pt")
    shown = (await house.get(f"/v1/tickets/{ticket}")).json()["handover"]["brief"]
    assert shown == {
        "language": "en",
        **WORDS,
        "pending": None,
        "promised": None,
        "translations": [
            {
                "language": "pt",
                "done": "CANARY FOUND.",
                "pending": None,
                "next": "CANARY TO BE FED.",
                "promised": None,
                "engine": "shouting",
                "flags": ["number"],
            }
        ],
    }


async def test_a_brief_of_the_desks_own_is_shown_once_it_is_written(house: House) -> None:
    ticket, brief = await handed_over(house)
    view = await house.door.regions["eu"].views.ticket(ticket)
    assert view.handover is not None
    by_desk = replace(view.handover, brief_id="desks-own")
    await house.stands(replace(view, handover=by_desk, version=view.version + 1))
    path = f"/v1/tickets/{ticket}"
    assert (await house.get(path)).json()["handover"]["brief"] is None
    await vault(house).put(replace(brief, id="desks-own", language="pt", content={"done": "Nada."}))
    shown = (await house.get(path)).json()["handover"]["brief"]
    assert (shown["language"], shown["done"], shown["next"]) == ("pt", "Nada.", None)


@pytest.mark.parametrize("role", [Role.AGENT, Role.PRIVACY])
async def test_who_reads_texts_reads_the_brief(house: House, role: Role) -> None:
    ticket, _ = await handed_over(house)
    assert "Canary" in (await house.get(f"/v1/tickets/{ticket}", role)).text


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN])
async def test_who_reads_no_texts_sees_a_hand_over_without_its_brief(
    house: House, role: Role
) -> None:
    ticket, _ = await handed_over(house)
    for part in ("", "/messages", "/timeline"):
        answer = await house.get(f"/v1/tickets/{ticket}{part}", role)
        assert answer.status_code == 200
        assert "anary" not in answer.text
    handover = (await house.get(f"/v1/tickets/{ticket}", role)).json()["handover"]
    assert (handover["from_agent"], handover["brief"]) == ("ana", None)


async def test_a_list_shows_hand_overs_without_their_briefs(house: House) -> None:
    await handed_over(house)
    [item] = (await house.get("/v1/tickets")).json()["items"]
    assert (item["handover"]["team"], item["handover"]["brief"]) == ("na-care", None)
