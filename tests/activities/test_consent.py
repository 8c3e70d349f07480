"""Without consent, where it is needed: no engine elsewhere, and no question how it was."""

from pathlib import Path

import pytest

from activities.delivery import DeliveryActivities
from activities.delivery_request import DeliverRequest
from activities.translation import TranslateRequest, VaultTranslator
from domain.briefs import PARTS
from domain.channels import ByName
from domain.consents import OnlineEngines
from domain.message_events import DeliveryReported
from domain.privacy import Purpose
from domain.stores import Text
from domain.ticket import DeliveryWanted
from language.chain import TranslatorChain
from rulebook.privacy import engines_elsewhere
from rulebook.replies.compiled import replies_of
from tests.activities.test_delivery import NOW, SEND, Echo, Shelf
from tests.fakes.channel import FakeChannel
from tests.language.fakes import FakeEngine
from tests.rulebook.building import SAMPLE, Copy, copied

REPLIES = replies_of(SAMPLE)
LETTER = Text("m-1", "anna", "eu-1", "message", "pt", {"text": "Onde está?"})
BRIEF = Text("b-1", "anna", "eu-1", "brief", "pt", dict.fromkeys(PARTS, "Espera."))


class Said:
    """The port `Permissions`: who agreed to what."""

    def __init__(self, *agreed: tuple[str, Purpose]) -> None:
        self.agreed = {*agreed}

    async def allows(self, customer_id: str, purpose: Purpose) -> bool:
        return (customer_id, purpose) in self.agreed


def asking(*agreed: tuple[str, Purpose]) -> tuple[VaultTranslator, FakeEngine, FakeEngine]:
    """A translator with an engine elsewhere, which is asked first, and one on this machine."""
    online, local = FakeEngine(name="deepl"), FakeEngine(str.lower, name="local")
    chain = TranslatorChain([online, local])
    limits = OnlineEngines(("deepl",), Said(*agreed))
    return VaultTranslator(Shelf(), chain, online=limits), online, local


async def test_texts_of_who_did_not_agree_stay_on_this_machine() -> None:
    translator, online, local = asking()
    made = await translator.translate(LETTER, "pt", "en")
    assert (made.text, made.engine) == ("onde está?", "local")
    await translator.translate_parts(BRIEF, PARTS, "en")
    assert online.asked == []
    assert local.asked


async def test_who_agreed_is_translated_by_whoever_is_best() -> None:
    translator, online, local = asking(("anna", Purpose.ONLINE_TRANSLATION))
    made = await translator.translate(LETTER, "pt", "en")
    assert (made.text, made.engine) == ("ONDE ESTÁ?", "deepl")
    assert (online.asked, local.asked) == (["Onde está?"], [])


async def test_one_persons_consent_is_not_anothers() -> None:
    translator, online, _ = asking(("bo", Purpose.ONLINE_TRANSLATION))
    assert (await translator.translate(LETTER, "pt", "en")).engine == "local"
    assert online.asked == []


async def test_nobody_can_have_another_engine_see_what_none_elsewhere_may() -> None:
    translator, online, _ = asking()
    request = TranslateRequest(
        None, "eu-1", 3, "m-1", "pt", "en", NOW, another=True, without=("local",)
    )
    made = await translator.translate_again(LETTER, request)
    assert "untranslated" in made.flags
    assert online.asked == []


async def asked_how_it_was(template: str, *agreed: tuple[str, Purpose]) -> DeliveryReported:
    shelf, channel = Shelf(), FakeChannel()
    deliver = DeliveryActivities(
        shelf,
        shelf,
        REPLIES,
        VaultTranslator(shelf, Echo()),
        ByName({"fake": channel}),
        shelf,
        permissions=Said(*agreed),
    )
    wanted = DeliveryWanted(SEND.message_id, "system", "desk", NOW, "en", template=template)
    report = await deliver.deliver(DeliverRequest(None, SEND, wanted, "anna", "en", NOW))
    assert bool(channel.taken) == (report.state == "sent")
    return report


async def test_nobody_is_asked_how_it_was_who_did_not_agree_to_be() -> None:
    report = await asked_how_it_was("satisfaction")
    assert (report.state, report.reason) == ("failed", "no_consent")
    agreed = ("anna", Purpose.SATISFACTION)
    assert (await asked_how_it_was("satisfaction", agreed)).state == "sent"


async def test_what_else_the_desk_says_needs_no_consent() -> None:
    assert (await asked_how_it_was("closing")).state == "sent"


@pytest.mark.parametrize(
    ("engines", "elsewhere"),
    [
        ("engines: {libre: {url: 'http://127.0.0.1:5000/'}}", ("deepl",)),
        ("engines: {libre: {url: 'http://localhost/'}}", ("deepl",)),
        ("engines: {libre: {url: 'https://translate.example/'}}", ("libre", "deepl")),
    ],
)
def test_an_engine_is_elsewhere_unless_its_own_address_is_here(
    tmp_path: Path, engines: str, elsewhere: tuple[str, ...]
) -> None:
    copy: Copy = copied(tmp_path)
    allowed = "    residency: cn\n    translation_engines: [local]\n"
    copy.edit("regions.yaml", allowed, allowed.replace("[local]", "[libre, local, deepl]"))
    copy.write("translation.yaml", engines.replace("}}", "}, deepl: {key: {file: k}}}") + "\n")
    desk = copy.read()
    assert engines_elsewhere(desk, "cn") == elsewhere
    assert engines_elsewhere(desk, "eu") == ()
