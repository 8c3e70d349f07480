"""Two thousand texts at once, over every online engine: nobody gets what is another's."""

import asyncio
import itertools
import string

from language.cache import TranslationCache
from language.chain import ChainRules, TranslatorChain
from language.guarded import Patience
from tests.language.libre import PLACES, LibreServer, engine

TEXTS = 2_000
PATIENT = Patience(seconds=120.0, width=8)
# Names in letters only: whatever has a digit in it goes around the engines.
OWNERS = ["".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=3)]


def said_by(owner: str) -> str:
    return f"I am {owner}, and this is {owner} who writes; answer only {owner}, please"


def chains_of(server: LibreServer, rules: ChainRules | None = None) -> list[TranslatorChain]:
    return [TranslatorChain([engine(server, name, 120.0)], PATIENT, rules=rules) for name in PLACES]


async def not_their_own(chains: list[TranslatorChain], owners: list[str]) -> list[str]:
    """The owners who got something else than their own text."""
    answers = await asyncio.gather(
        *(
            chains[place % len(chains)].translate(said_by(owner), "en", "fr")
            for place, owner in enumerate(owners)
        )
    )
    return [
        owner
        for owner, answer in zip(owners, answers, strict=True)
        if said_by(owner) not in answer.text or answer.flags
    ]


async def test_of_two_thousand_concurrent_translations_none_goes_to_another(
    server: LibreServer,
) -> None:
    chains = chains_of(server)
    assert await not_their_own(chains, OWNERS[:TEXTS]) == []
    assert len(server.asked) == TEXTS
    for chain in chains:
        chain.close()


async def test_what_is_kept_goes_to_its_owner_too(server: LibreServer) -> None:
    chains = chains_of(server, ChainRules(cache=TranslationCache()))
    owners = OWNERS[:100]
    assert await not_their_own(chains, owners) == []
    assert await not_their_own(chains, owners * 20) == []
    assert len(server.asked) == len(owners)
    for chain in chains:
        chain.close()
