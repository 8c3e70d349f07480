"""A flood in somebody's name: it opens one ticket, reaches nobody, and ends at the limit."""

from dataclasses import fields

import pytest

from domain.access import Role
from domain.ports import Outbound
from tests.api.house import House, message
from tests.api.test_rates import limited

VICTIM = "victim@example.com"


@pytest.mark.attack(3)
async def test_a_flood_in_a_victims_name_is_one_ticket_until_the_limit(house: House) -> None:
    limited(house, messages=20)
    sender = {"id": VICTIM, "email": VICTIM, "country": "IE"}
    answers = [
        await house.post(
            "/v1/messages", message(message_id=f"m-{number}", sender=sender), Role.CHANNEL
        )
        for number in range(30)
    ]
    assert [answer.status_code for answer in answers] == [202] * 20 + [429] * 10
    assert len({answer.json()["ticket_id"] for answer in answers[:20]}) == 1
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.attack(3)
def test_what_goes_out_has_no_place_for_an_address_that_a_sender_named() -> None:
    """It goes to whoever wrote on the account, by the id that the platform gives them there."""
    named = {field.name for field in fields(Outbound)}
    assert not named & {"to", "cc", "email", "phone", "address", "sender"}
    assert {"channel", "account", "recipient", "conversation_id"} <= named
