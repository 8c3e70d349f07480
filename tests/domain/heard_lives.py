"""What platforms tell of at any time, for the random lives of test_properties.py."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from domain import story as tale
from domain.arrivals import News, NewsKind
from domain.facts import DeliveryFact
from domain.message_events import words_id
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import DeliveryState, Status
from tests.domain.building import CUSTOMER, DAY, Life, a_message, news


class HearsOfPlatforms(RuleBasedStateMachine):
    """A ticket that is told of files, edits, deletions and receipts."""

    life: Life
    messages: int  # of the customer
    texts: int  # names that were given away
    sent: list[str]  # what platforms may tell of

    @property
    def story(self) -> Story:
        return self.life.story

    @property
    def ticket(self) -> Ticket:
        return self.life.ticket

    @precondition(lambda self: self.ticket.status is not Status.CLOSED and self.messages < 8)
    @rule(automatic=st.booleans())
    def a_message_comes_with_files(self, automatic: bool) -> None:
        self.messages += 1
        one = news(f"m-{self.messages}", self.life.now)
        assert one.message is not None
        message = replace(one.message, files=2, automatic=automatic, reply_here=True)
        self.life.story = tale.heard(self.story, replace(one, message=message), self.life.now)

    @precondition(lambda self: self.ticket.status is not Status.CLOSED)
    @rule(data=st.data(), kind=st.sampled_from([NewsKind.EDITED, NewsKind.DELETED]))
    def the_customer_thinks_better_of_it(self, data: st.DataObject, kind: NewsKind) -> None:
        self.texts += 1
        about = f"m-{data.draw(st.integers(1, self.messages))}"
        edit = words_id(about, f"{self.texts:064x}"[::-1])
        words = a_message(edit, self.life.now) if kind is NewsKind.EDITED else None
        told = News(edit, kind, self.life.now, CUSTOMER.id, message=words, about=about)
        self.life.story = tale.heard(self.story, told, self.life.now)
        assert tale.heard(self.story, told, self.life.now + DAY) is self.story

    @precondition(lambda self: self.ticket.status is not Status.CLOSED and self.sent)
    @rule(data=st.data(), state=st.sampled_from([*DeliveryState][1:]))
    def the_platform_tells_of_a_message(self, data: st.DataObject, state: DeliveryState) -> None:
        self.texts += 1
        fact = DeliveryFact(data.draw(st.sampled_from(self.sent)), state)
        told = News(
            f"told-{self.texts}", NewsKind.REPORTED, self.life.now, CUSTOMER.id, delivery=fact
        )
        self.life.story = tale.heard(self.story, told, self.life.now)
