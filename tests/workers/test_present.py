"""Verbs that go by the present desk are, to Temporal, the verbs that they stand for."""

from collections.abc import Sequence
from typing import Any

from temporalio import activity

from workers.region import present


class Verb:
    """What a region does by one desk; `word` tells which."""

    def __init__(self, word: str) -> None:
        self._word = word

    @activity.defn
    async def say(self, times: int) -> tuple[str, ...]:
        """The word, so many times."""
        return (self._word,) * times

    @activity.defn
    async def spell(self) -> str:
        """The word, letter by letter."""
        return "-".join(self._word)


def verbs(word: str) -> Sequence[Any]:
    verb = Verb(word)
    return (verb.say, verb.spell)


async def test_each_call_goes_by_the_desk_that_is_present_when_it_begins() -> None:
    by = [verbs("old")]
    say, spell = present(lambda: by[0])
    begun = say(2)
    by[0] = verbs("new")
    assert await say(1) == ("new",)
    assert await spell() == "n-e-w"
    assert await begun == ("new", "new")  # it had not begun: nobody had run it yet


def test_they_keep_the_names_and_types_that_histories_know() -> None:
    originals = verbs("old")
    for one, other in zip(present(lambda: originals), originals, strict=True):
        told, wanted = definition(one), definition(other)
        assert (told.name, told.arg_types, told.ret_type) == (
            wanted.name,
            wanted.arg_types,
            wanted.ret_type,
        )
        assert told.is_async


def definition(verb: Any) -> Any:
    return activity._Definition.must_from_callable(verb)
