"""For each alarm: series that sound it, and series that must not, in promtool's notation."""

from dataclasses import dataclass, field

Series = dict[str, str]
OF_TICKETS = 'meridian_api_requests_total{job="meridian-api",route="/v1/tickets",method="GET"'
DELIVERIES = 'meridian_deliveries_total{region="eu",channel="webhook"'
QUIET = {
    'meridian_targets_total{region="eu",target="first_reply",outcome="breached"}': "4x60",
    'meridian_targets_total{region="eu",target="first_reply",outcome="met"}': "0+3x60",
    'meridian_hand_overs_total{region="eu",outcome="lapsed"}': "1x60",
    'meridian_hand_overs_total{region="eu",outcome="not_acknowledged"}': "2x60",
    'meridian_hand_overs_total{region="eu",outcome="acknowledged"}': "0+2x60",
    'meridian_inbox_oldest_seconds{region="eu"}': "2x60",
    'meridian_part_up{region="eu",part="database"}': "1x60",
    'meridian_part_up{region="eu",part="worker"}': "1x60",
    'meridian_part_up{region="eu",part="translation"}': "1x60",
    'meridian_part_up{region="all",part="temporal"}': "1x60",
    'meridian_part_up{region="all",part="keys"}': "1x60",
    'meridian_translation_engine_rests{region="eu",engine="local"}': "0x60",
    'meridian_privacy_requests{region="eu",standing="open"}': "3x60",
    'meridian_privacy_requests{region="eu",standing="nearly_due"}': "0x60",
    'meridian_privacy_requests{region="eu",standing="overdue"}': "0x60",
    'meridian_database_unavailable_total{region="eu"}': "1x60",
    'meridian_audit_refusals_total{region="eu"}': "2x60",
    f'{DELIVERIES},outcome="sent"}}': "0+20x60",
    f'{DELIVERIES},outcome="failed"}}': "0+1x60",
    f'{DELIVERIES},outcome="uncertain"}}': "3x60",
    'meridian_notifications_total{region="eu",way="email",outcome="failed"}': "1x60",
    'meridian_notifications_total{region="eu",way="email",outcome="sent"}': "0+2x60",
    f'{OF_TICKETS},status="200"}}': "0+100x60",
    f'{OF_TICKETS},status="503"}}': "0+1x60",
    'meridian_disk_free_ratio{instance="api-eu:8080"}': "0.4x60",
    'meridian_retention_age_seconds{region="eu"}': "86400+60x60",
    'temporal_workflow_task_execution_failed_total{namespace="meridian-eu"}': "2x60",
    'up{job="meridian-api",instance="api-eu:8080"}': "1x60",
}


@dataclass(frozen=True)
class Alarm:
    """What sounds an alarm within ten minutes, over the quiet series, and the labels it carries."""

    planted: Series
    labels: dict[str, str] = field(default_factory=dict)


ALARMS = {
    "PromiseBreached": Alarm(
        {'meridian_targets_total{region="eu",target="first_reply",outcome="breached"}': "0x5 1x55"},
        {"region": "eu", "target": "first_reply"},
    ),
    "HandOverNotAcknowledged": Alarm(
        {'meridian_hand_overs_total{region="eu",outcome="lapsed"}': "0x5 1x55"},
        {"region": "eu", "outcome": "lapsed"},
    ),
    "InboxNotDrained": Alarm(
        {'meridian_inbox_oldest_seconds{region="eu"}': "0x2 30+60x58"}, {"region": "eu"}
    ),
    "DatabaseAway": Alarm(
        {'meridian_part_up{region="eu",part="database"}': "1x5 0x55"}, {"region": "eu"}
    ),
    "WritesLost": Alarm(
        {'meridian_database_unavailable_total{region="eu"}': "0+5x60"}, {"region": "eu"}
    ),
    "TrailNotSigned": Alarm(
        {'meridian_audit_refusals_total{region="eu"}': "0x5 1x55"}, {"region": "eu"}
    ),
    "TemporalAway": Alarm({'meridian_part_up{region="all",part="temporal"}': "1x5 0x55"}),
    "NoWorker": Alarm(
        {'meridian_part_up{region="eu",part="worker"}': "1x5 0x55"}, {"region": "eu"}
    ),
    "TicketStuck": Alarm(
        {'temporal_workflow_task_execution_failed_total{namespace="meridian-eu"}': "0+2x60"},
        {"namespace": "meridian-eu"},
    ),
    "ProcessGone": Alarm(
        {'up{job="meridian-api",instance="api-eu:8080"}': "1x5 0x55"},
        {"job": "meridian-api", "instance": "api-eu:8080"},
    ),
    "DiskNearlyFull": Alarm(
        {'meridian_disk_free_ratio{instance="api-eu:8080"}': "0.05x60"},
        {"instance": "api-eu:8080"},
    ),
    "KeysBesideData": Alarm({'meridian_part_up{region="all",part="keys"}': "0x90"}),
    "PrivacyRequestOverdue": Alarm(
        {'meridian_privacy_requests{region="eu",standing="overdue"}': "0x5 1x55"},
        {"region": "eu"},
    ),
    "PrivacyRequestNearlyDue": Alarm(
        {'meridian_privacy_requests{region="eu",standing="nearly_due"}': "0x5 1x55"},
        {"region": "eu"},
    ),
    "RetentionNotRun": Alarm(
        {'meridian_retention_age_seconds{region="eu"}': "172801+60x60"}, {"region": "eu"}
    ),
    "DeliveryUncertain": Alarm(
        {f'{DELIVERIES},outcome="uncertain"}}': "0x5 1x55"},
        {"region": "eu", "channel": "webhook"},
    ),
    "DeliveriesFailing": Alarm(
        {f'{DELIVERIES},outcome="failed"}}': "0+20x60"},
        {"region": "eu", "channel": "webhook"},
    ),
    "AgentsNotTold": Alarm(
        {'meridian_notifications_total{region="eu",way="email",outcome="failed"}': "0x5 1x55"},
        {"region": "eu", "way": "email"},
    ),
    "TranslationFailing": Alarm(
        {'meridian_translation_engine_rests{region="eu",engine="local"}': "1x60"}, {"region": "eu"}
    ),
    "ApiErrors": Alarm({f'{OF_TICKETS},status="503"}}': "0+10x60"}, {"job": "meridian-api"}),
}
