"""How a code comes to its person: to where they last wrote, in their language."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError

from activities.proving import CodeLetter, CodeOrder, ProvingActivities
from domain.arrivals import Sender
from domain.channels import ByName
from domain.ledger import TicketView
from domain.ports import NotNow, OutcomeUnknown, Refused, Replies
from domain.privacy_requests import PrivacyRequest, RequestKind, with_code, with_person
from domain.stores import RegionStores
from rulebook.replies.compiled import replies_of
from storage.open import Place, open_region
from tests.fakes.channel import FakeChannel
from tests.regions import in_shape
from tests.rulebook.building import SAMPLE
from tests.storage.building import KEY, NOW, arrival, page, received, view

REQUEST = "pr-1"
LETTER = CodeLetter(CodeOrder(REQUEST, 1), NOW)
MARIA = Sender("maria", name="Maria Silva", locale="pt-BR", country="BR")


@pytest.fixture(scope="module")
def replies() -> Replies:
    return replies_of(SAMPLE)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[RegionStores]:
    """A region in which maria wrote by the channel `fake`, and a code was made for her."""
    in_shape(tmp_path / "eu")
    async with await open_region("eu", Place.in_folder(tmp_path / "eu"), KEY) as opened:
        await wrote(opened.stores, 1, channel="fake")
        yield opened.stores


async def wrote(stores: RegionStores, number: int, channel: str, **changes: object) -> None:
    came = arrival(number, MARIA, channel=channel)
    accepted = await stores.inbox.accept(came)
    [batch] = await stores.inbox.lease(
        "test", NOW + timedelta(hours=1), NOW + timedelta(hours=2), 9
    )
    customer = batch.news[0].customer_id
    await stores.inbox.told([news.id for news in batch.news], NOW + timedelta(days=1))
    stands: TicketView = replace(
        view(accepted.ticket_id), channel=channel, customer_id=customer, language="pt-BR"
    )
    opened = NOW + timedelta(minutes=number)
    await stores.ledger.write(
        page(replace(stands, opened_at=opened, **changes), received(came.id))  # type: ignore[arg-type] # as given
    )


async def asked(stores: RegionStores) -> str:
    """The code of a request of hers that is on its way."""
    found = await stores.views.ticket("eu-1")
    request = PrivacyRequest(REQUEST, found.customer_id, RequestKind.ACCESS, NOW, "k", "privacy")
    requests = stores.privacy.requests
    await requests.receive(request)
    code = requests.code_of(REQUEST, 1)
    await requests.change(REQUEST, partial(with_code, code=code, at=NOW))
    return code


async def sent(stores: RegionStores, replies: Replies, channel: FakeChannel) -> str:
    activities = ProvingActivities(stores, replies, ByName({"fake": channel}))
    return await activities.send_code(LETTER)


async def test_a_code_goes_to_where_the_person_wrote_from_in_their_language(
    stores: RegionStores, replies: Replies
) -> None:
    code, channel = await asked(stores), FakeChannel()
    assert await sent(stores, replies, channel) == "sent"
    [message] = channel.taken
    assert (message.channel, message.account, message.conversation_id) == ("fake", "shop", "maria")
    assert code in message.text
    assert message.text.startswith("Olá, Maria Silva!")
    assert message.language == "pt"
    assert (await stores.privacy.requests.get(REQUEST)).code_state == "sent"


async def test_the_code_stands_in_no_ticket_and_on_no_trail(
    stores: RegionStores, replies: Replies, tmp_path: Path
) -> None:
    code = await asked(stores)
    await sent(stores, replies, FakeChannel())
    assert await asyncio.to_thread(_files_with, tmp_path, b"customer_id")
    assert not await asyncio.to_thread(_files_with, tmp_path, code.encode())


async def test_an_attempt_that_is_made_again_says_the_same(
    stores: RegionStores, replies: Replies
) -> None:
    await asked(stores)
    channel = FakeChannel()
    for failure in (NotNow("busy"), OutcomeUnknown("broke")):
        channel.then(failure)
        with pytest.raises(ApplicationError):
            await sent(stores, replies, channel)
    assert await sent(stores, replies, channel) == "sent"
    assert len({(one.key, one.text) for one in channel.taken}) == 1


async def test_what_cannot_be_sent_is_told_to_the_officer(
    stores: RegionStores, replies: Replies
) -> None:
    await asked(stores)
    channel = FakeChannel(folds_repeats=False)
    channel.then(Refused("no_callback"))
    assert await sent(stores, replies, channel) == "no_callback"
    channel.then(OutcomeUnknown("broke"))
    assert await sent(stores, replies, channel) == "uncertain"
    assert (await stores.privacy.requests.get(REQUEST)).code_state == "uncertain"
    nowhere = ProvingActivities(stores, replies, ByName({}))
    assert await nowhere.send_code(LETTER) == "nowhere_to_send"


async def test_a_code_that_came_too_late_is_not_sent(
    stores: RegionStores, replies: Replies
) -> None:
    code, channel = await asked(stores), FakeChannel()
    requests = stores.privacy.requests
    await requests.change(REQUEST, partial(with_person, code=code, at=NOW))
    assert await sent(stores, replies, channel) == "superseded"
    assert channel.taken == []


async def test_a_desk_without_the_template_says_so(stores: RegionStores, tmp_path: Path) -> None:
    await asked(stores)
    folder = tmp_path / "desk"
    shutil.copytree(SAMPLE, folder)
    shutil.rmtree(folder / "replies" / "prove-person")
    assert await sent(stores, replies_of(folder), FakeChannel()) == "no_template"


def _files_with(folder: Path, what: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and what in path.read_bytes()]
