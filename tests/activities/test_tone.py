"""The tone that a customer's messages set reaches the replies that the desk writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from activities.delivery import DeliveryActivities
from activities.delivery_request import DeliverRequest
from activities.translation import VaultTranslator
from domain.arrivals import Sender
from domain.channels import ByName
from domain.events import MessageUnderstood
from domain.ports import Reply
from domain.ticket import DeliveryWanted
from domain.vocabulary import Tone
from tests.activities.test_delivery import NOW, SEND, Echo, Shelf
from tests.domain.building import NINE, Life, understood
from tests.fakes.channel import FakeChannel
from workflows.asking import delivery


class InTones:
    """The port `Replies`: says in which tone it was asked to speak."""

    def render(
        self,
        template: str,
        language: str,
        values: Mapping[str, str],
        tone: Tone = Tone.CALM,
        to: Sequence[Sender] = (),
    ) -> Reply:
        return Reply(f"{template}, {tone}", language)


WANTED = DeliveryWanted(SEND.message_id, "system", "desk", NOW, "en", template="progress")


@pytest.mark.parametrize("tone", Tone)
async def test_a_reply_is_written_in_the_tone_of_the_ticket(tone: Tone) -> None:
    shelf, channel = Shelf(), FakeChannel()
    translator = VaultTranslator(shelf, Echo())
    activities = DeliveryActivities(
        shelf, shelf, InTones(), translator, ByName({"fake": channel}), shelf
    )
    await activities.deliver(DeliverRequest(None, SEND, WANTED, "anna", "en", NOW, tone))
    assert [one.text for one in channel.taken] == [f"progress, {tone}"]


@pytest.mark.parametrize(
    ("moods", "tone"), [(("en.angry.fury",), Tone.ANGRY), (("en.urgent.hurry",), Tone.CALM)]
)
def test_a_ticket_asks_for_the_tone_that_its_customer_set(
    moods: tuple[str, ...], tone: Tone
) -> None:
    life = Life()
    found = understood("m-1", NINE)
    assert isinstance(found, MessageUnderstood)
    life.happens(replace(found, moods=moods))
    assert delivery(life.story, None, WANTED, 9, NINE).tone is tone
