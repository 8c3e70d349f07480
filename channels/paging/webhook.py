"""The webhook that tells agents: notifications POSTed as signed JSON to a URL of the desk."""

from collections.abc import Mapping

from channels.outcomes import Outcome, settled
from channels.web.guarded_http import GuardedHttp
from channels.web.signed_webhook import UNWRITABLE, Endpoint, SignedWebhook, utc, written
from domain.notifications import PagerMessage, Way
from domain.ports import Clock, Receipt, Refused


class WebhookPager:
    """Posts each message to the webhook that its address names; repeats fold by `webhook-id`.

    `webhooks` are found by name. Without `loopback_allowed` none is reached on this machine.
    """

    way = Way.WEBHOOK
    folds_repeats = True

    def __init__(
        self,
        webhooks: Mapping[str, Endpoint],
        clock: Clock,
        http: GuardedHttp,
        *,
        loopback_allowed: bool = False,
    ) -> None:
        self._webhooks = webhooks
        self._webhook = SignedWebhook(clock, http, loopback_allowed=loopback_allowed)

    async def call(self, message: PagerMessage) -> Receipt:
        """Post one message, once.

        Raises Refused (`no_webhook`, `unwritable`), or what SignedWebhook.post returns.
        """
        return settled(await self._attempt(message))

    async def _attempt(self, message: PagerMessage) -> Outcome:
        endpoint = self._webhooks.get(message.address)
        if endpoint is None:
            return Refused("no_webhook")
        try:
            body = page(message)
        except UNWRITABLE:
            return Refused("unwritable")
        return await self._webhook.post(endpoint, message.key, body)


def page(message: PagerMessage) -> bytes:
    """Write a message as UTF-8 JSON, the same bytes for the same message.

    Its type is `digest` where it tells of several notifications. Raises one of UNWRITABLE.
    """
    return written(
        {
            "type": "digest" if len(message.notifications) > 1 else "notification",
            "id": message.key,
            "agent": message.agent,
            "subject": message.subject,
            "text": message.text,
            "notifications": [
                {
                    "id": one.id,
                    "ticket_id": one.ticket_id,
                    "team": one.team,
                    "kind": one.kind,
                    "text": one.text,
                    "at": utc(one.at),
                }
                for one in message.notifications
            ],
        }
    )
