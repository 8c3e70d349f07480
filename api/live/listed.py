"""Turns tickets into a page of a list, as far as a key may see it."""

from collections.abc import Iterator, Mapping, Sequence

from api.live.listed_shapes import ListedTicket
from api.texts import Texts, Viewing, part
from api.ticket_reading import ticket_shapes
from domain.access import ApiKey
from domain.exports import Identity
from domain.glances import Glance, LastWords, excerpt
from domain.ledger import TicketView
from domain.residency import PROFILE
from domain.stores import RegionStores, Text
from rulebook.facts import Desk

NOTHING = Glance()


async def listed_tickets(
    stores: RegionStores, views: Sequence[TicketView], viewing: Viewing
) -> list[ListedTicket]:
    """Tickets of one region, in the order given."""
    if not views:
        return []
    ids = [view.id for view in views]
    glances = await stores.live.marks.glances(reader_of(viewing.key), ids)
    spoken = languages_of(viewing.door.desk(stores.region), viewing.key)
    chosen = {
        ticket_id: glance.last_words.in_one_of(spoken)
        for ticket_id, glance in glances.items()
        if glance.last_words is not None
    }
    texts = await viewing.texts(
        stores,
        {view.first_message for view in views} | set(chosen.values()),
        lambda: _profiles(stores, views),
    )
    shapes = await ticket_shapes(stores, views, viewing, texts)
    return [
        ListedTicket.model_validate(
            shape.__dict__ | _beside(shape.id, glances, texts, chosen.get(shape.id, ""))
        )
        for shape in shapes
    ]


def reader_of(key: ApiKey) -> str:
    """Whose reading is noted: an agent's under any key, or else the key's own."""
    return key.agent or f"key {key.id}"


def languages_of(desk: Desk, key: ApiKey) -> tuple[str, ...]:
    """What the key's agent speaks, the best first; what their teams do where nobody is named."""
    teams = [team for team in desk.teams.values() if key.teams is None or team.name in key.teams]
    members = (one for team in desk.teams.values() for one in team.members)
    spoken = next((one.languages for one in members if one.id == key.agent), None)
    return spoken or tuple(team.languages[0] for team in teams)


def _beside(
    ticket_id: str, glances: Mapping[str, Glance], texts: Texts, chosen: str
) -> dict[str, object]:
    glance = glances.get(ticket_id, NOTHING)
    words, said = part(texts, chosen, "text"), texts.get(chosen)
    return {
        "unread": glance.unread,
        "customer_name": part(texts, _profile_id(ticket_id), "name"),
        "excerpt": excerpt(words),
        "excerpt_language": said and _language(said, glance.last_words),
        "last_message_at": glance.last_message_at,
    }


def _language(said: Text, words: LastWords | None) -> str | None:
    """Of a message the vault keeps what its client said; what was found since stands beside it."""
    return words.language if words is not None and words.text_id == said.id else said.language


async def _profiles(stores: RegionStores, views: Sequence[TicketView]) -> list[Text]:
    """What the customers are called, each as a text of the ticket, to be shown like any other."""
    customers = sorted({view.customer_id for view in views})
    known = await stores.privacy.people.identities_of(customers)
    return list(_names(views, known))


def _names(views: Sequence[TicketView], known: Mapping[str, Sequence[Identity]]) -> Iterator[Text]:
    for view in views:
        name = _name(view, known.get(view.customer_id, ()))
        if name is not None:
            said = {"name": name}
            yield Text(_profile_id(view.id), view.customer_id, view.id, PROFILE, "und", said)


def _name(view: TicketView, identities: Sequence[Identity]) -> str | None:
    """As they are called where they wrote; else as they are called anywhere."""
    place = (view.channel, view.account)
    in_order = sorted(identities, key=lambda one: (one.channel, one.account) != place)
    return next((one.sender.name for one in in_order if one.sender.name), None)


def _profile_id(ticket_id: str) -> str:
    return f"profile of {ticket_id}"
