"""Turns tickets into what is shown of them, as far as a key may see it."""

from collections.abc import Sequence
from datetime import datetime

from api.reading import Found
from api.texts import Texts, Viewing, part
from api.ticket_shapes import (
    BriefShape,
    BriefTranslation,
    ClockShape,
    ExpectationShape,
    HandOverShape,
    OwnerShape,
    PauseShape,
    PolicyShape,
    TicketShape,
)
from domain.handover import language_of
from domain.hours import BusinessHours
from domain.ledger import ClockView, TicketView
from domain.policy import Policy
from domain.relay import Expectation, HandOver, Owner
from domain.stores import Missing, RegionStores, Text
from domain.vocabulary import ClockState


async def ticket_shape(found: Found, viewing: Viewing) -> TicketShape:
    """One ticket, with the brief of its last hand-over."""
    texts = await viewing.texts(found.stores, [found.view.first_message])
    [shape] = await ticket_shapes(found.stores, [found.view], viewing, texts)
    if shape.handover is not None:
        shape.handover.brief = await _brief(found, viewing)
    return shape


async def ticket_shapes(
    stores: RegionStores, views: Sequence[TicketView], viewing: Viewing, texts: Texts
) -> list[TicketShape]:
    """Tickets of one region, in the order given, without their briefs.

    `texts` are as the viewer sees them; among them those that the tickets were opened with.
    """
    now = viewing.door.clock.now()
    hours = {each: await _hours(stores, each) for each in {view.policy.hash for view in views}}
    return [_ticket_shape(view, texts, hours[view.policy.hash], now) for view in views]


def _ticket_shape(
    view: TicketView, texts: Texts, hours: BusinessHours | None, now: datetime
) -> TicketShape:
    return TicketShape(
        id=view.id,
        region=view.region,
        status=view.status,
        priority=view.priority,
        topic=view.topic,
        language=view.language,
        language_reason=view.language_reason,
        tier=view.tier,
        channel=view.channel,
        account=view.account,
        subject=part(texts, view.first_message, "subject"),
        customer_id=view.customer_id,
        team=view.team,
        assignee=view.assignee,
        opened_at=view.opened_at,
        updated_at=view.updated_at,
        version=view.version,
        policy=PolicyShape(name=view.policy.name, version=view.policy.version),
        clocks=[_clock_shape(clock, hours, now) for clock in view.clocks],
        handover=view.handover and _handover_shape(view.handover),
        owner=view.owner and _owner_shape(view.owner),
        escalation_level=view.escalation_level,
        tags=list(view.tags),
        expectation=view.expectation and _expectation_shape(view.expectation),
        linked=list(view.linked),
        held_until=view.held_until,
        merged_into=view.merged_into,
        rating=view.rating,
        tone=view.tone,
        asks_for_person=view.asks_for_person,
    )


def _clock_shape(clock: ClockView, hours: BusinessHours | None, now: datetime) -> ClockShape:
    left = clock.left
    if clock.state is ClockState.RUNNING and clock.due_at is not None and hours is not None:
        left = hours.elapsed(now, clock.due_at)
    return ClockShape(
        target=clock.target,
        state=clock.state,
        due_at=clock.due_at,
        working_seconds_left=None if left is None else int(left.total_seconds()),
        warned=clock.warned,
        pauses=[PauseShape(began=pause.began, ended=pause.ended) for pause in clock.pauses],
    )


def _handover_shape(handover: HandOver) -> HandOverShape:
    return HandOverShape.model_validate(handover, from_attributes=True)


def _owner_shape(owner: Owner) -> OwnerShape:
    return OwnerShape(agent=owner.agent, team=owner.team)


def _expectation_shape(expectation: Expectation) -> ExpectationShape:
    return ExpectationShape(
        earliest=expectation.wait.earliest,
        latest=expectation.wait.latest,
        said_at=expectation.said_at,
        corrections=expectation.corrections,
        answered_at=expectation.answered_at,
        kept=expectation.is_kept,
    )


async def _brief(found: Found, viewing: Viewing) -> BriefShape | None:
    """The brief as it stands in the vault, with the translations for those who were asked."""
    handover = found.view.handover
    if handover is None or handover.brief_id is None:
        return None
    policy = await _policy(found.stores, found.view.policy.hash)
    asked = (handover.team, *handover.offered)
    languages = {language_of(policy, team) for team in asked} if policy else set()
    names = [f"{handover.brief_id}:{language}" for language in sorted(languages)]
    kept = await viewing.texts(found.stores, [handover.brief_id, *names])
    original = kept.get(handover.brief_id)
    if original is None or not original.content:
        return None
    translations = [_brief_translation(kept[name]) for name in names if name in kept]
    return BriefShape.model_validate(
        {"language": original.language, **original.content, "translations": translations}
    )


def _brief_translation(text: Text) -> BriefTranslation:
    return BriefTranslation.model_validate({"language": text.language, **text.content})


async def _hours(stores: RegionStores, policy_hash: str) -> BusinessHours | None:
    """The calendar that the ticket's clocks go by, or None where its policy was not kept."""
    policy = await _policy(stores, policy_hash)
    return policy.calendar.hours() if policy else None


async def _policy(stores: RegionStores, content_hash: str) -> Policy | None:
    try:
        return await stores.policies.get(content_hash)
    except Missing:
        return None
