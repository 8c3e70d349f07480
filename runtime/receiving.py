"""What platforms bring, from the bytes to the stores of the region that it belongs to.

The one pipeline inwards, whoever brings it: the API for webhooks, the worker for what is collected.
Everything may come twice and in any order: what is here already changes nothing.
"""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import structlog
from sqlalchemy.exc import DataError

from domain.amendments import Place, Told
from domain.arrivals import AnotherBody, Sender
from domain.channels import (
    Channel,
    Deleted,
    Edited,
    Item,
    Reachable,
    Reported,
    Request,
    Unreadable,
    Written,
)
from domain.ports import Clock
from domain.stores import RegionStores, Unavailable
from rulebook.home import Home
from runtime import metrics, normalising
from runtime.arriving import Address, Arriving, Maker
from runtime.homes import HomeOf, Who, region_of, settled
from runtime.raw_requests import set_aside_of, written_down
from runtime.received import NOT_TAKEN, TOLD, Outcome, Received
from runtime.taken import digest_of

OUR_FAULT: Final = "our_fault"
READ_AT_ONCE: Final = 64 * 1024  # bytes
ANSWERED: Final = "answered ticket"  # why a region is the home: a token of ours names the ticket
_CODE: Final = re.compile("[a-z0-9_]{1,60}")
Amendment = Edited | Deleted | Reported | Reachable

T = TypeVar("T")

log = structlog.get_logger("receiving")


