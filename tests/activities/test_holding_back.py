"""What is not sent, or not now: quiet hours, machines, floods, and what a platform allows."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from domain.contacts import AccountRule
from domain.preferences import QuietHours
from domain.vocabulary import DeliveryState
from tests.activities.outward import AUTOMATIC, CHAT, LONG, MAIL, PARTS, Chat, Desk, prefers, texts
from tests.storage.building import NOW

NIGHT = QuietHours(time(9), time(10))  # Lisbon is at UTC: NOW is half past nine


async def test_what_the_desk_says_by_itself_waits_for_the_end_of_quiet_hours(desk: Desk) -> None:
    desk.rules.rules = {CHAT: AccountRule(quiet_hours=NIGHT)}
    report = await desk.sends(wanted=AUTOMATIC)
    assert (report.state, report.reason) == (DeliveryState.QUEUED, "quiet_hours")
    assert report.again_at == NOW.replace(hour=10, minute=0, second=0, microsecond=0)
    assert texts(desk) == []
    assert (await desk.sends()).state is DeliveryState.SENT, "people answer at once"
    prompted = {**AUTOMATIC, "prompted": True}
    assert (await desk.sends(wanted=prompted)).state is DeliveryState.SENT


async def test_after_quiet_hours_it_goes_out_in_a_place_of_its_own(desk: Desk) -> None:
    desk.rules.rules = {CHAT: AccountRule(quiet_hours=NIGHT)}
    held = await desk.sends(wanted=AUTOMATIC, place=7, message="r-1")
    assert held.again_at is not None
    desk.clock.at = held.again_at
    out = await desk.sends(wanted=AUTOMATIC, place=8, message="r-1")
    assert out.state is DeliveryState.SENT
    assert texts(desk) == ["Hello."]


async def test_quiet_for_everything_holds_peoples_answers_back_too(desk: Desk) -> None:
    await prefers(desk, quiet_hours=replace(NIGHT, everything=True))
    assert (await desk.sends()).reason == "quiet_hours"
    await prefers(desk, quiet_hours=NIGHT)
    assert (await desk.sends()).state is DeliveryState.SENT


async def test_nobody_whose_clock_is_unknown_is_kept_waiting(desk: Desk) -> None:
    desk.rules.rules = {CHAT: AccountRule(quiet_hours=NIGHT)}
    desk.rules.lives_in = None
    assert (await desk.sends(wanted=AUTOMATIC)).state is DeliveryState.SENT


@pytest.mark.attack(4)
async def test_machines_are_never_answered_by_one(desk: Desk) -> None:
    report = await desk.sends(wanted=AUTOMATIC, to_machine=True)
    assert (report.state, report.reason) == (DeliveryState.FAILED, "automatic_sender")
    assert (await desk.sends(to_machine=True)).state is DeliveryState.SENT, "people may"


@pytest.mark.attack(4)
async def test_a_thread_hears_five_things_an_hour_of_the_desk_and_no_more(desk: Desk) -> None:
    found = [(await desk.sends(wanted=AUTOMATIC)).reason for _ in range(6)]
    assert found == ["", "", "", "", "", "too_many"]
    desk.clock.at = NOW + timedelta(hours=1)
    assert (await desk.sends(wanted=AUTOMATIC)).state is DeliveryState.SENT


@pytest.mark.attack(3)
async def test_an_address_hears_one_thing_an_hour_of_the_desk_by_mail(desk: Desk) -> None:
    await desk.hears(2, MAIL)
    by_mail: dict[str, Any] = {"at": MAIL, "via": MAIL, "wanted": AUTOMATIC}
    assert (await desk.sends(**by_mail)).state is DeliveryState.SENT
    assert (await desk.sends(**by_mail)).reason == "too_many"


async def test_a_person_gets_no_more_at_once_than_the_platform_allows(desk: Desk) -> None:
    desk.mouths["chat"] = Chat(longest=17, rate=(1, timedelta(seconds=6)))
    with pytest.raises(ApplicationError, match="paced") as raised:
        await desk.sends(LONG, place=7)
    assert raised.value.next_retry_delay == timedelta(seconds=6)
    for _ in range(2):
        desk.clock.at += timedelta(seconds=6)
        if len(texts(desk)) < 2:
            with pytest.raises(ApplicationError, match="paced"):
                await desk.sends(LONG, place=7)
    report = await desk.sends(LONG, place=7)
    assert (report.state, texts(desk)) == (DeliveryState.SENT, PARTS)
