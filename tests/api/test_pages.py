"""The files of the console: given out as they are, with the policy that lets nothing else run."""

import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.pages import FOR_EVER, NOT_BUILT, POLICY, Pages
from tests.api.house import House

SCRIPT = "console.log('hello');"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Meridian</title>")
    (folder / "assets" / "main-1a2b.js").write_text(SCRIPT)
    (folder / "assets" / "main-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / "secret.txt").write_text("not for anybody")
    return folder


@pytest.fixture
async def client(house: House, built: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(house.door, pages=Pages.of(built)))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as one:
        yield one


@pytest.mark.parametrize("path", ["/console/", "/console/inbox", "/console/inbox/eu-1?view=mine"])
async def test_every_address_of_the_console_is_its_first_page(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert (answer.status_code, "Meridian" in answer.text) == (200, True)
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert policy == f"{POLICY}; frame-ancestors 'none'"
    assert "unsafe" not in policy


async def test_the_address_as_people_type_it_leads_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/console")
    assert (answer.status_code, answer.headers["location"]) == (308, "/console/")


async def test_an_asset_is_kept_for_ever_and_packed_for_who_takes_it(
    client: httpx.AsyncClient,
) -> None:
    path = "/console/assets/main-1a2b.js"
    packed = await client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.text == plain.text == SCRIPT
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert {one.headers["cache-control"] for one in (packed, plain)} == {FOR_EVER}
    assert plain.headers["content-type"].startswith("text/javascript")
    assert plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/console/assets/gone.js",
        "/console/assets/../../secret.txt",
        "/console/assets/%2e%2e/%2e%2e/secret.txt",
        "/console/assets//etc/passwd",
    ],
)
async def test_what_is_no_file_of_the_console_is_not_given_out(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path)
    assert "not for anybody" not in answer.text
    assert "root:" not in answer.text
    assert answer.status_code in {404, 200}  # what is no asset is an address within the console
    assert answer.status_code == 404 or "Meridian" in answer.text


async def test_a_console_that_was_not_built_says_what_to_do(house: House, tmp_path: Path) -> None:
    app = create_app(replace(house.door, pages=Pages.of(tmp_path / "nothing")))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        answer = await client.get("/console/inbox")
    assert (answer.status_code, answer.text) == (503, NOT_BUILT)
