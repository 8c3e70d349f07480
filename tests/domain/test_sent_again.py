"""A person has a message sent again that did not get through."""

from domain.facts import Via
from domain.message_events import AnotherSendAsked, DeliveryReported
from domain.ticket import DeliveryWanted
from domain.vocabulary import THE_DESK, DeliveryState
from tests.domain.building import NINE, Life

AGAIN = DeliveryWanted("r-9", "agent", "ana", NINE, "en", in_reply_to="m-1")


def failed(life: Life, message: str = "r-9") -> Life:
    return life.happens(
        DeliveryReported(
            at=life.now, by=THE_DESK, message_id=message, state=DeliveryState.FAILED, reason="no"
        )
    )


def test_it_goes_out_behind_what_waits_already() -> None:
    life = Life()
    life.does("claim")
    life.does("reply")
    waiting = life.ticket.to_deliver
    assert life.does("send_again").ticket.to_deliver == (*waiting, AGAIN)


def test_it_goes_by_the_account_that_the_person_names() -> None:
    life = Life().does("send_again", via=Via("email", "support"))
    assert life.ticket.to_deliver[-1].via == Via("email", "support")


def test_what_is_on_its_way_does_not_go_twice() -> None:
    life = Life().does("send_again")
    assert life.refuses("send_again") == "sending_under_way"
    assert failed(life).does("send_again").ticket.to_deliver == (AGAIN,)


def test_it_moves_nothing_else() -> None:
    life = Life()
    before = life.ticket
    after = life.does("send_again").ticket
    same = ("status", "clocks", "assignee", "answered_at", "waiting_since", "messages", "recent")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]


def test_who_asked_for_it_is_told() -> None:
    life = Life().does("send_again")
    [event] = [one.event for one in life.story.unwritten if isinstance(one.event, AnotherSendAsked)]
    assert (event.by.id, event.author_id, event.in_reply_to) == ("ana", "ana", "m-1")
