import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from runtime.addresses import LOOPBACK, bound, free_port
from runtime.settings import ROOT
from runtime.waiting import until
from tests.cli.commands import Shell
from tests.patience import PATIENCE


@pytest.fixture
def meridian(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_an_address_that_is_taken_is_said_in_a_sentence(meridian: Shell) -> None:
    with bound(LOOPBACK, 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        said = meridian.refuses("translate-server", "--port", str(port))
    assert f"cannot listen on 127.0.0.1, port {port}" in said


def test_an_empty_key_is_refused(meridian: Shell, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("\n")
    assert "is empty" in meridian.refuses("translate-server", "--key-file", f"{tmp_path}/key")


def _began(port: int, log: Path) -> subprocess.Popen[bytes]:
    anywhere = "0.0.0.0"  # noqa: S104 - the warning about it is what is tested
    command = [sys.executable, "-m", "cli", "translate-server", "--host", anywhere]
    with log.open("wb") as written:
        return subprocess.Popen(
            [*command, "--port", str(port)], cwd=ROOT, stdout=written, stderr=written
        )


async def test_it_warns_who_lets_others_in_and_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    server = _began(port, log)

    async def answers() -> bool:
        assert server.poll() is None, log.read_text()
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return (await client.get(f"http://{LOOPBACK}:{port}/healthz")).is_success
            except httpx.TransportError:
                return False

    try:
        await until(answers, PATIENCE, "the server does not start")
        asked = {"q": "Where is Ada's parcel?", "source": "en", "target": "pt"}
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            said = (await client.post(f"http://{LOOPBACK}:{port}/translate", json=asked)).json()
        assert said["translatedText"].startswith("Onde está")
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE.total_seconds()) in {0, -signal.SIGTERM}
    finally:
        server.kill()
        server.wait()
    assert "without TLS and without an API key" in log.read_text()
    assert "Ada" not in log.read_text()
    assert "Traceback" not in log.read_text()
