"""Who asks for answers in a language gets them in it, from the next answer on."""

import pytest

from domain.vocabulary import LanguageReason
from tests.workflows.desk import LiveDesk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_wish_decides_in_which_language_the_customer_is_answered(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket("Where is my order? Please answer in Portuguese.")
    await desk.replies(ticket, "It is on its way.")
    await desk.rests(ticket)
    acknowledgement, answer = desk.channel.delivered
    assert acknowledgement.language == "pt"
    assert (answer.language, answer.text) == ("pt", "IT IS ON ITS WAY.")
    standing = await desk.standing(ticket)
    assert standing.language_reason is LanguageReason.WISH
    assert standing.writes == "en"
