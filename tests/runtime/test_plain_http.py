"""That the client for parts on this machine reaches them, and trusts nobody else."""

from pathlib import Path

import httpx
import pytest

from runtime.plain_http import plain_http
from tests.channels.certificates import certificate_for, server_side
from tests.channels.receiver import Receiver


async def test_a_part_on_this_machine_is_reached() -> None:
    async with Receiver() as receiver, plain_http(f"http://127.0.0.1:{receiver.port}") as client:
        assert (await client.post("/", content=b"hello")).is_success
        assert [request.body for request in receiver.requests] == [b"hello"]


async def test_no_certificate_is_trusted(tmp_path: Path) -> None:
    certificate = certificate_for("localhost", tmp_path)
    async with Receiver(server_side(certificate, [])) as receiver, plain_http() as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(f"https://localhost:{receiver.port}/")
