"""The stores that belong to what is live at the desk, by one name."""

from dataclasses import dataclass

from domain.glances import Marks
from domain.live import Happenings, OwnSettings, Presence


@dataclass(frozen=True, slots=True)
class LiveStores:
    """Who is where, what people set for themselves, and how far they have read."""

    marks: Marks
    presence: Presence
    settings: OwnSettings
    happenings: Happenings
