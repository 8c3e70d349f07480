"""One delivery of a platform: from its account to the answer that the platform waits for.

What belongs to a region that is served elsewhere goes there as it came, signature and all, and is
verified there once more: asking the platform to come again would not help, for it only knows this
address. Each door takes what is its own and drops the rest, which it held in memory alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from api.body import raw_body
from api.door import Door, UnknownAccount
from api.forwarding import region_away
from api.problems import Problem
from domain import channels
from domain.abilities import Answers, Greets
from domain.channels import Channel
from domain.peers import Errand, PeerAway
from domain.stores import Unavailable
from runtime import taken
from runtime.arriving import Address, Maker
from runtime.metrics import WEBHOOKS
from runtime.received import Received
from runtime.receiving import Receiver

TAKEN: Final = "meridian-taken"  # beside it: what of the delivery the front took itself
FORWARDED: Final = "meridian-forwarded"  # set by anybody, it only keeps a delivery from going on
# A connection's own, and what our own client writes anew.
NOT_CARRIED: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect"}
)
OK: Final = 200
PLAIN: Final = "text/plain"
JSON: Final = "application/json"  # platforms read no call in an answer of another type


@dataclass(frozen=True, slots=True)
class Hearing:
    """A request to an account that the desk has."""

    door: Door
    request: Request
    channel: Channel
    address: Address

    async def told(self) -> channels.Request:
        """The request with its body. Raises a Problem for one that is too large."""
        try:
            body = await raw_body(self.request, self.door.ears.largest(self.address.channel))
        except Problem:
            self.count("too_large")
            raise
        return self.asked(body)

    def asked(self, body: bytes = b"") -> channels.Request:
        """The request as channels know one."""
        return channels.Request(
            method=self.request.method,
            url=str(self.request.url),
            headers={name.lower(): value for name, value in self.request.headers.items()},
            query=dict(self.request.query_params),
            body=body,
            at=self.door.clock.now(),
        )

    def greeting(self) -> str:
        """What proves that the address is ours. Raises a Problem for who may not ask for it."""
        if not isinstance(self.channel, Greets):
            raise Problem(
                405,
                "method_not_allowed",
                "The platform of this account only brings; the header `Allow` names how.",
                headers={"Allow": "POST"},
            )
        text = self.channel.greeting(self.asked())
        if text is None:
            raise self.refused()
        self.count("greeted")
        return text

    def refused(self) -> Problem:
        """Nothing proves who sent it. Raises a Problem of its own for who tries too often."""
        self.count("refused")
        self.door.rates.count_failure(self.request.client and self.request.client.host)
        return Problem(
            401,
            "not_from_platform",
            "Nothing here proves that the account's platform sent this; compare the secrets.",
            headers={"WWW-Authenticate": 'Signature realm="meridian"'},
        )

    def count(self, outcome: str) -> None:
        """Count how the delivery was answered."""
        WEBHOOKS.labels(self.address.channel, outcome).inc()


def hearing_of(door: Door, request: Request, channel: str, account: str) -> Hearing:
    """The request, if the desk has that account. Raises a Problem."""
    try:
        known = door.account(channel, account)
    except UnknownAccount:
        raise _unknown(door, request) from None
    ear = door.ears.of(channel, account)
    if ear is None:
        raise _unknown(door, request)
    return Hearing(door, request, ear, Address(channel, known.name, known.region))


async def heard(hearing: Hearing, told: channels.Request) -> Response:
    """What the platform is answered once all is kept. Raises a Problem, and Unavailable."""
    greeting = hearing.channel.greeting(told) if isinstance(hearing.channel, Greets) else None
    if greeting is not None:
        hearing.count("greeted")
        return PlainTextResponse(greeting)
    if not hearing.channel.accepts(told):
        raise hearing.refused()
    try:
        received = await receiver_of(hearing.door).receive(
            hearing.channel, hearing.address, told, _taken(told)
        )
        await _carried_on(hearing, told, received)
    except (Unavailable, Problem):
        hearing.count("away")
        raise
    hearing.count("heard")
    return _answer(hearing, told)


def receiver_of(door: Door) -> Receiver:
    """What takes deliveries in behind a door."""
    return Receiver(
        regions=door.regions,
        home_of=door.home_of,
        maker=Maker(door.new_id, door.fingerprint),
        nudge=door.nudge,
        clock=door.clock,
        others=tuple(door.peers.regions),
    )


def _answer(hearing: Hearing, told: channels.Request) -> Response:
    if FORWARDED in told.headers:
        return JSONResponse({"kept": True})
    if isinstance(hearing.channel, Answers):
        text = hearing.channel.answer(told)
        return Response(text, media_type=JSON if text.startswith("{") else PLAIN)
    return PlainTextResponse("")


async def _carried_on(hearing: Hearing, told: channels.Request, received: Received) -> None:
    """Have the other regions hear it that it belongs to. Raises a Problem where one does not."""
    if FORWARDED in told.headers:
        return
    errand = _errand(hearing.request, told, received)
    for region in sorted(received.elsewhere):
        if not await _took(hearing.door, region, errand):
            raise region_away(region)


async def _took(door: Door, region: str, errand: Errand) -> bool:
    if region not in door.peers.regions:
        return False
    try:
        answer = await door.peers.ask(region, errand)
    except PeerAway:
        return False
    return answer.status == OK


def _taken(told: channels.Request) -> Collection[str]:
    return taken.read(told.headers.get(TAKEN, "")) if FORWARDED in told.headers else ()


def _errand(request: Request, told: channels.Request, received: Received) -> Errand:
    query = request.scope["query_string"].decode("latin-1")
    target = quote(request.scope["path"]) + (f"?{query}" if query else "")
    ours = {FORWARDED: "1", TAKEN: taken.written(received.taken)}
    return Errand(told.method, target, {**_carried(told.headers), **ours}, told.body)


def _carried(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in NOT_CARRIED}


def _unknown(door: Door, request: Request) -> Problem:
    """No account of ours. Raises a Problem of its own for who tries too many."""
    door.rates.count_failure(request.client and request.client.host)
    return Problem(404, "no_such_account", "The desk has no such account; see desk/channels.yaml.")
