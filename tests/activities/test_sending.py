"""A message on its way out: in parts, each once, by the way that is open, and not at night."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from domain.amendments import Place
from domain.arrivals import Sender
from domain.channels import Reachable, TokenRefused, WindowClosed
from domain.contacts import AccountRule, Fallback
from domain.facts import Via
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from domain.vocabulary import DeliveryState
from tests.activities.outward import (
    ANNA,
    CHAT,
    DAY,
    LONG,
    MAIL,
    PARTS,
    Chat,
    Desk,
    Plain,
    chat_of,
    prefers,
    texts,
)
from tests.storage.building import NOW, arrival, told_and_applied


async def test_a_long_message_goes_out_in_parts_each_under_a_key_of_its_own(desk: Desk) -> None:
    report = await desk.sends(LONG)
    assert report.state is DeliveryState.SENT
    sent = chat_of(desk).taken
    assert [one.text for one in sent] == PARTS
    assert [(one.part, one.parts) for one in sent] == [(0, 3), (1, 3), (2, 3)]
    assert len({one.key for one in sent}) == 3
    assert {one.recipient for one in sent} == {"anna"}


async def test_one_outcome_stands_in_the_ledger_once_all_parts_are_out(desk: Desk) -> None:
    chat_of(desk).then(Receipt("p-1"), Receipt("p-2"), NotNow("busy"))
    with pytest.raises(ApplicationError, match="busy"):
        await desk.sends(LONG, place=7)
    assert await desk.stores.ledger.entry(desk.ticket, 7) is None
    report = await desk.sends(LONG, place=7)
    entry = await desk.stores.ledger.entry(desk.ticket, 7)
    assert entry is not None
    assert entry.event == report
    assert await desk.sends(LONG, place=7) == report, "and it is not sent once more"
    assert texts(desk) == PARTS, "the parts that were out did not go again"


async def test_what_is_left_of_a_message_says_what_its_first_part_began_with(desk: Desk) -> None:
    desk.translator.away = True
    chat_of(desk).then(Receipt(), NotNow("busy"))
    with pytest.raises(ApplicationError):
        await desk.sends(LONG, place=7, language="pt")
    desk.translator.away = False  # the engine is back between two attempts
    report = await desk.sends(LONG, place=7, language="pt")
    assert texts(desk) == PARTS
    assert (report.language, report.flags) == ("en", ("untranslated",))


async def test_a_failure_in_the_middle_says_which_part_of_how_many(desk: Desk) -> None:
    chat_of(desk).then(Receipt(), Refused("blocked"))
    report = await desk.sends(LONG)
    assert (report.state, report.reason) == (DeliveryState.FAILED, "blocked_part_2_of_3")
    assert texts(desk) == PARTS[:1]
    chat_of(desk).then(Refused("blocked"))
    assert (await desk.sends("Short.")).reason == "blocked"


async def test_a_doubt_in_the_middle_ends_the_send_where_repeats_are_not_folded(
    desk: Desk,
) -> None:
    desk.mouths["chat"] = Chat(longest=17, folds_repeats=False)
    chat_of(desk).then(Receipt(), OutcomeUnknown("timed_out"))
    report = await desk.sends(LONG)
    assert (report.state, report.reason) == (DeliveryState.UNCERTAIN, "timed_out_part_2_of_3")
    assert texts(desk) == PARTS[:2]


async def test_a_doubt_is_asked_again_where_repeats_are_folded(desk: Desk) -> None:
    chat_of(desk).then(Receipt(), OutcomeUnknown("timed_out"))
    with pytest.raises(ApplicationError, match="timed_out"):
        await desk.sends(LONG, place=7)
    await desk.sends(LONG, place=7)
    assert [one.text for one in chat_of(desk).delivered] == PARTS
    assert texts(desk) == [PARTS[0], PARTS[1], PARTS[1], PARTS[2]]


async def test_what_is_sent_again_sends_only_what_is_not_known_to_be_out(desk: Desk) -> None:
    chat_of(desk).then(Receipt("p-1"), Refused("blocked"))
    await desk.sends(LONG, place=7, message="r-1")
    report = await desk.sends(LONG, place=8, message="r-1")
    assert report.state is DeliveryState.SENT
    assert texts(desk) == PARTS


async def test_an_answer_to_another_member_goes_to_the_group(desk: Desk) -> None:
    for number, who in ((2, ANNA), (3, Sender("bruno"))):
        came = arrival(number, who, channel="chat", account="shop", thread="group", sent_at=NOW)
        desk.ticket = (await desk.stores.inbox.accept(came)).ticket_id
    await told_and_applied(desk.stores)
    desk.answered = "m-3"
    await desk.sends("It is on its way.", came_by=CHAT)
    desk.mouths["email"] = Plain()
    desk.rules.fallback = MAIL
    await desk.hears(4, MAIL)
    await desk.sends("To you alone.", came_by=CHAT, via=MAIL, at=MAIL)
    [in_the_group] = chat_of(desk).taken
    assert (in_the_group.conversation_id, in_the_group.in_reply_to) == ("group", "client-3")
    mail = desk.mouths["email"]
    assert isinstance(mail, Plain)
    [alone] = mail.taken
    assert (alone.conversation_id, alone.in_reply_to) == (alone.recipient, None)


async def test_an_answer_names_its_conversation_and_what_was_said_before(desk: Desk) -> None:
    chat_of(desk).then(Receipt("p-1"))
    await desk.sends("One.")
    await desk.sends("Two.")
    first, second = chat_of(desk).taken
    assert (first.in_reply_to, first.references) == ("client-1", ())
    assert (second.in_reply_to, second.references) == ("client-1", ("p-1",))


async def test_a_closed_window_leads_to_the_template_of_the_account(desk: Desk) -> None:
    desk.mouths["chat"] = Chat(window=DAY)
    desk.rules.rules = {CHAT: AccountRule(template="desk_answer")}
    desk.clock.at = NOW + DAY
    report = await desk.sends(LONG)
    assert report.state is DeliveryState.SENT
    assert chat_of(desk).templates == ["desk_answer"]
    assert texts(desk) == [LONG], "a template takes the whole of the text"


async def test_what_failed_in_part_goes_again_as_a_whole_by_a_template(desk: Desk) -> None:
    chat_of(desk).then(Receipt("p-1"), Refused("blocked"))
    await desk.sends(LONG, place=7, message="r-1")
    desk.mouths["chat"] = Chat(longest=17, window=DAY)
    desk.rules.rules = {CHAT: AccountRule(template="desk_answer")}
    desk.clock.at = NOW + 2 * DAY
    assert (await desk.sends(LONG, place=8, message="r-1")).state is DeliveryState.SENT
    assert (texts(desk), chat_of(desk).templates) == ([LONG], ["desk_answer"])


async def test_a_window_that_closes_between_two_parts_is_no_success(desk: Desk) -> None:
    desk.mouths["chat"] = Chat(longest=17, window=DAY)
    desk.rules.rules = {CHAT: AccountRule(template="desk_answer")}
    chat_of(desk).then(Receipt("p-1"), NotNow("busy"), WindowClosed())
    with pytest.raises(ApplicationError, match="busy"):
        await desk.sends(LONG, place=7)
    desk.clock.at = NOW + 2 * DAY
    report = await desk.sends(LONG, place=7)
    assert (report.state, report.reason) == (DeliveryState.FAILED, "window_closed_part_2_of_3")


async def test_a_closed_window_without_a_template_leads_to_the_fall_back(desk: Desk) -> None:
    await desk.hears(2, MAIL)
    desk.mouths["chat"] = Chat(window=DAY)
    desk.rules.rules = {CHAT: AccountRule(fall_back=(Fallback("email"),))}
    desk.clock.at = NOW + DAY
    report = await desk.sends()
    assert (report.state, report.via) == (DeliveryState.SENT, MAIL)
    assert (texts(desk), texts(desk, "email")) == ([], ["Hello."])
    [mail] = desk.mouths["email"].taken  # type: ignore[attr-defined] # a fake of the tests, which keeps what it took
    assert (mail.account, mail.recipient) == ("shop", "anna")


async def test_a_closed_window_without_a_way_out_fails_and_says_so(desk: Desk) -> None:
    desk.mouths["chat"] = Chat(window=DAY)
    desk.clock.at = NOW + DAY
    report = await desk.sends()
    assert (report.state, report.reason) == (DeliveryState.FAILED, "window_closed")
    assert chat_of(desk).attempts == [], "the platform is not asked"


async def test_within_its_window_a_message_goes_out_as_it_is(desk: Desk) -> None:
    desk.mouths["chat"] = Chat(window=DAY)
    desk.rules.rules = {CHAT: AccountRule(template="desk_answer")}
    desk.clock.at = NOW + DAY - timedelta(seconds=1)
    report = await desk.sends()
    assert (report.via, chat_of(desk).templates) == (None, [])
    assert texts(desk) == ["Hello."]


async def test_the_platforms_own_closed_window_leads_to_the_same(desk: Desk) -> None:
    await desk.hears(2, MAIL)
    rule = AccountRule(template="desk_answer", fall_back=(Fallback("email"),))
    desk.rules.rules = {CHAT: rule}
    chat_of(desk).then(WindowClosed())
    assert (await desk.sends()).via is None
    assert chat_of(desk).templates == ["desk_answer"]
    chat_of(desk).then(WindowClosed(), Refused("unfit_for_template"))
    assert (await desk.sends()).via == MAIL
    desk.rules.rules = {}
    chat_of(desk).then(WindowClosed())
    assert (await desk.sends()).reason == "window_closed"


async def test_a_window_that_closes_in_the_middle_fails_there(desk: Desk) -> None:
    desk.rules.rules = {CHAT: AccountRule(template="desk_answer")}
    chat_of(desk).then(Receipt(), WindowClosed())
    assert (await desk.sends(LONG)).reason == "window_closed_part_2_of_3"


async def test_credentials_that_are_not_taken_are_tried_again_and_shown(desk: Desk) -> None:
    desk.mouths["chat"] = refusing = Refusing()
    with pytest.raises(ApplicationError, match="token_refused") as raised:
        await desk.sends(place=7)
    assert raised.value.next_retry_delay == timedelta(seconds=60)
    refusing.refuses = False
    assert (await desk.sends(place=7)).state is DeliveryState.SENT


class Refusing(Chat):
    """A platform that does not take our credentials."""

    refuses = True

    async def send(self, message: object) -> Receipt:
        """As the Protocol says."""
        if self.refuses:
            raise TokenRefused
        return Receipt()


async def test_a_message_goes_where_its_author_asks(desk: Desk) -> None:
    await desk.hears(2, MAIL)
    report = await desk.sends(at=MAIL, via=MAIL)
    assert (report.via, texts(desk, "email")) == (MAIL, ["Hello."])
    unknown = Via("fax", "shop")
    assert (await desk.sends(at=unknown, via=unknown)).reason == "no_such_recipient"


async def test_an_account_that_the_desk_has_no_more_is_said_so(desk: Desk) -> None:
    del desk.mouths["chat"]
    assert (await desk.sends()).reason == "no_such_account"


async def test_a_person_who_blocked_us_is_reached_elsewhere_or_not(desk: Desk) -> None:
    place, gone = Place("chat", "shop", NOW), Reachable("anna", reachable=False, at=NOW)
    await desk.stores.channels.amendments.reachable(place, gone)
    assert (await desk.sends()).reason == "blocked"
    await desk.hears(2, MAIL)
    desk.rules.fallback = MAIL
    assert (await desk.sends()).via == MAIL


async def test_where_the_customer_wrote_is_taken_before_what_they_prefer(desk: Desk) -> None:
    await desk.hears(2, MAIL)
    await prefers(desk, preferred=MAIL)
    assert (await desk.sends()).via is None
    assert (await desk.sends(wanted={"in_reply_to": None})).via == MAIL
    desk.mouths["chat"] = Chat(window=DAY)
    desk.clock.at = NOW + DAY
    assert (await desk.sends()).via == MAIL
