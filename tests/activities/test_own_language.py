"""No message of the desk's own goes out in a language that its ticket does not have, unflagged."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from activities.delivery import MACHINE_MADE, UNKNOWN_LANGUAGE, DeliverRequest, DeliveryActivities
from activities.translation import VaultTranslator
from domain.events import DeliveryReported
from domain.ports import Translation
from domain.stores import Send
from domain.ticket import DeliveryWanted, same_language
from domain.vocabulary import Tone
from rulebook.replies.compiled import Replies, Told
from rulebook.replies.templates import compiled
from tests.activities.test_delivery import Shelf
from tests.fakes.channel import FakeChannel

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEND = Send("eu-1", 3, 0, "eu-1-progress-2", "fake", "shop")
LANGUAGES: Final = ("ar", "de", "en", "he", "ja", "pt", "pt-BR", "sv", "th", "zh", "zh-Hant")
TICKETS: Final = (*LANGUAGES, "pt-AO", "zh-TW", "EN-gb", "tlh", "und")
UNTRANSLATED: Final = "untranslated"


class Engine:
    """The port `Translator`: it says its own tag in front, or gives up as the chain does."""

    def __init__(self, languages: frozenset[str], *, retry: bool) -> None:
        self._languages = languages
        self._retry = retry

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        if target not in self._languages:
            return Translation(text, "none", (UNTRANSLATED,), self._retry)
        return Translation(f"[{target}] {text.partition(' ')[2]}", "engine")


def replies_in(languages: frozenset[str], signed: frozenset[str], tones: frozenset[str]) -> Replies:
    """A desk with one reply, of which each variant begins with the tag of its language."""
    made = {}
    for each in {"en"} | languages:
        for tone in (Tone.CALM, *(one for one in Tone if each in tones and one is not Tone.CALM)):
            head = "" if each in signed else "{# machine-made #}"
            source = f"{head}[{each}] {{{{ ticket }}}}"
            told = Told(each.casefold(), tone)
            made[told] = compiled(f"replies/progress/{each}.j2", "progress", each, source)
    return Replies({"progress": MappingProxyType(made)})


some = st.frozensets(st.sampled_from(LANGUAGES))


@given(
    ticket=st.sampled_from(TICKETS),
    there=some,
    signed=some,
    upset=some,
    engine=st.builds(Engine, st.frozensets(st.sampled_from(TICKETS)), retry=st.booleans()),
    tone=st.sampled_from(Tone),
)
@example("sv", frozenset(), frozenset(), frozenset(), Engine(frozenset(), retry=True), Tone.CALM)
@example("und", frozenset(), frozenset(), frozenset(), Engine(frozenset(), retry=False), Tone.CALM)
def test_what_goes_out_is_in_the_tickets_language_or_says_that_it_is_not(
    ticket: str,
    there: frozenset[str],
    signed: frozenset[str],
    upset: frozenset[str],
    engine: Engine,
    tone: Tone,
) -> None:
    channel = FakeChannel()
    report = asyncio.run(sent(replies_in(there, signed, upset), engine, channel, ticket, tone))
    (message,) = channel.taken
    spoken = message.text.partition("]")[0].removeprefix("[")
    assert message.language == report.language
    assert same_language(spoken, report.language)  # it says of itself what it is
    assert message.flags == report.flags
    if ticket == "und":
        assert UNKNOWN_LANGUAGE in report.flags
    elif not same_language(spoken, ticket):
        assert UNTRANSLATED in report.flags
    else:
        assert not {UNTRANSLATED, UNKNOWN_LANGUAGE} & {*report.flags}
    if not report.engine:
        assert (MACHINE_MADE in report.flags) is (spoken not in signed)


async def sent(
    replies: Replies, engine: Engine, channel: FakeChannel, language: str, tone: Tone
) -> DeliveryReported:
    """The report of a progress note for a ticket in a language."""
    shelf = Shelf()
    activities = DeliveryActivities(
        shelf, shelf, replies, VaultTranslator(shelf, engine), {"fake": channel}, shelf
    )
    wanted = DeliveryWanted(SEND.message_id, "system", "desk", NOW, language, template="progress")
    return await activities.deliver(DeliverRequest(None, SEND, wanted, "anna", language, NOW, tone))
