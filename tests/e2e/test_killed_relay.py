"""A worker is killed while work passes on and while ladders are climbed: people hear it once."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from domain.facts import Reached
from domain.relay_events import TeamNotified
from domain.vocabulary import DeliveryState
from runtime.clock import SystemClock
from tests.e2e.night import A_WHILE, BRIEFED, CHANGED, HANDED_OVER, SOUND, Night, a_night

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def night(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Night]:
    async with a_night(tmp_path_factory.mktemp("night")) as found:
        yield found


@pytest.mark.parametrize("name", SOUND)
async def test_what_was_in_a_killed_workers_hands_was_done_once(night: Night, name: str) -> None:
    assert await night.complaints(name) == []


@pytest.mark.parametrize("name", SOUND)
async def test_no_ticket_is_left_without_an_owner_or_a_queue(night: Night, name: str) -> None:
    standing, staffing = await night.standing(name), night.scene.desk.staffing
    assert staffing is not None
    staff = staffing.view(SystemClock().now(), {}).teams[standing.team or ""]
    assert staff.on
    assert standing.assignee in (None, *staff.on)


@pytest.mark.parametrize("name", HANDED_OVER)
async def test_the_team_reads_the_agents_brief_in_its_own_language(night: Night, name: str) -> None:
    told, handover = await night.reported(name), (await night.standing(name)).handover
    assert handover is not None
    assert told.brief_id == handover.brief_id
    assert told.language == {"latam-care": "es", "cn-care": "zh"}[handover.team]
    brief = await night.scene.desk.stores.vault.get(f"{told.brief_id}:{told.language}")
    assert brief.content["done"] == "I LOOKED AT THE LOGS."


async def test_a_brief_of_the_desk_that_was_kept_stays_as_it_was(night: Night) -> None:
    told = await night.reported(BRIEFED)
    brief = await night.scene.desk.stores.vault.get(told.brief_id or "")
    assert (told.language, brief.language) == ("es", "es")
    assert brief.content["next"]
    assert CHANGED.strip() not in str(brief.content)


@pytest.mark.parametrize("name", ["paged", "hand-over paged", "answer lost"])
async def test_a_page_that_was_taken_comes_again_under_its_own_id(night: Night, name: str) -> None:
    await night.reported(name)
    first, again = night.paged(name)
    assert first == again


async def test_the_customer_hears_of_a_hand_over_again_under_the_same_id(night: Night) -> None:
    standing = await night.standing("customer told")
    assert standing.notice_given
    assert night.scene.repeats(standing.id) == 1


async def test_a_mail_that_may_have_gone_is_uncertain_and_does_not_go_again(night: Night) -> None:
    told = await night.reported("mailed")
    uncertain = Reached("niamh", "email", DeliveryState.UNCERTAIN, "interrupted")
    assert uncertain in told.reached
    assert night.mailed("mailed") == 1


async def test_who_waited_behind_a_killed_mail_is_told_for_sure(night: Night) -> None:
    told = await night.reported("behind the mail")
    assert Reached("niamh", "email", DeliveryState.SENT) in told.reached
    assert night.mailed("behind the mail") == 1


async def test_a_page_under_several_ids_would_be_noticed(night: Night) -> None:
    """The planted fault: every attempt has a key of its own."""
    [complaint] = await night.complaints("faulty page")
    assert complaint.startswith("page ")
    assert complaint.endswith("webhook-ids")


async def test_a_mail_that_is_repeated_would_be_noticed(night: Night) -> None:
    """The planted fault: a mail of which nobody knows whether it went is sent again."""
    [complaint] = await night.complaints("faulty mail")
    assert complaint.startswith("mail ")
    assert complaint.endswith("mails")


async def test_demand_26_a_restart_of_the_workers_loses_no_waiting_escalation(night: Night) -> None:
    assert (await night.complaints("waiting")) == []
    opened, *_ = entries = await night.scene.desk.rests(night.tickets["waiting"])
    [page] = [e.event for e in entries if isinstance(e.event, TeamNotified)]
    assert page.at == opened.event.at + A_WHILE
    assert page.at < night.restarted_at
    assert page.noticed is not None
    assert page.noticed > night.restarted_at
    assert len(night.paged("waiting")) == 1
    about = night.tickets["waiting"].encode()
    before = night.scene.pages.requests[: night.paged_before]
    assert not any(about in request.body for request in before)
