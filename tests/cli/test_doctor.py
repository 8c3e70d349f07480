"""`meridian doctor` finds what was broken, says what to do, and tells nobody's secrets."""

import asyncio
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.doctor.settings import shown
from runtime.addresses import free_port
from runtime.plain_http import plain_http
from runtime.settings import Settings
from tests.cli.commands import Ended, Shell, desk_copy
from tests.cli.starting import running_desk

CANARY = "canary"


@pytest.fixture
def nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk that does not run: nothing answers at its ports."""
    (folder / "data").chmod(0o700)
    monkeypatch.setenv("MERIDIAN_PORT", str(free_port()))
    monkeypatch.setenv("MERIDIAN_TEMPORAL", f"127.0.0.1:{free_port()}")
    return folder


def findings(ended: Ended) -> dict[str, dict[str, Any]]:
    """What was found, by part; the worst of a part counts."""
    found: dict[str, dict[str, Any]] = {}
    order = ("ok", "look", "wrong")
    for one in json.loads(ended.out)["findings"]:
        known = found.get(one["part"])
        if known is None or order.index(one["health"]) > order.index(known["health"]):
            found[one["part"]] = one
    return found


def examined(meridian: Shell, *options: str) -> dict[str, dict[str, Any]]:
    ended = meridian("doctor", "--json", *options)
    assert ended.err == ""
    found = findings(ended)
    wrong = any(one["health"] == "wrong" for one in found.values())
    assert ended.code == (1 if wrong else 0)
    assert json.loads(ended.out)["well"] is not wrong
    assert all(one["advice"] for one in found.values() if one["health"] != "ok")
    return found


def test_a_desk_that_does_not_run_is_whole_but_nobody_answers(
    meridian: Shell, nobody: Path
) -> None:
    found = examined(meridian)
    for part in ("versions", "desk", "data", "disk", "keys", "databases", "settings"):
        assert found[part]["health"] == "ok", found[part]
    assert found["temporal"]["health"] == "wrong"
    assert "`meridian up`" in found["temporal"]["advice"]
    assert found["api"]["health"] == "wrong"
    assert found["workers"]["health"] == "look"


def test_a_person_reads_what_to_do_below_what_is_wrong(meridian: Shell, nobody: Path) -> None:
    ended = meridian("doctor")
    lines = ended.out.splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("wrong  temporal"))
    assert lines[place + 1].strip().startswith("→ start it")
    assert lines[-1] == "2 to mend, from the top."
    assert ended.code == 1


def test_a_folder_without_a_desk_is_said_to_have_none(
    meridian: Shell, nobody: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MERIDIAN_KEYS")
    found = examined(meridian, "--data", str(tmp_path / "nowhere"))
    assert not {"keys", "databases"} & found.keys()
    assert found["data"]["health"] == "wrong"
    assert "there is no folder" in found["data"]["detail"]
    assert not (tmp_path / "nowhere").exists()


def test_keys_that_others_may_read_or_that_are_gone_are_wrong(
    meridian: Shell, nobody: Path
) -> None:
    key = nobody / "keys" / "eu.key"
    key.chmod(0o644)
    assert "chmod 600" in examined(meridian)["keys"]["advice"]
    key.unlink()
    (nobody / "keys" / "na.key").write_text("no key")
    assert examined(meridian)["keys"]["detail"].startswith("eu, na: no key that can be used")


def test_keys_beside_the_data_are_worth_a_look(
    meridian: Shell, nobody: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_KEYS", str((nobody / "keys").rename(nobody / "data" / "keys")))
    assert examined(meridian)["keys"]["health"] == "look"


def test_data_that_others_may_read_is_worth_a_look(meridian: Shell, nobody: Path) -> None:
    (nobody / "data").chmod(0o755)
    assert examined(meridian)["data"]["health"] == "look"


@pytest.mark.parametrize(
    ("revision", "detail", "advice"),
    [
        ("0001", "this version needs", "`meridian prepare`"),
        ("9999", "a newer version brought it", "install that version"),
    ],
)
def test_a_database_of_another_version_is_wrong(
    meridian: Shell, nobody: Path, revision: str, detail: str, advice: str
) -> None:
    with closing(sqlite3.connect(nobody / "data" / "na" / "region.sqlite")) as file:
        file.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        file.commit()
    found = examined(meridian)["database na"]
    assert detail in found["detail"]
    assert advice in found["advice"]


def test_a_database_that_is_none_or_is_gone_is_wrong_and_is_not_made(
    meridian: Shell, nobody: Path
) -> None:
    broken, gone = nobody / "data" / "na" / "keys.sqlite", nobody / "data" / "eu" / "region.sqlite"
    for file in broken.parent.glob("keys.sqlite*"):
        file.write_bytes(b"this is no database, and has been one" * 200)
    gone.unlink()
    found = examined(meridian)
    assert found["key database na"]["detail"] == "does not answer"
    assert found["database eu"]["detail"] == "there is none yet"
    assert not gone.exists()


def test_a_desk_file_that_cannot_be_read_is_said_in_its_own_words(
    meridian: Shell, nobody: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = desk_copy(tmp_path / "desk-2", "teams.yaml", "eu-engineering:", "[")
    monkeypatch.setenv("MERIDIAN_DESK", str(broken))
    found = examined(meridian)["desk"]
    assert found["health"] == "wrong"
    assert "teams.yaml" in found["detail"]


def test_a_misspelt_setting_is_found_and_a_wrong_one_is_refused(
    meridian: Shell, nobody: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_PROT", "8080")
    found = examined(meridian)["settings"]
    assert found["detail"] == "MERIDIAN_PROT is no setting of Meridian"
    assert found["advice"] == "did you mean MERIDIAN_PORT?"
    monkeypatch.setenv("MERIDIAN_LOG_LEVEL", "loud")
    assert "MERIDIAN_LOG_LEVEL" in findings(meridian("doctor", "--json"))["settings"]["detail"]


async def test_another_program_on_its_port_is_told_from_the_api(
    meridian: Shell, nobody: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = str(server.sockets[0].getsockname()[1])
        monkeypatch.setenv("MERIDIAN_PORT", port)
        monkeypatch.setenv("MERIDIAN_METRICS_PORT", port)
        found = await asyncio.to_thread(examined, meridian)
    assert "something else" in found["api"]["detail"]
    assert "MERIDIAN_PORT" in found["api"]["advice"]
    assert "something else" in found["figures"]["detail"]
    assert "MERIDIAN_METRICS_PORT" in found["figures"]["advice"]


def test_of_a_setting_that_may_hold_a_secret_only_its_being_set_is_told() -> None:
    address = f"postgresql://meridian:{CANARY}@127.0.0.1/x"
    settings = Settings.read(
        database=address,
        keys_database=address,
        callback=f"https://desk.example/{CANARY}",
        oidc_issuer=f"https://login.example/{CANARY}",
        oidc_audience=CANARY,
        peers={"na": f"https://{CANARY}.example"},
    )
    told = shown(settings)
    assert CANARY not in str(told)
    assert {told[name] for name in ("database", "callback", "peers")} == {"set"}


async def test_a_running_desk_is_well_and_its_bundle_tells_nothing_of_anybody(
    meridian: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = f"http://127.0.0.1:9/{CANARY}-in-an-address"
    keys = tmp_path / "keys"
    bundle = tmp_path / "bundle.zip"
    async with running_desk(tmp_path, "--port", "0", "--keys", str(keys)) as desk:
        data = Path(desk.facts["data"])
        api_keys = [str(key) for key in desk.facts["keys"].values()]
        await wrote(desk.facts)
        log = data / "logs" / "api.log"
        log.write_text(log.read_text() + planted_log())
        monkeypatch.setenv("MERIDIAN_CALLBACK", secret)
        options = ("--data", str(data), "--bundle", str(bundle))
        ended = await asyncio.to_thread(meridian, "doctor", *options)
    assert ended.code == 0, ended.out
    assert "Nothing is wrong." in ended.out
    with zipfile.ZipFile(bundle) as written:
        inside = {name: written.read(name).decode() for name in written.namelist()}
    assert {"findings.json", "settings.json", "readyz.json", "metrics.txt", "desk.json"} <= {
        *inside
    }
    assert json.loads(inside["readyz.json"])["status"] == "ready"
    assert "meridian_api_requests_total" in inside["metrics.txt"]
    assert '"event": "serving"' in inside["logs/api.log"]
    region_keys = [file.read_text().strip() for file in keys.iterdir()]
    everything = "\n".join([ended.out, *inside.values()]).lower()
    for hidden in (CANARY, *api_keys, *region_keys):
        assert hidden.lower() not in everything, hidden


async def wrote(facts: dict[str, Any]) -> None:
    """A customer writes, with a canary in every place that is theirs."""
    body = {
        "channel": "webhook",
        "account": "sample",
        "message_id": f"{CANARY}-1",
        "sender": {"id": f"{CANARY}-id", "name": f"{CANARY} name", "country": "PT"},
        "text": f"the {CANARY} sings",
    }
    headers = {"Authorization": f"Bearer {facts['keys']['channel']}"}
    async with plain_http(facts["url"]) as client:
        answer = await client.post("/v1/messages", json=body, headers=headers)
        assert answer.status_code == 202
        await client.get(f"/v1/tickets/{CANARY}", headers=headers)


def planted_log() -> str:
    """Lines as they must never be written, and yet may be one day."""
    facts = {"event": f"message from {CANARY.title()}", "text": CANARY, "reason": f"{CANARY} !"}
    return f"{json.dumps(facts)}\nTraceback: {CANARY}\n[1, 2]\n"