class _Unfit(Exception):
    """A message cannot be brought into our form: a fault of ours, by its name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Done:
    outcome: Outcome
    elsewhere: tuple[str, ...] = ()
    unreadable: tuple[str, str] | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One request of the platform of one account."""

    address: Address
    request: Request
    taken: Collection[str]  # the items that another region took before it was told here

    @property
    def place(self) -> Place:
        """Where and when it was told."""
        return Place(self.address.channel, self.address.account, self.request.at)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes deliveries in, for the regions that this process serves."""

    regions: Mapping[str, RegionStores]
    home_of: HomeOf
    maker: Maker
    nudge: Callable[[str], None]  # tells a region's dispatcher that something was accepted
    clock: Clock
    others: Collection[str] = ()  # regions that are served elsewhere, and can be asked

    async def receive(
        self, channel: Channel, address: Address, request: Request, taken: Collection[str] = ()
    ) -> Received:
        """Read what was accepted and keep each item where it belongs, but those that are `taken`.

        Raises Unavailable where the database of a region did not take one: all others are kept,
        and known when the delivery comes again.
        """
        delivery = _Delivery(address, request, taken)
        lanes = _lanes(await _items(channel, request))
        done = await asyncio.gather(*(self._one_by_one(delivery, lane) for lane in lanes))
        found = [one for lane in done for one in lane]
        outcomes = Counter(one.outcome for one in found)
        for outcome, count in outcomes.items():
            metrics.RECEIVED.labels(address.channel, outcome).inc(count)
        if outcomes[Outcome.AWAY]:
            raise Unavailable(f"{outcomes[Outcome.AWAY]} of {len(found)} items were not kept")
        return Received(
            outcomes,
            frozenset(region for one in found for region in one.elsewhere),
            dict(one.unreadable for one in found if one.unreadable),
            frozenset(one.digest for one in found if one.outcome not in NOT_TAKEN),
        )

    async def _one_by_one(self, delivery: _Delivery, lane: Sequence[Item]) -> list[_Done]:
        done = list[_Done]()
        for item in lane:
            done.append(replace(await self._taken(delivery, item), digest=digest_of(item)))
            if done[-1].outcome is Outcome.AWAY:
                break  # nothing overtakes it
        return done

    async def _taken(self, delivery: _Delivery, item: Item) -> _Done:
        """Whatever is the matter with one item, the others go their way.

        What is wrong with an item itself stays wrong: it is set aside. What is wrong with a store
        may pass, and would be wrong with all: the platform keeps it for us, and comes again.
        """
        if digest_of(item) in delivery.taken:
            return _Done(Outcome.ELSEWHERE)
        try:
            return await self._heard(delivery, item)
        except Unavailable:
            return _Done(Outcome.AWAY)
        except (_Unfit, DataError) as fault:
            log.error("an item is set aside", kind=type(item).__name__, fault=str(fault.code))
            return await self._aside_for_our_fault(delivery, item)
        except Exception as fault:  # noqa: BLE001 - the others are told of first
            log.error("an item was not kept", kind=type(item).__name__, fault=type(fault).__name__)
            return _Done(Outcome.AWAY)

    async def _aside_for_our_fault(self, delivery: _Delivery, item: Item) -> _Done:
        named = f"{type(item).__name__} {getattr(item, 'message_id', '')}"
        part = named.encode("utf-8", "replace") + b"\n" + delivery.request.body
        try:
            return await self._set_aside(delivery, Unreadable(OUR_FAULT, part))
        except Unavailable:
            return _Done(Outcome.AWAY)

    async def _heard(self, delivery: _Delivery, item: Item) -> _Done:
        match item:
            case Written():
                return await self._accepted(delivery, item)
            case Unreadable():
                return await self._set_aside(delivery, item)
            case _:
                return await self._amended(delivery, item)

    async def _accepted(self, delivery: _Delivery, written: Written) -> _Done:
        address = delivery.address
        one = _fit(lambda: Arriving.of(written))
        home = await self._home(address, one)
        if home.region not in self.regions:
            return _Done(Outcome.ELSEWHERE, (home.region,))
        arrival = _fit(lambda: self.maker.arrival(one, address, home, self.clock.now()))
        try:
            acceptance = await self.regions[home.region].inbox.accept(arrival)
        except AnotherBody:
            return _Done(Outcome.ALTERED)
        self.nudge(home.region)
        return _Done(Outcome.DUPLICATE if acceptance.duplicate else Outcome.ACCEPTED)

    async def _home(self, address: Address, one: Arriving) -> Home:
        """Where the sender's data lives: a token of ours knows better than what anybody says."""
        answered = region_of(one.written.ticket or "")
        if answered and answered in (*self.regions, *self.others):
            return Home(answered, ANSWERED)
        told = _fit(lambda: self._told_home(address, one.sender))
        if not one.written.sender.id:  # nobody that could be known
            return told
        who = Who(address.channel, address.account, one.sender.id)
        return await settled(told, who, self.regions)

    def _told_home(self, address: Address, told: Sender) -> Home:
        """Where the sender lives by what is told of them."""
        region = address.region
        try:
            return self.home_of(
                country=told.country, phone=told.phone, account_region=region, locale=told.locale
            )
        except ValueError:  # a country that no region of this desk has
            return self.home_of(
                country=None, phone=told.phone, account_region=region, locale=told.locale
            )

    async def _amended(self, delivery: _Delivery, item: Amendment) -> _Done:
        """It goes where its message is; where nobody knows it, to where such messages go.

        Which may be any region: people live where they live, not where the account is.
        """
        for region, stores in self.regions.items():
            if await stores.channels.amendments.knows(delivery.place, item):
                return _Done(await self._told(region, delivery, item))
        home = self._awaited(delivery.address, item)
        away = tuple(region for region in (home, *self.others) if region not in self.regions)
        if home not in self.regions:
            return _Done(Outcome.ELSEWHERE, away)
        return _Done(await self._told(home, delivery, item), away)

    async def _told(self, region: str, delivery: _Delivery, item: Amendment) -> Outcome:
        told = await self._tell(region, delivery.place, item)
        if told is Told.TAKEN:
            self.nudge(region)
        return TOLD[told]

    async def _tell(self, region: str, place: Place, item: Amendment) -> Told:
        amendments = self.regions[region].channels.amendments
        match item:
            case Edited():
                return await amendments.edit(place, item)
            case Deleted():
                return await amendments.delete(place, item)
            case Reported():
                return await amendments.report(place, item)
            case Reachable():
                return await amendments.reachable(place, item)

    async def _set_aside(self, delivery: _Delivery, item: Unreadable) -> _Done:
        """It is nobody's yet: it lies where messages of this account go, or else here."""
        usual = self._usual(delivery.address)
        region = usual if usual in self.regions else next(iter(self.regions))
        reason = item.reason if _CODE.fullmatch(item.reason) else "unreadable"
        one = set_aside_of(
            region,
            delivery.address,
            item.content,
            reason,
            self.clock.now(),
            self.maker.fingerprint,
        )
        request = delivery.request
        kept = replace(request, body=item.content) if item.alone else request
        await self.regions[region].channels.set_asides.keep(one, written_down(kept))
        return _Done(Outcome.SET_ASIDE, unreadable=(one.id, one.reason))

    def _awaited(self, address: Address, item: Amendment) -> str:
        """Where the message that it is about will be, if that is to come."""
        told = item.sender if isinstance(item, Edited | Deleted) else None
        if told is None:
            return self._usual(address)
        return _fit(lambda: self._told_home(address, normalising.sender(told))).region

    def _usual(self, address: Address) -> str:
        home = self.home_of(country=None, phone=None, account_region=address.region, locale=None)
        return home.region


def _fit(made: Callable[[], T]) -> T:
    """What is made of a message. Raises _Unfit: the same again would be the same for ever."""
    try:
        return made()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the message is set aside
        raise _Unfit(type(fault).__name__) from None


async def _items(channel: Channel, request: Request) -> Sequence[Item]:
    """All that the delivery tells of; a channel that breaks its promise makes it unreadable.

    What is long, as a mail with files is, is read in a thread: others must not wait for it.
    """
    try:
        if len(request.body) > READ_AT_ONCE:
            return await asyncio.to_thread(channel.read, request)
        return channel.read(request)
    except Exception as fault:  # noqa: BLE001 - a platform would send the same again, for days
        log.error("a delivery is set aside", channel=channel.name, fault=type(fault).__name__)
        return [Unreadable(OUR_FAULT, request.body)]


def _lanes(items: Iterable[Item]) -> Iterable[Sequence[Item]]:
    """What one person did goes one after the other; people go side by side."""
    lanes: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        lanes[_who(item)].append(item)
    return lanes.values()


def _who(item: Item) -> str:
    match item:
        case Written():
            return str(item.sender.id)
        case Edited() | Deleted() | Reachable():
            return str(item.sender_id)
        case _:
            return ""
