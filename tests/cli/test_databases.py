"""Where the databases are: in the data folder, or at the addresses that the environment names."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest

from cli.demo.stage import settings_of
from domain.access import Role
from runtime.places import places_of
from runtime.settings import Settings
from storage.open import Place
from tests.cli.commands import Shell
from tests.postgres import PASSWORD, Postgres
from tests.storage.conftest import KINDS

BOTH = "MERIDIAN_DATABASE and MERIDIAN_KEYS_DATABASE"
SECRET = "hush"


def name(monkeypatch: pytest.MonkeyPatch, database: str, keys: str, regions: str = "") -> None:
    """Say where the databases are, as users do."""
    monkeypatch.setenv("MERIDIAN_DATABASE", database)
    monkeypatch.setenv("MERIDIAN_KEYS_DATABASE", keys)
    monkeypatch.setenv("MERIDIAN_REGIONS", regions)


def made(meridian: Shell) -> str:
    ended = meridian("key", "create", "--role", Role.AUDITOR, "--json")
    assert ended.code == 0, ended
    return str(json.loads(ended.out)["id"])


def listed(meridian: Shell) -> list[str]:
    return [key["id"] for key in json.loads(meridian("key", "list", "--json").out)]


def test_setting_database_and_setting_keys_database_are_where_the_regions_stand(
    meridian: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home = made(meridian)
    elsewhere = f"sqlite:///{tmp_path}/elsewhere"
    name(monkeypatch, f"{elsewhere}/{{region}}.sqlite", f"{elsewhere}/keys/{{region}}.sqlite")
    assert listed(meridian) == []
    there = made(meridian)
    assert listed(meridian) == [there]
    files = {str(file.relative_to(tmp_path)) for file in tmp_path.glob("elsewhere/**/*.sqlite")}
    assert {"elsewhere/eu.sqlite", "elsewhere/keys/eu.sqlite"} <= files
    name(monkeypatch, "", "")
    assert listed(meridian) == [at_home]


@pytest.mark.parametrize("kind", KINDS)
def test_one_region_needs_no_template(
    meridian: Shell,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    request: pytest.FixtureRequest,
) -> None:
    if kind == "sqlite":
        name(monkeypatch, f"sqlite:///{tmp_path}/eu", f"sqlite:///{tmp_path}/eu-keys", "eu")
        key = made(meridian)
        assert listed(meridian) == [key]
        return
    server: Postgres = request.getfixturevalue("postgres")
    place = server.place()
    # libpq's own variable: https://www.postgresql.org/docs/current/libpq-envars.html
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    database, keys = (
        one.replace(f":{quote(PASSWORD)}@", "@") for one in (place.url, place.keys_url)
    )
    assert "password" not in database + keys
    name(monkeypatch, database, keys, "eu")
    key = made(meridian)
    assert listed(meridian) == [key]
    server.forget(place)


@pytest.mark.parametrize(
    ("database", "keys", "said"),
    [
        ("sqlite:////tmp/one", "", f"{BOTH} belong together: set both, or neither"),
        ("", "sqlite:////tmp/one", f"{BOTH} belong together"),
        (f"postgresql://me:{SECRET}@h/one", f"postgresql://me:{SECRET}@h/two", "write {region}"),
        (f"postgresql://me:{SECRET}@h/one", "postgresql://h/k_{region}", "MERIDIAN_DATABASE names"),
        ("postgresql://h/one_{region}", "postgresql://h/k", "MERIDIAN_KEYS_DATABASE names"),
        (f"postgresql://me:{SECRET}@h/{{region}}", "postgresql://h/{region}", "a database each"),
        (f"postgresql://me:{SECRET}@h:port/{{region}}", "postgresql://h/k_{region}", "URL"),
        (f"mysql://me:{SECRET}@h/{{region}}", "", "MERIDIAN_DATABASE cannot be used as it stands"),
        (SECRET, SECRET, "MERIDIAN_KEYS_DATABASE cannot be used as it stands"),
    ],
)
def test_addresses_that_cannot_be_right_are_refused_in_a_sentence(
    meridian: Shell,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    database: str,
    keys: str,
    said: str,
) -> None:
    name(monkeypatch, database, keys)
    refusal = meridian.refuses("key", "list")
    assert said in refusal
    assert SECRET not in refusal


def test_a_server_that_is_not_there_is_a_sentence(
    meridian: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"postgresql://me:{SECRET}@127.0.0.1:1"
    name(monkeypatch, f"{nobody}/{{region}}", f"{nobody}/keys_{{region}}")
    refusal = meridian.refuses("key", "list")
    assert "does not answer" in refusal
    assert SECRET not in refusal


def test_the_story_is_told_in_databases_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name(monkeypatch, "postgresql://h/desk_{region}", "postgresql://h/keys_{region}")
    [place] = places_of(settings_of(tmp_path), ["eu"]).values()
    assert place == Place.in_folder(tmp_path / "eu")


def test_addresses_are_not_shown_by_what_knows_them() -> None:
    address = f"postgresql://me:{SECRET}@h/"
    settings = Settings.read(
        database=f"{address}d_{{region}}", keys_database=f"{address}k_{{region}}"
    )
    places = places_of(settings, ["eu", "na"])
    assert places["na"].keys_url == f"{address}k_na"
    assert SECRET not in f"{settings!r} {settings} {places!r} {places}"
    assert settings.written()["MERIDIAN_DATABASE"] == settings.database
