"""What errands ask of their activities, worked out from the story. Pure."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.delivery_request import DeliverRequest
    from activities.fetching import FetchRequest
    from activities.notification import NotifyRequest
    from domain.briefs import brief_values
    from domain.facts import Via
    from domain.ledger import Page
    from domain.relay import NotificationWanted
    from domain.stores import Send
    from domain.story import Story
    from domain.ticket import DeliveryWanted, FilesWanted


def delivery(
    story: Story, page: Page | None, wanted: DeliveryWanted, place: int, now: datetime
) -> DeliverRequest:
    """A message to be sent to the customer."""
    ticket = story.ticket
    home = Via(ticket.channel, ticket.account)
    came_by = ticket.answers_via or home
    via = wanted.via or came_by
    send = Send(ticket.id, place, 0, wanted.message_id, via.channel, via.account)
    return DeliverRequest(
        page=page,
        send=send,
        wanted=wanted,
        customer_id=ticket.customer_id,
        language=ticket.language,
        at=now,
        tone=ticket.tone,
        to_machine=ticket.automatic,
        home=home,
        came_by=came_by,
    )


def fetching(
    story: Story, page: Page | None, wanted: FilesWanted, place: int, now: datetime
) -> FetchRequest:
    """Files that are to be fetched from the platform."""
    ticket = story.ticket
    return FetchRequest(page, ticket.id, place, ticket.customer_id, wanted, now)


def notification(
    story: Story, page: Page | None, wanted: NotificationWanted, place: int, now: datetime
) -> NotifyRequest:
    """People to be told, with what the desk itself can say of the ticket."""
    ticket = story.ticket
    return NotifyRequest(
        page=page,
        ticket_id=ticket.id,
        sequence=place,
        region=ticket.region,
        customer_id=ticket.customer_id,
        wanted=wanted,
        at=now,
        brief=brief_values(ticket, story.policy) if wanted.brief_by_desk else {},
        hand_over=_of_hand_over(story) if wanted.brief_id else {},
    )


def _of_hand_over(story: Story) -> dict[str, str]:
    """What the receiving team reads of the hand-over itself."""
    ticket, last = story.ticket, story.ticket.handover
    by = last.acknowledge_by if last else None
    return {
        "ticket": ticket.id,
        "team": last.team if last else ticket.team or "",
        "from_team": (last.from_team if last else None) or "",
        "from_agent": (last.from_agent if last else None) or "",
        "acknowledge_by": by.isoformat() if by else "",
        "cause": str(last.cause) if last else "",
    }
