"""Every figure of ours that Prometheus reads: its name, its kind, its labels and what it says.

A label takes few values, all known from the code or from `desk/`: a region, a channel, an engine, a
route's template. Ids, names and texts are never among them (they would also be kept for weeks).
`docs/watch.md` says what to do about them; `deploy/` draws them and sounds alarms from them.
"""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.metrics import MetricWrapperBase

disable_created_metrics()  # type: ignore[no-untyped-call] # each counter would have a second series

REQUESTS: Final = Counter(
    "meridian_api_requests_total",
    "Requests that the API answered, by the template of their route",
    ["route", "method", "status"],
)
REQUEST_SECONDS: Final = Histogram(
    "meridian_api_request_seconds",
    "How long the API took to answer, in seconds",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
MESSAGES: Final = Counter(
    "meridian_messages_total",
    "Customers' messages by what became of them at the door: accepted, duplicate (accepted "
    "before), refused (another text under the same id), unavailable (the database was away)",
    ["region", "channel", "outcome"],
)
WEBHOOKS: Final = Counter(
    "meridian_webhooks_total",
    "Deliveries of platforms by how they were answered: heard, greeted, refused (nothing proves "
    "who sent it), too_large, away (a region did not take all of it: it comes again)",
    ["channel", "outcome"],
)
RECEIVED: Final = Counter(
    "meridian_received_total",
    "What platforms brought or mailboxes held, item by item: accepted, duplicate, altered (a "
    "duplicate that reads otherwise), amended, early, known, set_aside, elsewhere, away",
    ["channel", "outcome"],
)
INBOX_WAITING: Final = Gauge(
    "meridian_inbox_waiting", "Accepted messages that no ticket was told of yet", ["region"]
)
INBOX_OLDEST: Final = Gauge(
    "meridian_inbox_oldest_seconds", "For how long the oldest of them has waited", ["region"]
)
NEWS: Final = Counter(
    "meridian_news_total",
    "News that tickets were told of, or that were put back because Temporal did not take them",
    ["region", "outcome"],
)
DISPATCH_CALLS: Final = Counter(
    "meridian_dispatch_calls_total", "Calls to Temporal that told tickets their news", ["region"]
)
LEDGER_ENTRIES: Final = Counter(
    "meridian_ledger_entries_total", "New entries of the ledger, by kind", ["region", "kind"]
)
TARGETS: Final = Counter(
    "meridian_targets_total",
    "Promised times by how they ended: met, breached",
    ["region", "target", "outcome"],
)
HAND_OVERS: Final = Counter(
    "meridian_hand_overs_total",
    "Hand-overs: handed_over, acknowledged, not_acknowledged (it went on to the next team in "
    "time), lapsed (every team that is on was asked, and none answered)",
    ["region", "outcome"],
)
NOTIFICATIONS: Final = Counter(
    "meridian_notifications_total",
    "What agents were told, by way and by what became of it",
    ["region", "way", "outcome"],
)
DELIVERIES: Final = Counter(
    "meridian_deliveries_total",
    "Messages to customers: sent, failed, uncertain (a person has to look), queued (quiet hours), "
    "not_now (will be tried again), token_refused (the same: give the account its credentials)",
    ["region", "channel", "outcome"],
)
TRANSLATIONS: Final = Counter(
    "meridian_translations_total",
    "Texts put into another language: translated, flagged (something is missing in it), "
    "untranslated (no engine for the pair), failed (an engine was away), not_needed",
    ["region", "engine", "outcome"],
)
TRANSLATION_SECONDS: Final = Histogram(
    "meridian_translation_seconds",
    "How long a text waited for its translation, in seconds",
    ["engine"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
TRANSLATION_CHARACTERS: Final = Counter(
    "meridian_translation_characters_total",
    "Characters that engines were given, whatever came of it",
    ["region", "engine"],
)
TRANSLATION_COST: Final = Counter(
    "meridian_translation_cost_total",
    "What they cost by the prices in translation.yaml, in the money that those are in",
    ["region", "engine"],
)
TRANSLATION_CACHE: Final = Counter(
    "meridian_translation_cache_total",
    "Texts that were translated: hit (a moment ago, so no engine was asked), miss",
    ["region", "outcome"],
)
TRANSLATION_MEMORY: Final = Counter(
    "meridian_translation_memory_total",
    "Sentences that were looked for among those that people corrected: found, not_found",
    ["region", "outcome"],
)
CORRECTIONS: Final = Counter(
    "meridian_translation_corrections_total",
    "Translations that people corrected, by who had made them and by their languages",
    ["region", "engine", "source", "target"],
)
ENGINE_RESTS: Final = Gauge(
    "meridian_translation_engine_rests",
    "1 while an engine is left alone because it failed several times in a row",
    ["region", "engine"],
)
WRITER_BATCH: Final = Histogram(
    "meridian_writer_batch_size",
    "Units of work that the database committed together",
    ["region"],
    buckets=(1, 2, 4, 8, 16, 32, 64),
)
DATABASE_UNAVAILABLE: Final = Counter(
    "meridian_database_unavailable_total", "Batches that the database did not take", ["region"]
)
AUDIT_SIGNED: Final = Gauge(
    "meridian_audit_signed_entries", "Entries of the audit trail that are signed", ["region"]
)
AUDIT_UNSIGNED: Final = Gauge(
    "meridian_audit_unsigned_entries", "Entries of it that are not signed yet", ["region"]
)
AUDIT_REFUSALS: Final = Counter(
    "meridian_audit_refusals_total",
    "Times that the trail was not signed because it is not what was signed before, or because "
    "the folder of notes could not be used",
    ["region"],
)
PRIVACY_REQUESTS: Final = Gauge(
    "meridian_privacy_requests",
    "Requests of people about their own data that wait for an answer: open (all of them), "
    "nearly_due, overdue (these are among the others)",
    ["region", "standing"],
)
RETENTION_REMOVED: Final = Counter(
    "meridian_retention_removed_total",
    "What retention took out: tickets by their texts, histories or records; persons; other rows",
    ["region", "kind"],
)
RETENTION_OVERDUE: Final = Gauge(
    "meridian_retention_overdue",
    "What was over its time still as the last run ended, without what is held",
    ["region", "kind"],
)
RETENTION_AGE: Final = Gauge(
    "meridian_retention_age_seconds",
    "How long ago retention did all that there was to do",
    ["region"],
)
PART_UP: Final = Gauge(
    "meridian_part_up",
    "1 while a part that /readyz names is well; `region` is `all` for what regions share",
    ["region", "part"],
)
DISK_FREE: Final = Gauge(
    "meridian_disk_free_ratio", "How much of the data folder's disk is free, from 0 to 1"
)

METRICS: Final[tuple[MetricWrapperBase, ...]] = (
    REQUESTS,
    REQUEST_SECONDS,
    MESSAGES,
    WEBHOOKS,
    RECEIVED,
    INBOX_WAITING,
    INBOX_OLDEST,
    NEWS,
    DISPATCH_CALLS,
    LEDGER_ENTRIES,
    TARGETS,
    HAND_OVERS,
    NOTIFICATIONS,
    DELIVERIES,
    TRANSLATIONS,
    TRANSLATION_SECONDS,
    TRANSLATION_CHARACTERS,
    TRANSLATION_COST,
    TRANSLATION_CACHE,
    TRANSLATION_MEMORY,
    CORRECTIONS,
    ENGINE_RESTS,
    WRITER_BATCH,
    DATABASE_UNAVAILABLE,
    AUDIT_SIGNED,
    AUDIT_UNSIGNED,
    AUDIT_REFUSALS,
    PRIVACY_REQUESTS,
    RETENTION_REMOVED,
    RETENTION_OVERDUE,
    RETENTION_AGE,
    PART_UP,
    DISK_FREE,
)
