"""No message of the desk's own goes out in a language that its ticket does not have, unflagged."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st

from activities.composing import MACHINE_MADE, UNKNOWN_LANGUAGE
from activities.delivery import DeliveryActivities
from activities.delivery_request import DeliverRequest
from activities.translation import VaultTranslator
from domain.channels import ByName
from domain.coverage import LANGUAGES
from domain.message_events import DeliveryReported
from domain.ports import NO_HINTS, Detected, Hints
from domain.stores import Send
from domain.ticket import DeliveryWanted
from domain.vocabulary import Tone
from language.chain import ChainRules, TranslatorChain
from language.engine import EngineFailed
from language.tags import primary
from rulebook.replies.compiled import Replies, Told, replies_of
from rulebook.replies.templates import compiled
from tests.activities.test_delivery import Shelf
from tests.fakes.channel import FakeChannel
from tests.rulebook.building import SAMPLE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SEND = Send("eu-1", 3, 0, "eu-1-progress-2", "fake", "shop")
UNTRANSLATED: Final = "untranslated"
TEMPLATES: Final = replies_of(SAMPLE).for_customers
UNKNOWN: Final = ("und", "", "und-Cyrl", "und-BR")
# In which of two scripts a tag is read, where its language has two.
SCRIPTS: Final = {"zh-Hant": "Hant", "zh-TW": "Hant", "zh-Hant-HK": "Hant", "sr-Latn": "Latn"}
ODD: Final = ("zh", "zh-Hans-TW", "sr", "pt-BR", "pt-PT", "pt-AO", "EN-gb", "tlh", "no", *SCRIPTS)
THERE: Final = (*LANGUAGES, "zh", "sr", "sr-Latn", "pt-BR", "pt-PT", "no")


def words(tag: str) -> str:
    """A text of which everybody can tell the language: enough words for a detector, too."""
    return f"{tag}: " + " ".join([f"say{primary(tag)}"] * 6)


class Reader:
    """The port `LanguageDetector`, for such texts."""

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        found = next((each for each in text.split() if each.startswith("say")), "")
        return Detected(found.removeprefix("say") or "und", 1.0)


def _right(text: str, target: str) -> str:
    """Put into the language; what stands behind the words is left as it is."""
    return words(target) + text.removeprefix(words("en"))


def _fails(_: str, target: str) -> str:
    raise EngineFailed("status 503", retry=True)


def _other(text: str, target: str) -> str:
    return _right(text, "de" if primary(target) == "fi" else "fi")


ANSWERS: Final[dict[str, Callable[[str, str], str]]] = {
    "right": _right,
    "identical": lambda text, _: text,
    "empty": lambda *_: " ",
    "failing": _fails,
    "another language": _other,
}


class Engine:
    """The port `Engine`: it answers rightly, wrongly or not at all, into some languages."""

    def __init__(self, name: str, answer: str, languages: frozenset[str]) -> None:
        self.name = name
        self._answer = ANSWERS[answer]
        self._languages = languages

    def supports(self, source: str, target: str) -> bool:
        return target in self._languages

    def translate(self, text: str, source: str, target: str) -> str:
        return self._answer(text, target)

    def describe(self) -> str:
        return f"{self.name}: a fake."


def replies_in(languages: frozenset[str], signed: frozenset[str], tones: frozenset[str]) -> Replies:
    """A desk with every reply, of which each variant begins with the tag of its language."""
    made = {}
    for each in {"en"} | languages:
        for tone in (Tone.CALM, *(one for one in Tone if each in tones and one is not Tone.CALM)):
            head = "" if each in signed else "{# machine-made #}"
            source = f"{head}{words(each)} {{{{ ticket }}}}"
            told = Told(each.casefold(), tone)
            made[told] = compiled(f"replies/any/{each}.j2", "progress", each, source)
    return Replies(dict.fromkeys(TEMPLATES, MappingProxyType(made)))


def is_read_by(ticket: str, spoken: str) -> bool:
    """Whether who reads the ticket's language reads what a message says that it is."""
    same_script = SCRIPTS.get(ticket) == SCRIPTS.get(spoken)
    return primary(ticket) == primary(spoken) and same_script


some = st.frozensets(st.sampled_from(THERE), max_size=12)
KNOWN: Final = frozenset((*LANGUAGES, *ODD))
known = st.sampled_from(sorted(KNOWN))
able = st.frozensets(known) | st.just(KNOWN)
BARE: Final = (frozenset[str](),) * 3  # a desk that has English, unsigned


@settings(max_examples=200, deadline=None)
@given(
    ticket=known | st.sampled_from(UNKNOWN),
    template=st.sampled_from(TEMPLATES),
    desk=st.tuples(some, some, some),  # which variants there are, are signed and have tones
    asked=st.lists(st.tuples(st.sampled_from(sorted(ANSWERS)), able), max_size=3),
    tone=st.sampled_from(Tone),
)
@example("sv", "progress", BARE, [], Tone.CALM)
@example("und", "acknowledgement", BARE, [], Tone.CALM)
@example("zh-TW", "closing", (frozenset({"zh"}), *BARE[1:]), [], Tone.CALM)
@example("sr-Latn", "closing", (frozenset({"sr"}), *BARE[1:]), [], Tone.CALM)
@example("sv", "closing", BARE, [("identical", {"sv"})], Tone.CALM)
@example("sv", "closing", BARE, [("another language", {"sv"})], Tone.CALM)
def test_what_goes_out_is_in_the_tickets_language_or_says_that_it_is_not(
    ticket: str,
    template: str,
    desk: tuple[frozenset[str], frozenset[str], frozenset[str]],
    asked: list[tuple[str, frozenset[str]]],
    tone: Tone,
) -> None:
    engines = [Engine(f"engine-{number}", *each) for number, each in enumerate(asked)]
    channel, replies = FakeChannel(), replies_in(*desk)
    report = asyncio.run(sent(replies, engines, channel, ticket, template, tone))
    (message,) = channel.taken
    spoken = message.text.partition(":")[0]
    assert (message.language, message.flags) == (report.language, report.flags)
    assert is_read_by(report.language, spoken)  # it says of itself what it is
    flags = {UNTRANSLATED, UNKNOWN_LANGUAGE} & {*report.flags}
    if ticket in UNKNOWN:
        assert flags == {UNKNOWN_LANGUAGE}
    else:
        assert flags == (set() if is_read_by(ticket, spoken) else {UNTRANSLATED})
    written = "en" if report.engine else spoken
    assert (MACHINE_MADE in report.flags) is (written not in desk[1])


async def sent(
    replies: Replies,
    engines: Sequence[Engine],
    channel: FakeChannel,
    ticket: str,
    template: str,
    tone: Tone,
) -> DeliveryReported:
    """The report of a message of the desk's own for a ticket in a language."""
    shelf = Shelf()
    chain = TranslatorChain(engines, rules=ChainRules(detector=Reader()))
    activities = DeliveryActivities(
        shelf, shelf, replies, VaultTranslator(shelf, chain), ByName({"fake": channel}), shelf
    )
    wanted = DeliveryWanted(SEND.message_id, "system", "desk", NOW, ticket, template=template)
    try:
        return await activities.deliver(
            DeliverRequest(None, SEND, wanted, "anna", ticket, NOW, tone)
        )
    finally:
        chain.close(grace=0.0)
