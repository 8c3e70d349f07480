import contextlib
from collections.abc import AsyncIterator

import pytest
from fastapi import Response

from domain.channels import CannotFetch, RemoteFile
from tests.channels.platforms.meta_accounts import Desk, all_three, both, desk_with
from tests.standins.meta import TOKEN, fault
from tests.standins.server import ENDLESS, Cut

WHOLE = b"\x89PNG\r\n\x1a\n" + b"0" * 100_000


@pytest.fixture
async def desk(name: str) -> AsyncIterator[Desk]:
    async with desk_with(name) as one:
        one.meta.media["65463453"] = ("image/png", WHOLE)
        yield one


def remote(desk: Desk) -> RemoteFile:
    if desk.name == "whatsapp":
        return RemoteFile("65463453")
    desk.meta.tokens.add("")  # their addresses are asked without a token
    return RemoteFile(f"{desk.meta.url}/bytes/65463453?x=1")


async def fetched(desk: Desk, longest: int = 25_000_000, file: RemoteFile | None = None) -> bytes:
    async with desk.channel.fetch(file or remote(desk), longest) as pieces:
        return b"".join([piece async for piece in pieces])


async def problem(
    desk: Desk, longest: int = 25_000_000, file: RemoteFile | None = None
) -> CannotFetch:
    with pytest.raises(CannotFetch) as failure:
        await fetched(desk, longest, file)
    return failure.value


@all_three("media")
async def test_a_file_comes_piece_by_piece_and_whole(desk: Desk) -> None:
    assert await fetched(desk) == WHOLE
    assert await fetched(desk, len(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    "name", [pytest.param("whatsapp", marks=pytest.mark.channel("whatsapp", "media"))]
)
async def test_whatsapps_address_is_asked_for_anew_each_time_and_with_the_token(
    desk: Desk,
) -> None:
    await fetched(desk)
    await fetched(desk)
    paths = [one.path for one in desk.meta.heard]
    assert paths == ["/v26.0/65463453", "/bytes/65463453"] * 2
    assert {one.headers["authorization"] for one in desk.meta.heard} == {f"Bearer {TOKEN}"}


@both("media")
async def test_the_token_is_not_shown_to_the_content_network(desk: Desk) -> None:
    await fetched(desk)
    (heard,) = desk.meta.heard
    assert "authorization" not in heard.headers


@all_three("media")
async def test_fifty_megabytes_are_left_where_they_are(desk: Desk) -> None:
    desk.meta.media["65463453"] = ("video/mp4", b"0" * 50_000_000)
    error = await problem(desk, 25_000_000)
    assert (error.reason, error.again) == ("too_large", False)


@all_three("media")
async def test_a_file_that_hides_its_size_is_left_once_it_is_too_long(desk: Desk) -> None:
    desk.meta.then("/bytes/", ENDLESS)
    error = await problem(desk, 1_000_000)
    assert (error.reason, error.again) == ("too_large", False)
    await desk.meta.left_alone.wait()


@all_three("media")
async def test_what_breaks_off_can_be_had_later(desk: Desk) -> None:
    desk.meta.then("/bytes/", Cut(Response(WHOLE), 1000), None, Response(status_code=503))
    for _ in range(3):
        assert (await problem(desk)).again
    assert await fetched(desk) == WHOLE


@all_three("media")
async def test_what_is_gone_is_gone(desk: Desk) -> None:
    for status in (403, 410, 302):
        desk.meta.then("/bytes/", Response(status_code=status))
        error = await problem(desk)
        assert (error.reason, error.again) == (f"answered_{status}", False)


@all_three("media")
async def test_what_the_content_network_does_not_find_is_asked_for_again(desk: Desk) -> None:
    desk.meta.then("/bytes/", Response(status_code=404))
    error = await problem(desk)
    assert (error.reason, error.again) == ("answered_404", desk.name != "whatsapp")
    assert await fetched(desk) == WHOLE


@pytest.mark.parametrize(
    "name", [pytest.param("whatsapp", marks=pytest.mark.channel("whatsapp", "media"))]
)
async def test_an_id_that_meta_forgot_is_gone_and_a_bad_token_can_be_mended(desk: Desk) -> None:
    assert not (await problem(desk, file=RemoteFile("404"))).again
    assert not (await problem(desk, file=RemoteFile("../me"))).again
    desk.meta.then("65463453", fault(190, status=401), fault(4), None)
    for _ in range(3):
        assert (await problem(desk)).again


@both("media")
@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254/latest",
        "ftp://example.org/x",
        "http://example.org/x",
        "",
        "https://",
    ],
)
async def test_an_address_that_we_never_call_is_not_called(desk: Desk, url: str) -> None:
    error = await problem(desk, file=RemoteFile(url))
    assert not error.again or error.reason == "unreachable"
    assert desk.meta.heard == []


@all_three("media")
async def test_whoever_reads_may_stop_at_any_piece(desk: Desk) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with desk.channel.fetch(remote(desk), 25_000_000) as pieces:
            async for _ in pieces:
                raise ZeroDivisionError
    assert await fetched(desk) == WHOLE
