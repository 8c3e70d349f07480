"""What a worker of a region can do: its workflows and the verbs that they name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from activities.acquaintance import Acquaintances
from activities.closing import ClosingActivities
from activities.delivery import DeliveryActivities, Outwards
from activities.erasure import ErasureActivities
from activities.fetching import FetchingActivities
from activities.intake import IntakeActivities
from activities.leaving import LeavingBriefs
from activities.ledger import LedgerActivities
from activities.notification import NotificationActivities
from activities.proving import ProvingActivities
from activities.retention import RetentionActivities
from activities.sealing import SealingActivities
from activities.shift import ShiftActivities
from activities.staffing import StaffingActivities
from activities.teller import Pace, Teller
from activities.translation import TranslationActivities, VaultTranslator
from channels.splitting import split
from domain.channels import Mouths
from domain.consents import OnlineEngines, Permissions
from domain.contacts import HouseRules, NoRules
from domain.histories import SealMark
from domain.moods import Moods
from domain.notifications import Directory, Pager, Way
from domain.ports import (
    EndedRuns,
    LanguageDetector,
    Notary,
    Replies,
    RoutingTable,
    StaffingSource,
    Translator,
)
from domain.retention import Retention
from domain.stores import RegionStores
from workflows.erasure import ErasureWorkflow
from workflows.proving import ProvingWorkflow
from workflows.retention import RetentionWorkflow
from workflows.sealing import SealingWorkflow
from workflows.shift import ShiftWorkflow
from workflows.ticket import TicketWorkflow

WORKFLOWS = (
    TicketWorkflow,
    ShiftWorkflow,
    ErasureWorkflow,
    SealingWorkflow,
    ProvingWorkflow,
    RetentionWorkflow,
)


@dataclass(frozen=True, slots=True)
class Outside:
    """How customers are reached, and how agents are outside of their own pages."""

    mouths: Mouths
    directory: Directory
    languages: Mapping[str, str]  # of each team: what it reads
    pagers: Mapping[Way, Pager]
    pace: Pace
    rules: HouseRules = field(default_factory=NoRules)  # of the accounts


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
    brief_masks: Mapping[str, Sequence[str]],
    permissions: Permissions,
    online: OnlineEngines,
    retention: Retention,
) -> Sequence[Callable[..., Any]]:
    """Every verb, introduced to the region's stores and to the outside."""
    ledger, vault, views = stores.ledger, stores.vault, stores.views
    of_the_vault = VaultTranslator(vault, translator, stores.memory, online, stores.persons)
    closing = ClosingActivities(ledger)
    teller = _teller(stores, replies, outside)
    leaving = LeavingBriefs(stores.profiles, brief_masks)
    telling = NotificationActivities(ledger, vault, replies, of_the_vault, teller, leaving)
    shifts = ShiftActivities(stores, staffing, outside.languages, replies, teller)
    retaining = RetentionActivities(stores, retention)
    return (
        _intake(stores, detector, routing, staffing, moods, outside).intake,
        TranslationActivities(ledger, vault, of_the_vault).translate,
        *_to_customers(stores, replies, of_the_vault, outside, permissions),
        LedgerActivities(ledger).record,
        StaffingActivities(staffing, views).look_up_staffing,
        telling.escalate,
        telling.hand_over,
        shifts.look_at_shifts,
        shifts.tell_shift,
        closing.close_out,
        closing.merge_out,
        retaining.take_out_over_time,
        retaining.freeze_over_time,
        retaining.end_retention,
    )


def _intake(
    stores: RegionStores,
    detector: LanguageDetector,
    routing: RoutingTable,
    staffing: StaffingSource,
    moods: Moods,
    outside: Outside,
) -> IntakeActivities:
    return IntakeActivities(
        stores.ledger,
        stores.vault,
        stores.views,
        detector,
        routing,
        staffing,
        moods=moods,
        acquaintances=Acquaintances(outside.mouths, stores.profiles),
    )


def _to_customers(
    stores: RegionStores,
    replies: Replies,
    translator: VaultTranslator,
    outside: Outside,
    permissions: Permissions,
) -> Sequence[Callable[..., Any]]:
    fetching = FetchingActivities(stores.ledger, stores.vault, stores.blobs, outside.mouths)
    sending = DeliveryActivities(
        stores.outbox,
        stores.vault,
        replies,
        translator,
        outside.mouths,
        stores.profiles,
        permissions=permissions,
        outwards=Outwards(
            stores.channels.reach, outside.rules, stores.blobs, split, outside.pace.clock
        ),
    )
    proving = ProvingActivities(stores, replies, outside.mouths)
    return sending.deliver, fetching.fetch_files, proving.send_code


def deskless_activities_of(
    stores: RegionStores, *, runs: EndedRuns, mark: SealMark, notary: Notary
) -> Sequence[Callable[..., Any]]:
    """Every verb that is the same by whichever desk a region goes."""
    erasure = ErasureActivities(stores, notary)
    return (
        SealingActivities(stores, runs, mark).seal_ended_runs,
        erasure.freeze_person,
        erasure.tickets_waiting,
        erasure.destroy_person,
        erasure.certify_erasure,
    )


def _teller(stores: RegionStores, replies: Replies, outside: Outside) -> Teller:
    ways = outside.directory, outside.pagers
    return Teller(stores.notifications, *ways, replies, outside.languages, outside.pace)
