"""The stories of this folder run on files, or with `--database postgresql` on a server."""

from collections.abc import Iterator

import pytest

from tests.e2e.databases import NAME, SERVER
from tests.postgres import Postgres


@pytest.fixture(scope="session", autouse=True)
def _databases(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.config.getoption("--database") == "sqlite":
        yield
        return
    server: Postgres = request.getfixturevalue("postgres")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SERVER, server.url(NAME))
        yield
