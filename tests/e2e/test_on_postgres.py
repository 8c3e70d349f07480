"""A customer's life on PostgreSQL: `meridian up` with its databases on a server."""

from pathlib import Path

import pytest

from rulebook.desk import read_desk
from runtime.settings import ROOT
from tests.channels.receiver import Receiver
from tests.e2e.running import a_desk
from tests.postgres import Postgres


@pytest.fixture
def on_a_server(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An empty database for each region, and one for its keys; the environment names them."""
    regions = read_desk(ROOT / "desk").regions
    names = [f"desk_{kind}_{region}" for kind in ("of", "keys") for region in regions]
    for name in names:
        postgres.ask(f"CREATE DATABASE {name} TEMPLATE template0")
    monkeypatch.setenv("MERIDIAN_DATABASE", postgres.url("desk_of_{region}"))
    monkeypatch.setenv("MERIDIAN_KEYS_DATABASE", postgres.url("desk_keys_{region}"))
    return names


async def test_a_life_on_postgres(
    tmp_path: Path, postgres: Postgres, on_a_server: list[str]
) -> None:
    async with Receiver() as receiver, a_desk(tmp_path, receiver) as desk:
        ticket = (await desk.write("Olá, a minha encomenda ainda não chegou."))["ticket_id"]
        await desk.received(1, ticket)  # the acknowledgement
        await desk.ask(ticket, "claim")
        await desk.ask(ticket, "replies", text="Hello, your order will arrive tomorrow.")
        [_, answer] = await desk.received(2, ticket)
        assert answer["message"]["language"] == "pt"
        await desk.ask(ticket, "solve")
        again = (await desk.write("Obrigada!"))["ticket_id"]
        assert again == ticket
        await desk.eventually(f"/v1/tickets/{ticket}", lambda one: one["status"] == "open")
        assert not list(desk.data.glob("*/*.sqlite")), "no region has a file"
    [(entries, last)] = postgres.ask("SELECT count(*), max(position) FROM ledger", "desk_of_eu")
    assert entries == last > 8
    postgres.drop(*on_a_server)
