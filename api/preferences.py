"""When and where a customer wants to be reached, as they told whoever serves them."""

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter
from pydantic import AfterValidator, ConfigDict, Field

from api.authentication import Asker, DoorRoute
from api.door import Door, TheDoor
from api.preference_shapes import PreferencesShape, preferences_shape
from api.privacy_door import Person, find_person, saying_why
from api.problems import FieldError, answers, invalid
from api.shapes import NewVia, Said
from domain.access import ApiKey
from domain.facts import Via
from domain.preferences import NewPreferences, Preferences, QuietHours

PREFERENCES = "/v1/customers/{customer_id}/preferences"

router = APIRouter(route_class=DoorRoute, tags=["privacy"])


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("This is no time zone of IANA's, such as America/Sao_Paulo.")
    return ZoneInfo(name).key


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
ZoneName = Annotated[str, Field(max_length=64), AfterValidator(_zone)]


class NewQuietHours(Said):
    """From one time of the day to another, of the next day where that is earlier.

    Without `zone` by the clock of where the customer lives. With `everything`, people's answers
    wait, too, and not only what the desk says by itself.
    """

    model_config = ConfigDict(validate_by_name=True)

    start: TimeOfDay = Field(alias="from")
    until: TimeOfDay
    zone: ZoneName | None = None
    everything: bool = False


class WantedPreferences(Said):
    """All that the customer wants; what is left out they do not want any more."""

    preferred: NewVia | None = None
    quiet_hours: NewQuietHours | None = None


@router.put(PREFERENCES, responses=answers(404, 410, 413, 415))
async def note_preferences(
    customer_id: str, body: WantedPreferences, key: Asker, door: TheDoor
) -> PreferencesShape:
    """Write down when and where a customer wants to be reached, in place of what stood there."""
    person = await find_person(door, key, customer_id)
    wanted = await _wanted(door, person, key, body)
    with saying_why():
        await person.stores.channels.reach.prefer(wanted)
    return preferences_shape(wanted.preferences)


async def _wanted(
    door: Door, person: Person, key: ApiKey, body: WantedPreferences
) -> NewPreferences:
    """What is to be kept. Raises a Problem for an account where the person is not known."""
    via = body.preferred and Via(body.preferred.channel, body.preferred.account)
    contacts = await person.stores.channels.reach.contacts(person.customer_id)
    if via is not None and via not in {one.via for one in contacts}:
        known = ", ".join(f"{one.via.channel}/{one.via.account}" for one in contacts)
        detail = f"The customer is not known on this account; they are on {known}."
        raise invalid([FieldError(field="preferred", detail=detail)])
    return NewPreferences(
        customer_id=person.customer_id,
        preferences=Preferences(via, _hours(body.quiet_hours)),
        at=door.clock.now(),
        by=key.actor_id,
        by_kind=key.role.value,
    )


def _hours(named: NewQuietHours | None) -> QuietHours | None:
    if named is None:
        return None
    start, until = time.fromisoformat(named.start), time.fromisoformat(named.until)
    if start == until:
        detail = "Write two times that differ, or leave the quiet hours out."
        raise invalid([FieldError(field="quiet_hours.until", detail=detail)])
    return QuietHours(start, until, named.zone or "", named.everything)
