import socket
from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.channels.contract", "tests.channels.paging.contract")


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as reserved:  # bound and not listening: every connection is refused
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]
