"""A customer on several accounts, and the verb that sends to them, over a real database."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from activities.delivery import DeliveryActivities, Outwards
from activities.delivery_request import DeliverRequest
from activities.translation import VaultTranslator
from channels.splitting import split
from domain.arrivals import Sender
from domain.channels import ByName, Limits, Mouth
from domain.contacts import NO_RULE, AccountRule
from domain.facts import Via
from domain.linking import Saying
from domain.message_events import DeliveryReported
from domain.ports import Outbound, Receipt, Translation
from domain.preferences import NewPreferences, Preferences
from domain.stores import RegionStores, Send, Text
from domain.ticket import DeliveryWanted
from tests.fakes.channel import FakeChannel
from tests.storage.building import NOW, arrival, told_and_applied

CHAT, MAIL = Via("chat", "shop"), Via("email", "shop")
ANNA = Sender("anna", name="Anna")
DAY = timedelta(days=1)
LONG = "One two three. Four five six. Seven eight nine."  # three parts of at most sixteen
PARTS = ["One two three.", "Four five six.", "Seven eight nine."]


class Chat(FakeChannel):
    """A platform with whatever limits a test wants, and with templates."""

    name = "chat"

    def __init__(self, *, folds_repeats: bool = True, **limits: Any) -> None:
        super().__init__(folds_repeats=folds_repeats)
        self.limits = Limits(**{"longest": 1_000, **limits})
        self.templates: list[str] = []

    async def send_template(self, message: Outbound, template: str) -> Receipt:
        """As the Protocol `Templates` says."""
        self.templates.append(template)
        return self.attempt(message)

    @staticmethod
    def unfit(text: str, language: str) -> str | None:
        """As the Protocol `Templates` says."""
        return "unfit_for_template" if "\n" in text else None


class Files(Chat):
    """The same, with files."""

    sends_files = True


class Plain(FakeChannel):
    """A platform that takes words and nothing else, and where machines answer."""

    name = "email"
    limits = replace(FakeChannel.limits, machines_answer=True)


@dataclass
class Rules:
    """The port `HouseRules`."""

    rules: dict[Via, AccountRule] = field(default_factory=dict)
    fallback: Via | None = None
    lives_in: str | None = "Europe/Lisbon"

    def of(self, via: Via) -> AccountRule:
        """As the Protocol says."""
        return self.rules.get(via, NO_RULE)

    def default(self) -> Via | None:
        """As the Protocol says."""
        return self.fallback

    def zone(self, told: Sequence[Sender], at: datetime) -> str | None:
        """As the Protocol says."""
        return self.lives_in


@dataclass
class Clock:
    """The port `Clock`."""

    at: datetime = NOW

    def now(self) -> datetime:
        """As the Protocol says."""
        return self.at


class Shouting:
    """The port `Translator`: it shouts the first word, unless its engines are away."""

    def __init__(self) -> None:
        self.away = False

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        """As the Protocol says."""
        if self.away:
            return Translation(text, "none", ("untranslated",))
        return Translation(text.split(maxsplit=1)[0].upper(), "shouting")


class Silent:
    """The port `Replies` of a desk that says one thing."""

    def render(self, *_: object, **__: object) -> Any:
        """As the Protocol says."""
        raise AssertionError("what the desk says is kept already")


@dataclass
class Desk:
    """One customer's ticket, and what is sent in it."""

    stores: RegionStores
    mouths: dict[str, Mouth]
    rules: Rules = field(default_factory=Rules)
    clock: Clock = field(default_factory=Clock)
    translator: Shouting = field(default_factory=Shouting)
    customer: str = ""
    ticket: str = ""
    answered: str = "m-1"
    _places: int = 1

    async def hears(self, number: int = 1, via: Via = CHAT, **changes: Any) -> None:
        """Anna writes; the ticket is the one that she wrote to first."""
        came = arrival(
            number, ANNA, channel=via.channel, account=via.account, **{"sent_at": NOW, **changes}
        )
        accepted = await self.stores.inbox.accept(came)
        await told_and_applied(self.stores)
        view = await self.stores.views.ticket(accepted.ticket_id)
        self.ticket = self.ticket or accepted.ticket_id
        if self.customer and view.customer_id != self.customer:
            await self.is_one_with(view.customer_id)
        self.customer = self.customer or view.customer_id

    async def is_one_with(self, other: str) -> None:
        """Somebody says that both are one person."""
        await self.stores.channels.links.join(self.customer, other, Saying("ana", "agent", NOW))

    async def sends(
        self, text: str = "Hello.", *, place: int | None = None, **changes: Any
    ) -> DeliveryReported:
        """An agent answers; what is reported of it. `place`: the same send once more."""
        return await self.verb().deliver(await self.request(text, place=place, **changes))

    async def request(
        self, text: str = "Hello.", *, place: int | None = None, **changes: Any
    ) -> DeliverRequest:
        """What the workflow asks for an answer."""
        if place is None:
            self._places += 1
        place = place or self._places + 100
        message = changes.pop("message", f"r-{place}")
        content: dict[str, object] = {"text": text, **changes.pop("content", {})}
        await self.stores.vault.put(
            Text(message, self.customer, self.ticket, "message", "en", content)
        )
        via = changes.pop("at", CHAT)
        wanted = DeliveryWanted(
            message,
            "agent",
            "ana",
            NOW,
            "en",
            in_reply_to=self.answered,
            via=changes.pop("via", None),
        )
        wanted = replace(wanted, **changes.pop("wanted", {}))
        send = Send(self.ticket, place, 0, message, via.channel, via.account)
        request = DeliverRequest(None, send, wanted, self.customer, "en", NOW, home=CHAT)
        return replace(request, **changes)

    def verb(self) -> DeliveryActivities:
        """The activities, as a worker has them."""
        stores = self.stores
        return DeliveryActivities(
            stores.outbox,
            stores.vault,
            Silent(),
            VaultTranslator(stores.vault, self.translator),
            ByName(self.mouths),
            stores.profiles,
            outwards=Outwards(stores.channels.reach, self.rules, stores.blobs, split, self.clock),
        )


AUTOMATIC: dict[str, Any] = {"author": "system", "author_id": "desk", "template": "progress"}


def chat_of(desk: Desk) -> Chat:
    chat = desk.mouths["chat"]
    assert isinstance(chat, Chat)
    return chat


def texts(desk: Desk, channel: str = "chat") -> list[str]:
    mouth = desk.mouths[channel]
    assert isinstance(mouth, Chat | Plain)
    return [message.text for message in mouth.taken]


async def prefers(desk: Desk, **wanted: object) -> None:
    said = Preferences(**wanted)  # type: ignore[arg-type] # as given
    await desk.stores.channels.reach.prefer(
        NewPreferences(desk.customer, said, NOW, "ana", "agent")
    )
