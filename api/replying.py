"""An answer on its way: cleared, known to be able to go out, and kept with its files."""

import hashlib
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.orders import Order
from api.problems import FieldError, Problem, invalid
from api.shapes import Enclosure, NewReply, NewVia
from api.ways import Ways, ways_of
from domain import commands
from domain.attachments import Blob
from domain.facts import Via
from domain.inspection import facts_of
from domain.reaching import NOTHING, Burden, Closed, Way
from domain.stores import Conflict

OF_THE_DESK = (Closed.NO_SUCH_ACCOUNT, Closed.NO_CALLBACK)
ABOUT_FILES = (Closed.FILES_NOT_TAKEN, Closed.FILE_TOO_LARGE)
WHY = {
    Closed.WINDOW_CLOSED: "Its platform takes no answer any more until the customer writes again",
    Closed.BLOCKED: "The customer blocked us there, or left",
    Closed.NO_SUCH_ACCOUNT: "The desk has this account no more",
    Closed.NO_CALLBACK: "This account has no callback to send to",
    Closed.FILES_NOT_TAKEN: "A file of this kind is not taken there",
    Closed.FILE_TOO_LARGE: "The file is larger than what is taken there",
}


WHY_UNFIT = (
    "Its platform takes only a template until the customer writes again, and that cannot carry "
    "this text: write one short line"
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of an answer, and what the message says of it."""

    content: bytes = field(repr=False)
    facts: Mapping[str, object] = field(repr=False)

    @property
    def kind_and_size(self) -> tuple[str, int]:
        """Its media type by its bytes, and how many they are."""
        return str(self.facts["type"]), len(self.content)


async def reply_of(order: Order, body: NewReply) -> commands.Reply:
    """The command, once nothing speaks against the answer and all of it is kept.

    Raises a Problem. What passed before under the same id passes again.
    """
    cleared = await order.cleared(body)
    files = _enclosed(order.text_id, body.attachments or ())
    via = via_of(body.via)
    carried = tuple(one.kind_and_size for one in files)
    await expect_way(order, via, Burden(carried, body.text, order.found.view.language))
    content: dict[str, object] = {"text": body.text}
    if files:
        content["attachments"] = [one.facts for one in files]
    text = await order.keep("message", content, cleared.language)
    await _keep(order, files)
    return commands.Reply(
        by=order.by,
        message_id=text.id,
        language=text.language,
        despite=cleared.despite,
        via=via,
    )


def via_of(named: NewVia | None) -> Via | None:
    """The account that a body names."""
    return None if named is None else Via(named.channel, named.account)


async def expect_way(order: Order, via: Via | None, burden: Burden = NOTHING) -> None:
    """Refuse what cannot go out, with the ways that there are; a repeat passes as it did before.

    An account that the API's desk does not have, or only hears by, may be another to the worker:
    unless it is named, the delivery says so.
    """
    if await order.found.stores.vault.get_many([order.text_id]):
        return
    ways = await ways_of(order.viewing.door, order.found, via, burden)
    first = ways.primary
    if first is None and via is not None:
        raise _unknown_via(ways)
    if ways.choice is not None or first is None or first.closed is None:
        return
    if first.closed in ABOUT_FILES:
        raise invalid([FieldError(field="attachments", detail=f"{WHY[first.closed]}.")])
    if first.closed not in OF_THE_DESK or via is not None:
        raise _closed(ways, first, first.closed)


def _unknown_via(ways: Ways) -> Problem:
    known = ", ".join(f"{one.via.channel}/{one.via.account}" for one in ways.situation.ways)
    detail = f"The customer is not known on this account; they are on {known}."
    return invalid([FieldError(field="via", detail=detail)])


def _closed(ways: Ways, first: Way, why: Closed) -> Problem:
    facts = {"ways": [one.model_dump(mode="json") for one in ways.shapes()]}
    said = WHY_UNFIT if first.unfit else WHY[why]
    sentence = f"{said}; answer `via` one of `ways` that is open."
    if why is Closed.WINDOW_CLOSED:
        return Problem(409, "window_closed", sentence, facts=facts)
    return Problem(409, "cannot_be_reached", sentence, facts=facts)


def _enclosed(text_id: str, attachments: Sequence[Enclosure]) -> list[Enclosed]:
    """Each under a name that is the same whenever the answer is repeated."""
    found = []
    for place, one in enumerate(attachments):
        content = b64decode(one.content)
        name = hashlib.sha256(f"{text_id} {place}".encode()).hexdigest()[:32]
        said = {"name": one.name} if one.name else {}
        facts = {**said, "id": name, **facts_of(content, one.name or "")}
        found.append(Enclosed(content, facts))
    return found


async def _keep(order: Order, files: Sequence[Enclosed]) -> None:
    stores, view = order.found.stores, order.found.view
    for one in files:
        blob = Blob(str(one.facts["id"]), view.customer_id, view.id, order.text_id)
        try:
            await stores.blobs.put(blob, _pieces(one.content))
        except Conflict:  # it is there since the same answer was sent before
            continue


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
