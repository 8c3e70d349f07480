"""What a worker of a region can do: its workflows and the verbs that they name."""

from collections.abc import Callable, Sequence
from typing import Any

from activities.closing import ClosingActivities
from activities.delivery import DeliveryActivities
from activities.intake import IntakeActivities
from activities.ledger import LedgerActivities
from activities.staffing import StaffingActivities
from activities.translation import TranslationActivities, VaultTranslator
from domain.ports import (
    Channel,
    LanguageDetector,
    Replies,
    RoutingTable,
    StaffingSource,
    Translator,
)
from domain.stores import RegionStores
from workflows.ticket import TicketWorkflow

WORKFLOWS = (TicketWorkflow,)


def activities_of(  # noqa: PLR0913 - one argument per port that the verbs reach for
    stores: RegionStores,
    *,
    detector: LanguageDetector,
    translator: Translator,
    routing: RoutingTable,
    staffing: StaffingSource,
    replies: Replies,
    channels: dict[str, Channel],
) -> Sequence[Callable[..., Any]]:
    """Every verb, introduced to the region's stores and to the outside."""
    ledger, vault, views = stores.ledger, stores.vault, stores.views
    of_the_vault = VaultTranslator(vault, translator)
    intake = IntakeActivities(ledger, vault, views, detector, routing, staffing)
    closing = ClosingActivities(ledger)
    return (
        intake.intake,
        TranslationActivities(ledger, vault, of_the_vault).translate,
        DeliveryActivities(stores.outbox, vault, replies, of_the_vault, channels).deliver,
        LedgerActivities(ledger).record,
        StaffingActivities(staffing, views).look_up_staffing,
        closing.close_out,
        closing.merge_out,
    )
