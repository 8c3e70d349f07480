"""The ways by which agents are told outside of the desk, with their secrets."""

from collections.abc import Mapping

from channels.mail.connecting import Security
from channels.mail.smtp import MailServer
from channels.paging.email import EmailPager
from channels.paging.webhook import WebhookPager
from channels.web.guarded_http import GuardedHttp
from channels.web.signed_webhook import Endpoint
from domain.notifications import Pager, Way
from rulebook.facts import Desk, EmailAccount, Webhook
from runtime.clock import SystemClock
from runtime.secret_places import secret_text, signing_secrets
from runtime.settings import Settings


def pagers_of(
    settings: Settings, desk: Desk, http: GuardedHttp, environment: Mapping[str, str]
) -> dict[Way, Pager]:
    """A pager for each way that `notifications.yaml` describes; none without that file.

    What they write and sign is dated by the real clock, because receivers compare it with theirs.
    Raises KeyMissing where a secret that the file names is not there, or is none.
    """
    folder, clock = settings.keys_folder(), SystemClock()
    found: dict[Way, Pager] = {}
    if desk.webhooks:
        endpoints = {
            name: _endpoint(webhook, signing_secrets(folder, webhook.secret, environment))
            for name, webhook in desk.webhooks.items()
        }
        found[Way.WEBHOOK] = WebhookPager(
            endpoints, clock, http, loopback_allowed=settings.embedded
        )
    if desk.email is not None:
        found[Way.EMAIL] = EmailPager(_mail_server(settings, desk.email, environment), clock)
    return found


def _endpoint(webhook: Webhook, secrets: tuple[bytes, ...]) -> Endpoint:
    newest, *older = secrets
    return Endpoint(webhook.url, newest, webhook.loopback, tuple(older))


def _mail_server(
    settings: Settings, account: EmailAccount, environment: Mapping[str, str]
) -> MailServer:
    password = None
    if account.password is not None:
        password = secret_text(settings.keys_folder(), account.password, environment)
    return MailServer(
        sender=account.sender,
        host=account.server,
        port=account.port,
        security=Security(account.security),
        user=account.user,
        password=password,
    )
