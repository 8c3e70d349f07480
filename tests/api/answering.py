"""A house whose desk has accounts on real channels, and a customer who is known on two of them."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.channels import Channel, Mouth, Request
from domain.contacts import NO_RULE, AccountRule
from domain.facts import Via
from domain.linking import Saying
from domain.ports import Refused
from rulebook.facts import Account
from tests.api.house import MONDAY, House, sample

CHAT, MAIL = Via("whatsapp", "shop"), Via("email", "support")
PNG = b"\x89PNG\r\n\x1a\n and so on"
ENCLOSED = {"content": b64encode(PNG).decode(), "name": "receipt.png"}


@dataclass
class Speaking:
    """The port `Ears`, and what the platform was shown."""

    mouths: Mapping[Via, Channel] = field(default_factory=dict)

    def of(self, channel: str, account: str) -> Channel | None:
        """As the Protocol says."""
        return self.mouths.get(Via(channel, account))

    def largest(self, channel: str) -> int:
        """As the Protocol says."""
        return 0


class Shows:
    """A platform that shows that somebody is writing, unless it refuses."""

    name = "whatsapp"
    folds_repeats = True

    def __init__(self, mouth: type[Mouth], *, refuses: bool = False) -> None:
        self.limits = mouth.limits
        self._refuses = refuses
        self.shown: list[tuple[str, str | None]] = []

    async def typing(self, recipient: str, in_reply_to: str | None) -> None:
        """As the Protocol `Typing` says."""
        if self._refuses:
            raise Refused("blocked")
        self.shown.append((recipient, in_reply_to))

    def accepts(self, request: Request) -> bool:
        """As the Protocol says."""
        return False


def furnished(house: House, ears: Speaking | None = None, **rules: AccountRule) -> House:
    """The house, with accounts of two channels; `rules` by the channel's name."""
    accounts = tuple(
        Account(
            channel=via.channel,
            account=via.account,
            region=None,
            callback_url=None,
            secret=None,
            loopback=False,
            rule=rules.get(via.channel, NO_RULE),
        )
        for via in (CHAT, MAIL)
    )
    desk = replace(sample(), accounts=accounts)
    door = replace(house.door, desk=lambda _: desk, ears=ears or Speaking())
    house.app.state.door = door
    house.door = door
    return house


async def wrote(house: House, number: int = 1, via: Via = CHAT) -> str:
    """Maria writes by an account; the ticket."""
    return await house.wrote(
        channel=via.channel,
        account=via.account,
        message_id=f"client-{number}",
        sender={"id": f"maria on {via.channel}", "country": "IE"},
    )


async def is_on_both(house: House) -> str:
    """Maria writes by chat, and is known by mail, too; the ticket of her chat."""
    ticket, other = await wrote(house), await wrote(house, 2, MAIL)
    stores = house.door.regions["eu"]
    one, two = [(await stores.views.ticket(name)).customer_id for name in (ticket, other)]
    await stores.channels.links.join(one, two, Saying("ana", "agent", MONDAY))
    return ticket


async def ways(house: House, ticket: str) -> list[dict[str, Any]]:
    """What an agent reads."""
    answer = await house.get(f"/v1/tickets/{ticket}/ways")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])
