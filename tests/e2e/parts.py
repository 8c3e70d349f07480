"""What a scene's workers reach for, told as plain facts: here, and in a process of their own."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import WorkerDeploymentConfig

from activities.teller import Pace
from channels.kinds import Account, Tools
from channels.mail.connecting import Security
from channels.mail.smtp import MailServer
from channels.paging.email import EmailPager
from channels.paging.webhook import WebhookPager
from channels.platforms.webhook import WebhookChannel
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import write_secret
from channels.web.signed_webhook import Endpoint
from domain.channels import ByName
from domain.notifications import Contact, Way
from domain.stores import RegionStores
from language.chain import TranslatorChain
from language.detection import Detector
from rulebook.desk import read_desk
from rulebook.facts import Desk
from runtime.clock import SystemClock
from runtime.settings import ROOT
from tests.channels.building import NoTokens
from tests.language.fakes import FakeEngine
from tests.workflows.relaying import Shifts
from tests.workflows.shifts import working
from workers.region import worker_of
from workers.registry import Outside

SECRET = b"s" * 32
WEBHOOK = "on-call"  # the name of the one webhook that there is
NO_PAUSE = timedelta(0)


@dataclass(frozen=True)
class Parts:
    """Where customers and agents are reached, what the desk's files are, and who is on."""

    callback: str  # a URL: where answers to customers go
    webhook: str  # a URL: where agents are paged
    mail_port: int  # of the server on this machine that takes the desk's mail
    home: str = str(ROOT / "desk")
    shifts: Shifts | None = None  # None: those of the files
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # agent, way, address

    def desk(self) -> Desk:
        """The desk as it is now."""
        desk = read_desk(Path(self.home))
        return desk if self.shifts is None else working(desk, self.shifts)

    @contextlib.asynccontextmanager
    async def outside(self) -> AsyncIterator[Outside]:
        """The real ways out, all to this machine; nothing is held back to make a digest."""
        clock = SystemClock()
        settings = {"callback_url": self.callback}
        secrets = {"signing": [write_secret(SECRET)]}
        account = Account("webhook", "sample", None, settings, secrets, loopback=True)
        endpoint = Endpoint(self.webhook, SECRET, loopback=True)
        mail_server = MailServer("desk@example.org", "127.0.0.1", self.mail_port, Security.NONE)
        async with GuardedHttp() as http:
            channel = WebhookChannel(account, Tools(http, clock, NoTokens()))
            pager = WebhookPager({WEBHOOK: endpoint}, clock, http, loopback_allowed=True)
            yield Outside(
                mouths=ByName({"webhook": channel}),
                directory=PlainDirectory(self.contacts),
                languages={},
                pagers={Way.WEBHOOK: pager, Way.EMAIL: EmailPager(mail_server, clock)},
                pace=Pace(clock, NO_PAUSE),
            )


@dataclass(frozen=True)
class PlainDirectory:
    """Where agents are told, as the test says; nobody else is called outside."""

    known: Mapping[str, Mapping[str, str]]

    def contacts(self, agent: str) -> tuple[Contact, ...]:
        """The ways that were named."""
        ways = self.known.get(agent, {})
        return tuple(Contact(Way(way), address) for way, address in ways.items())


@contextlib.asynccontextmanager
async def a_worker(
    stores: RegionStores,
    client: Client,
    desk: Desk,
    outside: Outside,
    detector: Detector,
    deployment: WorkerDeploymentConfig | None = None,
) -> AsyncIterator[None]:
    """A worker of the region; its engine translates by shouting."""
    translator = TranslatorChain([FakeEngine()])
    worker = worker_of(
        stores,
        client,
        desk,
        detector=detector,
        translator=translator,
        outside=outside,
        deployment=deployment,
    )
    async with worker:
        yield
    translator.close()
