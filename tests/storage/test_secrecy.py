"""What stands in the files: nothing that names a person or repeats a word."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.arrivals import Sender
from domain.attachments import NewFile
from domain.stores import Text
from storage.keys.customer_keys import KeyCache, WrongRegionKey
from storage.keys.sealing import RegionSecrets, Unreadable
from storage.open import Place, open_region
from tests.storage.building import KEY, arrival
from tests.storage.conftest import Folders

CANARIES = {
    "text": "kanarienvogel-text",
    "name": "Kanaria Vogelsang",
    "email": "kanaria@vogel.example",
    "phone": "+49-170-5550142",
    "sender": "kanarien-sender-77",
    "thread": "kanarien-thread-78",
    "message": "kanarien-message-79@vogel.example",
}


ORDINARY = "eu-gewoehnlich"


def spellings(canary: str) -> Iterator[bytes]:
    """Ways in which a text may stand in a file; base64 has three, by where the text begins."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield canary.encode(encoding)
    yield canary.encode().hex().encode()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + canary.encode())
        yield encoded[4 if offset else 0 : -4]


def found(folder: Path, canary: str) -> list[str]:
    """The files of a folder that hold a canary."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if _holds(_content(file), canary)]


def _content(file: Path) -> bytes:
    """What it holds: nothing, where a server at work has removed a file of its own meanwhile."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def _holds(content: bytes, canary: str) -> bool:
    return any(spelling in content for spelling in spellings(canary))


Look = Callable[[], dict[str, list[str]]]


@pytest.fixture
def look(folders: Folders) -> Look:
    """Which files hold which canary."""

    def look() -> dict[str, list[str]]:
        known, words = folders(), (*CANARIES.values(), ORDINARY)
        return {word: [file for one in known for file in found(one, word)] for word in words}

    return look


async def test_no_canary_is_in_any_file(place: Place, look: Look, tmp_path: Path) -> None:
    sender = Sender(
        CANARIES["sender"], CANARIES["name"], CANARIES["email"], CANARIES["phone"], "pt-BR", "BR"
    )
    message = arrival(
        1,
        sender=sender,
        thread=CANARIES["thread"],
        message_id=CANARIES["message"],
        content={"text": CANARIES["text"], "subject": CANARIES["name"]},
        new_ticket_id=ORDINARY,
        files=(NewFile("b-1", CANARIES["text"].encode() * 20_000),),
    )
    async with await open_region("eu", place, KEY) as region:
        accepted = await region.stores.inbox.accept(message)
        again = replace(
            message, id="m-2", message_id="2", thread=None, accepted_at=message.sent_at, files=()
        )
        await region.stores.inbox.accept(again)
        reply = Text("m-3", "c-1", accepted.ticket_id, "message", "de", {"text": CANARIES["text"]})
        await region.stores.vault.put(reply)
        while_open = look()
        assert (await region.stores.vault.get("m-3")).content["text"] == CANARIES["text"]
    afterwards = look()
    assert while_open.pop(ORDINARY), "it is looked where the databases stand"
    assert afterwards.pop(ORDINARY)
    assert while_open == afterwards == {canary: [] for canary in CANARIES.values()}
    (tmp_path / "planted").write_bytes(b"..." + base64.b64encode(b"x" + CANARIES["text"].encode()))
    assert found(tmp_path, CANARIES["text"]), "a canary that is there is found"


@pytest.mark.attack(36)
@pytest.mark.parametrize(("region", "key"), [("eu", KEY[::-1]), ("na", KEY)])
async def test_a_region_does_not_open_with_another_key(
    place: Place, region: str, key: bytes
) -> None:
    async with await open_region("eu", place, KEY) as opened:
        await opened.stores.inbox.accept(arrival(1))
    with pytest.raises(WrongRegionKey):
        await open_region(region, place, key)
    async with await open_region("eu", place, KEY) as opened:
        assert (await opened.stores.vault.get("m-1")).content["text"] == "text 1"


async def test_a_key_has_32_bytes(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32"):
        await open_region("eu", Place.in_folder(tmp_path), b"short")


def test_a_ciphertext_opens_in_its_place_alone() -> None:
    secrets, key = RegionSecrets("eu", KEY), KEY[::-1]
    sealed = secrets.seal(key, "c-1", "m-1", {"text": "hello"})
    assert secrets.open(key, "c-1", "m-1", sealed) == {"text": "hello"}
    assert sealed != secrets.seal(key, "c-1", "m-1", {"text": "hello"})
    for other, customer, name in ((key, "c-2", "m-1"), (key, "c-1", "m-2"), (KEY, "c-1", "m-1")):
        with pytest.raises(Unreadable):
            secrets.open(other, customer, name, sealed)
    with pytest.raises(Unreadable):
        RegionSecrets("na", KEY).open(key, "c-1", "m-1", sealed)
    with pytest.raises(Unreadable):
        secrets.unwrapped("c-2", secrets.new_wrapped_key("c-1"))


def test_keys_do_not_stay_in_memory() -> None:
    now = 0.0
    cache = KeyCache(size=2, seconds=60, monotonic=lambda: now)
    cache.put("a", b"a")
    cache.put("b", b"b")
    assert cache.get("a") == b"a"
    cache.put("c", b"c")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"a", None, b"c")
    now = 60.0
    assert (cache.get("a"), cache.get("c")) == (None, None)
