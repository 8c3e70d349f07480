import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.vocabulary import Actor, ActorKind
from runtime.codec import ENCODING, WrongKey, data_converter
from runtime.converter import SharedPayloadConverter

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
CANARY = Actor(ActorKind.AGENT, "canary-of-the-codec")


async def test_nothing_is_clear_in_what_temporal_stores() -> None:
    [payload] = await data_converter("eu", KEY).encode([CANARY])
    assert payload.metadata["encoding"] == ENCODING
    assert b"canary" not in payload.SerializeToString()


async def test_the_same_value_never_looks_the_same_twice() -> None:
    converter = data_converter("eu", KEY)
    assert await converter.encode([CANARY]) != await converter.encode([CANARY])


async def test_what_was_encoded_comes_back() -> None:
    converter = data_converter("eu", KEY)
    assert await converter.decode(await converter.encode([CANARY]), [Actor]) == [CANARY]


@pytest.mark.parametrize(("region", "key"), [("eu", OTHER_KEY), ("na", KEY)])
async def test_another_region_cannot_open_it(region: str, key: bytes) -> None:
    payloads = await data_converter("eu", KEY).encode([CANARY])
    with pytest.raises(WrongKey, match=region):
        await data_converter(region, key).decode(payloads)


async def test_an_altered_payload_is_refused() -> None:
    converter = data_converter("eu", KEY)
    [payload] = await converter.encode([CANARY])
    payload.data = payload.data[:-1] + bytes([payload.data[-1] ^ 1])
    with pytest.raises(WrongKey):
        await converter.decode([payload])


async def test_a_failures_message_and_stack_are_encrypted() -> None:
    failure = Failure()
    try:
        raise ValueError("canary-of-the-codec")
    except ValueError as error:
        await data_converter("eu", KEY).encode_failure(error, failure)
    assert b"canary" not in failure.SerializeToString()


async def test_a_payload_that_is_clear_is_read_as_it_is() -> None:
    payloads = await pydantic_data_converter.encode([CANARY])
    assert await data_converter("eu", KEY).decode(payloads, [Actor]) == [CANARY]


def test_what_is_known_of_a_type_is_built_once_for_all_workflows() -> None:
    """A converter is made for every workflow; each building its own cost 0.1 s a ticket."""
    one, other = (data_converter("eu", KEY).payload_converter_class() for _ in range(2))
    assert isinstance(one, SharedPayloadConverter)
    assert isinstance(other, SharedPayloadConverter)
    assert one.converters[b"json/plain"] is other.converters[b"json/plain"]


async def test_while_keys_change_all_open_and_the_first_encrypts() -> None:
    newer = b"n" * 32
    before, between = data_converter("eu", KEY), data_converter("eu", KEY, newer)
    after = data_converter("eu", newer, KEY)
    for writer, readers in ((before, (between, after)), (between, (before, after))):
        payloads = await writer.encode([CANARY])
        assert [await one.decode(payloads, [Actor]) for one in readers] == [[CANARY]] * 2
    payloads = await after.encode([CANARY])
    assert await between.decode(payloads, [Actor]) == [CANARY]
    with pytest.raises(WrongKey):
        await before.decode(payloads)
