"""Files that came along are kept, and those that are with the platform still are waited for."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.attachments import LARGEST
from domain.remote_files import listed, shown, text_ids
from domain.stores import Text
from runtime.arriving import MOST_FILES
from tests.fakes.toy_channel import wrote
from tests.runtime.receiving import Desk, a_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as made:
        yield made


async def test_files_that_came_along_are_kept_by_what_their_bytes_are(desk: Desk) -> None:
    big = "x" * (LARGEST + 1)
    files = [{"name": "../a\x00.txt", "content": "hello"}, {"name": "b.txt", "content": big}]
    await desk.hears(wrote(1, files=files))
    [text] = await desk.texts()
    kept, refused = listed(text.content)
    assert (kept["type"], kept["size"], kept["state"]) == ("text/plain", 5, "here")
    assert kept["name"] == "../a.txt"
    assert (refused["state"], refused["reason"]) == ("failed", "too_large")
    assert refused["size"] == LARGEST + 1
    blob = await desk.regions["eu"].blobs.find(text.ticket_id, str(kept["id"]))
    assert blob.size == 5


async def test_of_very_many_files_the_first_are_kept_and_all_are_named(desk: Desk) -> None:
    files = [{"name": f"{number}.txt", "content": "x"} for number in range(MOST_FILES + 2)]
    await desk.hears(wrote(1, files=files))
    [text] = await desk.texts()
    files_of = listed(text.content)
    assert [one["state"] for one in files_of].count("here") == MOST_FILES
    assert [one.get("reason") for one in files_of[MOST_FILES:]] == ["too_many"] * 2


async def test_files_that_are_with_the_platform_wait_and_only_the_vault_knows_where(
    desk: Desk,
) -> None:
    remote = [{"reference": "file/77?token=x", "name": "a.jpg", "media_type": "image/jpeg"}]
    await desk.hears(wrote(1, remote=remote))
    [text] = await desk.texts()
    [waits] = listed(text.content)
    assert waits["reference"] == "file/77?token=x"
    assert re.fullmatch("[0-9a-f]{32}", str(waits["id"]))
    expected = {"id": waits["id"], "name": "a.jpg", "mime": "image/jpeg", "state": "waiting"}
    assert shown(text.content, {}) == [expected]
    assert text_ids(text.content) == [f"file {waits['id']}"]
    [given_up] = shown(text.content, {}, given_up=True)
    assert (given_up["state"], given_up["reason"]) == ("failed", "given_up")
    [fetched] = shown(
        text.content,
        {f"file {waits['id']}": Text("", "", "", "file", "und", {"state": "here", "size": 9})},
    )
    assert fetched == {**expected, "state": "here", "size": 9}
