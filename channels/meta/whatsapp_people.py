"""Who writes on WhatsApp: by the id that Meta made for our business, else by the number.

Since 2026 people may go by a username, and then no number comes. What always comes is their
business-scoped user id: the country, a full stop, and up to 128 letters and digits. It stays the
same when the username changes, and is another one when the number does.
https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import phonenumbers

from channels.payload import NOTHING, Members, Odd, identifier, member, without_nothing, words
from domain.arrivals import Sender

_USER_ID: Final = re.compile(r"([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_NUMBER: Final = re.compile(r"\+?([1-9][0-9]{6,14})")


@dataclass(frozen=True, slots=True)
class Person:
    """The sender, and what else is worth keeping of them."""

    sender: Sender
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)


def is_user_id(name: str) -> bool:
    """Whether a name is Meta's id of a person, and not a number."""
    return _USER_ID.fullmatch(name) is not None


def person_of(message: Members, contacts: list[Members]) -> Person:
    """Who sent a message; `contacts` stand beside it. Raises Odd (`no_sender`)."""
    from_number = identifier(message.get("from"))
    user_id = identifier(message.get("from_user_id"))
    contact = contact_of(message, contacts)
    user_id = user_id or identifier(contact.get("user_id"))
    from_number = from_number or identifier(contact.get("wa_id"))
    name = user_id or from_number
    if not name:
        raise Odd("no_sender")
    profile = member(contact, "profile")
    phone = _phone(from_number)
    sender = Sender(
        id=name,
        name=words(profile.get("name")) or None,
        phone=phone,
        country=_country(user_id, phone),
    )
    return Person(sender, without_nothing({"username": words(profile.get("username"))}))


def contact_of(message: Members, contacts: list[Members]) -> Members:
    """The contact that is the sender. Nobody is taken for somebody else: one has to fit by an id,
    or to be the only one there is where the message names nobody.
    """
    from_number = identifier(message.get("from"))
    user_id = identifier(message.get("from_user_id"))
    for one in contacts:
        if user_id and identifier(one.get("user_id")) == user_id:
            return one
        if from_number and identifier(one.get("wa_id")) == from_number:
            return one
    alone = len(contacts) == 1 and not (from_number or user_id)
    return contacts[0] if alone else NOTHING


def _phone(name: str) -> str | None:
    found = _NUMBER.fullmatch(name)
    return f"+{found[1]}" if found else None


def _country(user_id: str, phone: str | None) -> str | None:
    found = _USER_ID.fullmatch(user_id)
    if found:
        return found[1]
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) if phone else None
    except phonenumbers.NumberParseException:
        return None
