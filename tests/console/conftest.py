"""One desk and one browser for each file of this folder; pages have contexts of their own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.channels.receiver import Receiver
from tests.console.at_a_chat import Shop, a_shop
from tests.console.browsing import a_browser, missing
from tests.e2e.running import Desk, a_desk


@pytest.fixture(scope="session", autouse=True)
def _there() -> None:
    if lacking := missing():
        pytest.skip(lacking)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A whole desk, as `meridian up` starts it."""
    async with Receiver() as receiver, a_desk(tmp_path_factory.mktemp("desk"), receiver) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    async with a_browser() as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(desk: Desk) -> AsyncIterator[Shop]:
    """A web site that has the desk's chat."""
    async with a_shop(desk) as one:
        yield one
