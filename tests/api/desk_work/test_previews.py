"""What the customer will read of a draft, and that nothing of it stays."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

import httpx
import pytest

from activities.composing import Composed
from api.app import create_app
from api.desk_work.latest import Latest
from api.door import Previewing
from domain.access import Role
from domain.memory import Corrected, Correction
from domain.ports import Translation
from domain.privacy import Basis, Purpose
from rulebook.facts import Desk
from runtime.previews import PreviewedDraft, Previews
from runtime.secret_places import no_secrets
from tests.api.house import House, bearer, sample

REAL = "The order 4711 has left our warehouse."


class Held:
    """Previews that say nothing until they are let go; what was given up is known."""

    def __init__(self) -> None:
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.go_on = asyncio.Event()
        self.given_up: list[str] = []

    async def of(self, region: str, draft: PreviewedDraft) -> Composed:
        await self.begun.put(draft.text)
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.given_up.append(draft.text)
            raise
        return Composed(f"<{draft.text}>", draft.target, "held")


def asking(house: House, **changes: object) -> httpx.AsyncClient:
    """A client of the same house whose door has other parts."""
    app = create_app(replace(house.door, **changes))  # type: ignore[arg-type] # whatever parts a test wants
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test")


async def preview(client: httpx.AsyncClient, ticket: str, text: str) -> httpx.Response:
    body = {"text": text, "language": "en"}
    headers = bearer(Role.AGENT)
    return await client.post(f"/v1/tickets/{ticket}/drafts/preview", json=body, headers=headers)


@pytest.fixture
def engines() -> Iterator[Previews]:
    """As the API has them."""
    previews = Previews(no_secrets)
    yield previews
    previews.close()


def over(house: House, previews: Previews, desk: Desk | None = None) -> Previewing:
    return previews.over(lambda name: house.door.regions[name], lambda _: desk or sample())


async def test_the_customer_reads_it_in_their_language_with_all_that_matters(
    house: House, engines: Previews
) -> None:
    ticket = await house.wrote()
    async with asking(house, previews=over(house, engines)) as client:
        answer = await preview(client, ticket, REAL)
    said = answer.json()
    assert answer.status_code == 200, answer.text
    assert (said["original_language"], said["language"], said["engine"]) == ("en", "pt", "local")
    assert "4711" in said["text"]
    assert said["text"] != REAL


async def test_what_people_corrected_is_in_it(house: House, engines: Previews) -> None:
    ticket = await house.wrote()
    pair = (Corrected("Goodbye.", "Até à próxima."),)
    await house.door.regions["eu"].memory.keep(Correction(None, "en", "pt", pair, "t-1"))
    async with asking(house, previews=over(house, engines)) as client:
        said = (await preview(client, ticket, "Goodbye.")).json()
    assert (said["text"], said["engine"]) == ("Até à próxima.", "memory")


async def test_a_restricted_persons_draft_goes_to_no_engine(
    house: House, engines: Previews
) -> None:
    ticket = await house.wrote()
    customer = (await house.get(f"/v1/tickets/{ticket}")).json()["customer_id"]
    restricted = await house.post(
        f"/v1/customers/{customer}/restriction", {"reason": "accuracy_contested"}, Role.PRIVACY
    )
    assert restricted.status_code in {200, 201, 204}, restricted.text
    async with asking(house, previews=over(house, engines)) as client:
        said = (await preview(client, ticket, REAL)).json()
    assert (said["text"], said["language"]) == (REAL, "en")
    assert "untranslated" in said["flags"]


async def test_nothing_of_it_is_kept(house: House) -> None:
    ticket = await house.wrote()
    before = (await house.get(f"/v1/tickets/{ticket}")).headers["ETag"]
    said = len((await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"])
    held = Held()
    held.go_on.set()
    async with asking(house, previews=held.of) as client:
        assert (await preview(client, ticket, "Oi")).json()["text"] == "<Oi>"
    assert (await house.get(f"/v1/tickets/{ticket}")).headers["ETag"] == before
    assert len((await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]) == said


async def test_a_later_draft_ends_the_one_before(house: House) -> None:
    ticket, held = await house.wrote(), Held()
    async with asking(house, previews=held.of) as client:
        first = asyncio.create_task(preview(client, ticket, "Your par"))
        assert await held.begun.get() == "Your par"
        second = asyncio.create_task(preview(client, ticket, "Your parcel"))
        assert await held.begun.get() == "Your parcel"
        held.go_on.set()
        answer = await first
        assert (answer.status_code, answer.json()["code"]) == (409, "superseded")
        assert (await second).json()["text"] == "<Your parcel>"
    assert held.given_up == ["Your par"]


async def test_another_tickets_draft_ends_nothing(house: House) -> None:
    one = await house.wrote()
    other = await house.wrote(message_id="m-2", sender={"id": "ana"}, thread="t-2")
    held = Held()
    async with asking(house, previews=held.of) as client:
        first = asyncio.create_task(preview(client, one, "One"))
        await held.begun.get()
        second = asyncio.create_task(preview(client, other, "Other"))
        await held.begun.get()
        held.go_on.set()
        texts = [(await one).json()["text"] for one in (first, second)]
    assert texts == ["<One>", "<Other>"]


async def test_one_that_takes_too_long_is_given_up_with_a_word(house: House) -> None:
    ticket, held = await house.wrote(), Held()
    hurried = Latest(seconds=0.01)
    async with asking(house, previews=held.of, latest_drafts=hurried) as client:
        answer = await preview(client, ticket, "Hello")
    assert (answer.status_code, answer.json()["code"]) == (503, "preview_late")
    assert held.given_up == ["Hello"]


async def test_a_door_without_engines_says_so(house: House) -> None:
    answer = await preview(house.client, await house.wrote(), "Hello")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_preview")


class Online:
    """An engine on another machine, which must not see this text."""

    def __init__(self) -> None:
        self.without: list[Sequence[str]] = []

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        self.without.append(without)
        return Translation(text, "none", ("untranslated",))


async def test_without_consent_no_engine_elsewhere_sees_a_draft(
    house: House, engines: Previews, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = sample()
    region = replace(desk.regions["eu"], translation_engines=("deepl",))
    rule = next(iter(desk.privacy.purposes.values()))
    consent = {Purpose.ONLINE_TRANSLATION: replace(rule, needs=Basis.CONSENT)}
    other = replace(
        desk,
        regions={**desk.regions, "eu": region},
        privacy=replace(desk.privacy, purposes=consent),
    )
    online = Online()
    monkeypatch.setattr("runtime.translators.Translators.of", lambda *_: online)
    ticket = await house.wrote()
    async with asking(house, previews=over(house, engines, other)) as client:
        await preview(client, ticket, REAL)
    assert online.without == [("deepl",)]
