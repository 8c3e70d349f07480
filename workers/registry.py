"""What a worker of a region can do: its workflows and the verbs that they name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from activities.closing import ClosingActivities
from activities.delivery import DeliveryActivities
from activities.intake import IntakeActivities
from activities.ledger import LedgerActivities
from activities.notification import NotificationActivities
from activities.shift import ShiftActivities
from activities.staffing import StaffingActivities
from activities.teller import Pace, Teller
from activities.translation import TranslationActivities, VaultTranslator
from domain.moods import Moods
from domain.notifications import Directory, Pager, Way
from domain.ports import (
    Channel,
    LanguageDetector,
    Replies,
    RoutingTable,
    StaffingSource,
    Translator,
)
from domain.stores import RegionStores
from workflows.shift import ShiftWorkflow
from workflows.ticket import TicketWorkflow

WORKFLOWS = (TicketWorkflow, ShiftWorkflow)


@dataclass(frozen=True, slots=True)
class Outside:
    """How customers are reached, and how agents are outside of their own pages."""

    channels: Mapping[str, Channel]
    directory: Directory
    languages: Mapping[str, str]  # of each team: what it reads
    pagers: Mapping[Way, Pager]
    pace: Pace


def activities_of(  # noqa: PLR0913 - one argument per port that the verbs reach for
    stores: RegionStores,
    *,
    detector: LanguageDetector,
    translator: Translator,
    routing: RoutingTable,
    staffing: StaffingSource,
    replies: Replies,
    moods: Moods,
    outside: Outside,
) -> Sequence[Callable[..., Any]]:
    """Every verb, introduced to the region's stores and to the outside."""
    ledger, vault, views = stores.ledger, stores.vault, stores.views
    of_the_vault = VaultTranslator(vault, translator, stores.memory)
    channels = dict(outside.channels)
    intake = IntakeActivities(ledger, vault, views, detector, routing, staffing, moods=moods)
    sending = DeliveryActivities(
        stores.outbox, vault, replies, of_the_vault, channels, stores.profiles
    )
    closing = ClosingActivities(ledger)
    teller = _teller(stores, replies, outside)
    telling = NotificationActivities(ledger, vault, replies, of_the_vault, teller)
    shifts = ShiftActivities(stores, staffing, outside.languages, replies, teller)
    return (
        intake.intake,
        TranslationActivities(ledger, vault, of_the_vault).translate,
        sending.deliver,
        LedgerActivities(ledger).record,
        StaffingActivities(staffing, views).look_up_staffing,
        telling.escalate,
        telling.hand_over,
        shifts.look_at_shifts,
        shifts.tell_shift,
        closing.close_out,
        closing.merge_out,
    )


def _teller(stores: RegionStores, replies: Replies, outside: Outside) -> Teller:
    ways = outside.directory, outside.pagers
    return Teller(stores.notifications, *ways, replies, outside.languages, outside.pace)
