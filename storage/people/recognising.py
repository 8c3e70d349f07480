"""Who is recognised by what they tell: links that rules make, and questions where they doubt."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from domain.linking import (
    MOST_QUESTIONS,
    RULE_OF,
    RULES,
    Handle,
    Holder,
    Link,
    LinkReason,
    LinkState,
    by_rule,
    holds_no_more,
    judged,
    judged_at_sign_in,
)
from storage.people import handles, marks
from storage.people.handles import News, Told
from storage.people.linked import (
    LINKED,
    MINE,
    apart_of,
    expect_both,
    hold,
    link_of,
    links,
    person_of,
    settle,
)

WAITING: Final = select(func.count()).select_from(
    select(links.c.one)
    .where(MINE, links.c.state == LinkState.ASKED.value)
    .limit(MOST_QUESTIONS)
    .subquery()
)
BY_RULE: Final = LINKED.where(links.c.reason.in_(sorted(RULES)))


def noted(connection: Connection, told: Told, at: datetime) -> None:
    """Keep what an identity can be recognised by, and link by rule what it shows to be one person.

    Works within the caller's transaction, and asks a person where the rules are in doubt.
    """
    for news in handles.keep(connection, told):
        _ask_again(connection, told.customer_id, news, at)
        _recognise(connection, told.customer_id, news.handle, at)


def signed_in(connection: Connection, unknown: str, known: str, at: datetime) -> None:
    """Take a site's word that one customer is another, as `Links.signed_in` says."""
    expect_both(connection, unknown, known)
    mine = _holder(connection, unknown, verified=True)
    if known in mine.person:
        return
    other = _holder(connection, known, verified=True)
    judgement = judged_at_sign_in(mine, other, apart_of(connection, mine.person))
    if judgement is None:
        return
    state, reason = judgement
    if state is LinkState.LINKED:
        _link_by_rule(connection, (unknown, known), reason, at)
    else:
        hold(connection, (unknown, known), state, reason, by_rule(at))


def _link_by_rule(
    connection: Connection, two: tuple[str, str], reason: LinkReason, at: datetime
) -> None:
    hold(connection, two, LinkState.LINKED, reason, by_rule(at))
    settle(connection, two[0])


def _recognise(connection: Connection, customer_id: str, handle: Handle, at: datetime) -> None:
    """Link a customer with who else has the handle, or ask, of one handle no more than can be."""
    mine = _holder(connection, customer_id, verified=handle.verified)
    others, are_many = _others(connection, mine, handle)
    room = MOST_QUESTIONS - _waiting(connection, [mine, *others])
    apart = apart_of(connection, mine.person)
    for other, state, reason in judged(mine, handle, others, apart, are_many=are_many):
        if state is LinkState.LINKED:
            _link_by_rule(connection, (customer_id, other), reason, at)
        elif room > 0:
            hold(connection, (customer_id, other), state, reason, by_rule(at))
            room -= 1


def _ask_again(connection: Connection, customer_id: str, news: News, at: datetime) -> None:
    """Make questions of the links by rule against which it speaks what somebody tells now."""
    rows = connection.execute(BY_RULE, {"customers": [customer_id]}).all()
    made = [link_of(row) for row in rows]
    parted = _doubted(connection, customer_id, made, news)
    for link, doubt in parted:
        hold(connection, (link.one, link.other), LinkState.ASKED, doubt, by_rule(at))
    # They may have been one by way of whom they are asked about now: what they share holds.
    for link, _ in parted:
        other = link.beside(customer_id)
        if news.was is not None and news.was in handles.verified_of(connection, [other]):
            _recognise(connection, other, news.was, at)


def _doubted(
    connection: Connection, customer_id: str, made: Collection[Link], news: News
) -> list[tuple[Link, LinkReason]]:
    """Those of an identity's links by rule that hold no more, each with the reason."""
    kind, replaced = news.handle.kind, news.was is not None
    of_kind = {(one.one, one.other) for one in made if one.reason is RULE_OF[kind]}
    found = []
    for link in made:
        without = (of_kind if replaced else set()) | {(link.one, link.other)}
        two = (customer_id, link.beside(customer_id))
        mine, other = (_holder(connection, one, verified=True, without=without) for one in two)
        doubt = holds_no_more(link.reason, kind, (mine, other), was_replaced=replaced)
        if doubt is not None:
            found.append((link, doubt))
    return found


def _others(connection: Connection, mine: Holder, handle: Handle) -> tuple[list[Holder], bool]:
    """Whoever else has the handle, but for those of whom nothing may be kept; and if too many."""
    found = handles.holders(connection, handle)
    told = [*((one, True) for one in found.verified), *((one, False) for one in found.others)]
    others = [
        _holder(connection, customer_id, verified=verified)
        for customer_id, verified in told
        if customer_id not in mine.person and not marks.is_gone(connection, customer_id)
    ]
    return others, found.are_many


def _waiting(connection: Connection, holders: Iterable[Holder]) -> int:
    """How many questions wait already about those for whom a handle is verified."""
    verified = [one.customer_id for one in holders if one.verified]
    return connection.execute(WAITING, {"customers": verified}).scalar_one()


def _holder(
    connection: Connection,
    customer_id: str,
    *,
    verified: bool,
    without: Collection[tuple[str, str]] = (),
) -> Holder:
    person = person_of(connection, customer_id, without)
    known = handles.verified_of(connection, person)
    return Holder(customer_id, verified, frozenset(person), known)
