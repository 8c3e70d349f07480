"""Files between regions that are separate installations."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from pathlib import Path

import pytest

from api.headers import SANDBOXED
from domain.access import Role
from domain.peers import PATIENCE, Errand, PeerAnswer
from domain.residency import Show
from tests.api.attacks.test_attachments import inline
from tests.api.conftest import REGIONS
from tests.api.house import message
from tests.api.installations import Installations, installations
from tests.api.test_forwarding import BOB, SENDER
from tests.api.test_residency import goes_by, showing
from tests.domain.test_attachments import PNG


@pytest.fixture
async def world(empty_regions: Path, tmp_path: Path) -> AsyncIterator[Installations]:
    async with installations(empty_regions, tmp_path, list(REGIONS), REGIONS) as made:
        yield made


class Liar:
    """The port `Peers` of a region that hands out what it likes."""

    regions: Collection[str] = ("eu",)

    def __init__(self, **headers: str) -> None:
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask(self, region: str, errand: Errand, within: float = PATIENCE) -> PeerAnswer:
        return PeerAnswer(200, self._headers, b"<script>alert(1)</script>")


async def a_file(world: Installations) -> str:
    """Where a file is that a customer of eu sent at na's door; na-care has the ticket."""
    body = message(sender=SENDER, attachments=[inline(PNG, name="me.png")])
    answer = await world["na"].post("/v1/messages", body, Role.CHANNEL)
    world["eu"].commands.team = "na-care"
    await world["eu"].commands.hear_everything()
    ticket = answer.json()["ticket_id"]
    shown = (await world["eu"].get(f"/v1/tickets/{ticket}/messages", Role.PRIVACY)).json()
    return f"/v1/tickets/{ticket}/attachments/{shown['items'][0]['attachments'][0]['id']}"


@pytest.mark.attack(36)
@pytest.mark.parametrize(("show", "status"), [(Show.CLEAR, 200), (Show.MASKED, 403)])
async def test_a_file_comes_through_a_peer_as_its_home_shows_it(
    world: Installations, show: Show, status: int
) -> None:
    path = await a_file(world)
    goes_by(world["eu"], showing(attachments=show))
    answer = await world["na"].as_key(BOB, "GET", path)
    assert answer.status_code == status
    assert (answer.content == PNG) is (status == 200)
    if status == 200:
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="me.png"')
        assert answer.headers.get_list("Content-Security-Policy") == [SANDBOXED]


@pytest.mark.attack(8)
@pytest.mark.parametrize("said", ["inline", "", 'inline; filename="a.html"'])
async def test_a_peer_that_lies_about_a_file_has_nothing_shown(
    world: Installations, said: str
) -> None:
    house = world["na"]
    liar = Liar(content_type="image/png", content_disposition=said)
    house.app.state.door = replace(house.door, peers=liar)
    answer = await house.as_key(BOB, "GET", "/v1/tickets/eu-1/attachments/1")
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.get_list("Content-Security-Policy") == [SANDBOXED]
