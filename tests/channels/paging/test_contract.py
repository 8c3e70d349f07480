import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from email import message_from_bytes
from types import MappingProxyType

import pytest

from channels.paging.email import EmailPager
from channels.paging.letter import message_id
from channels.paging.webhook import WebhookPager
from domain.notifications import Pager, PagerMessage, Way
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from tests.channels import mail_server, receiver
from tests.channels.building import SENDER, email_pager, url_of, webhook_pager
from tests.channels.mail_server import Answers, Fault, MailServer, Stage
from tests.channels.paging.contract import NOTIFICATION, SUBJECT, TEXT, Behaviour, PagerContract
from tests.channels.receiver import Receiver, Says
from tests.fakes.pager import FakePager
from tests.fakes.scripted import Outcome

ANSWERS: Mapping[Behaviour, receiver.Behaviour] = MappingProxyType(
    {
        Behaviour.TAKES_IT: Says(204),
        Behaviour.REFUSES: Says(422),
        Behaviour.IS_BUSY: Says(503),
        Behaviour.BREAKS_OFF: receiver.HangsUp(),
    }
)
FAULTS: Mapping[Behaviour, Fault | None] = MappingProxyType(
    {
        Behaviour.TAKES_IT: None,
        Behaviour.REFUSES: Answers(Stage.RECIPIENT, "550 5.1.1 who is bitte übernehmen?"),
        Behaviour.IS_BUSY: Answers(Stage.END, "451 4.3.0 later, bitte"),
        Behaviour.BREAKS_OFF: mail_server.HangsUp(Stage.END),
    }
)


def message_to(address: str) -> PagerMessage:
    return PagerMessage("note-7:x", address, "sam", SUBJECT, TEXT, (NOTIFICATION,))


class WebhookRig:
    def __init__(self, pager: WebhookPager, elsewhere: WebhookPager, receiving: Receiver) -> None:
        self.pager = pager
        self.message = message_to("on-call")
        self._elsewhere = elsewhere
        self._receiving = receiving

    def then(self, *behaviours: Behaviour) -> None:
        self._receiving.then(*(ANSWERS[behaviour] for behaviour in behaviours))

    def out_of_reach(self) -> Pager:
        return self._elsewhere

    def taken(self) -> Sequence[tuple[str, str]]:
        refusals = (ANSWERS[Behaviour.REFUSES], ANSWERS[Behaviour.IS_BUSY])
        return [
            (request.headers["webhook-id"], json.loads(request.body)["text"])
            for request in self._receiving.requests
            if request.met not in refusals
        ]

    def told_by(self, key: str) -> str:
        return key


class EmailRig:
    def __init__(self, pager: EmailPager, elsewhere: EmailPager, server: MailServer) -> None:
        self.pager = pager
        self.message = message_to("sam@example.org")
        self._elsewhere = elsewhere
        self._server = server

    def then(self, *behaviours: Behaviour) -> None:
        self._server.then(*(FAULTS[behaviour] for behaviour in behaviours))

    def out_of_reach(self) -> Pager:
        return self._elsewhere

    def taken(self) -> Sequence[tuple[str, str]]:
        mails = [message_from_bytes(mail.content) for mail in self._server.taken]
        return [(mail["Message-ID"], _text(mail.get_payload(decode=True))) for mail in mails]

    def told_by(self, key: str) -> str:
        return message_id(key, SENDER)


def _text(payload: object) -> str:
    assert isinstance(payload, bytes)
    return payload.decode("utf-8").replace("\r\n", "\n")


class FakeRig:
    def __init__(self, pager: FakePager) -> None:
        self.pager = pager
        self.message = message_to("on-call")

    def then(self, *behaviours: Behaviour) -> None:
        outcomes: dict[Behaviour, Outcome] = {
            Behaviour.TAKES_IT: Receipt(),
            Behaviour.REFUSES: Refused("refused_422"),
            Behaviour.IS_BUSY: NotNow("answered_503"),
            Behaviour.BREAKS_OFF: OutcomeUnknown("no_answer"),
        }
        self.pager.then(*(outcomes[behaviour] for behaviour in behaviours))

    def out_of_reach(self) -> Pager:
        elsewhere = FakePager(self.pager.way)
        elsewhere.then(NotNow("unreachable"))
        return elsewhere

    def taken(self) -> Sequence[tuple[str, str]]:
        return [(message.key, message.text) for message in self.pager.taken]

    def told_by(self, key: str) -> str:
        return key


class TestTheWebhook(PagerContract):
    @pytest.fixture
    async def rig(self, closed_port: int) -> AsyncIterator[WebhookRig]:
        async with AsyncExitStack() as opened:
            receiving = await opened.enter_async_context(Receiver())
            pager = await opened.enter_async_context(webhook_pager(url_of(receiving.port)))
            elsewhere = await opened.enter_async_context(webhook_pager(url_of(closed_port)))
            yield WebhookRig(pager, elsewhere, receiving)


class TestTheEmail(PagerContract):
    @pytest.fixture
    async def rig(self, closed_port: int) -> AsyncIterator[EmailRig]:
        async with MailServer() as server:
            yield EmailRig(email_pager(server.port), email_pager(closed_port), server)


class TestTheFake(PagerContract):
    @pytest.fixture(params=list(Way))
    def rig(self, request: pytest.FixtureRequest) -> FakeRig:
        return FakeRig(FakePager(request.param))


@pytest.mark.parametrize(("real", "way"), [(WebhookPager, Way.WEBHOOK), (EmailPager, Way.EMAIL)])
def test_the_fake_folds_repeats_as_the_real_ones_do(
    real: type[WebhookPager] | type[EmailPager], way: Way
) -> None:
    assert real.way is way
    assert FakePager(way).folds_repeats is real.folds_repeats
