"""What people ask of a ticket. The ticket itself decides; here it is only asked."""

from fastapi import APIRouter, Response

from api.authentication import Asker, DoorRoute
from api.leaving import fit_to_leave
from api.orders import TheAsking
from api.problems import answers
from api.replying import reply_of
from api.shapes import (
    NewEscalation,
    NewHandOver,
    NewHold,
    NewMerge,
    NewNote,
    NewPriority,
    NewRating,
    NewReply,
    Nothing,
)
from api.ticket_shapes import TicketShape
from domain import commands

router = APIRouter(
    prefix="/v1/tickets/{ticket_id}",
    route_class=DoorRoute,
    tags=["commands"],
    responses=answers(400, 404, 409, 410, 412, 413, 415, 421, 429),
)


@router.post("/claim")
async def claim(body: Nothing, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Take the ticket."""
    order = await asking.order(key, "claim", body)
    return await order.send(commands.Claim(by=order.by), response)


@router.post("/release")
async def release(body: Nothing, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Give the ticket back to its team."""
    order = await asking.order(key, "release", body)
    return await order.send(commands.Release(by=order.by), response)


@router.post("/replies")
async def reply(body: NewReply, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Answer the customer, in any language, unless a rule about drafts holds the answer.

    One that cannot go out is refused with 409, with the `ways` that there are; `via` names one.
    """
    order = await asking.order(key, "replies", body)
    command = await reply_of(order, body)
    return await order.send(command, response)


@router.post("/notes")
async def note(body: NewNote, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Write to the team only."""
    order = await asking.order(key, "notes", body)
    text = await order.keep("message", {"text": body.text})
    command = commands.Note(by=order.by, message_id=text.id, language=text.language)
    return await order.send(command, response)


@router.post("/escalations")
async def escalate(
    body: NewEscalation, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Take the next step of the ladder now."""
    order = await asking.order(key, "escalations", body)
    reason = await order.keep("reason", {"text": body.reason})
    return await order.send(commands.Escalate(by=order.by, reason_id=reason.id), response)


@router.post("/priority")
async def prioritise(
    body: NewPriority, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Give the ticket another priority."""
    order = await asking.order(key, "priority", body)
    return await order.send(commands.Prioritise(by=order.by, priority=body.priority), response)


@router.post("/hold")
async def hold(body: NewHold, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Put the ticket aside until an instant."""
    order = await asking.order(key, "hold", body)
    order.expect_within_reach("until", body.until)
    reason = await order.keep("reason", {"text": body.reason})
    return await order.send(
        commands.Hold(by=order.by, until=body.until, reason_id=reason.id), response
    )


@router.post("/handovers")
async def hand_over(
    body: NewHandOver, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Give the ticket to another team, with a brief; that team has to acknowledge it.

    A brief that goes to another region holds nothing personal: the desk says what becomes of it.
    """
    order = await asking.order(key, "handovers", body)
    said = await fit_to_leave(order, body.team, body.brief())
    brief, staffing = await order.keep("brief", said), await order.staffing()
    command = commands.HandOver(by=order.by, team=body.team, brief_id=brief.id, staffing=staffing)
    return await order.send(command, response)


@router.post("/acknowledgements")
async def acknowledge(
    body: Nothing, key: Asker, asking: TheAsking, response: Response
) -> TicketShape:
    """Answer for a ticket that was handed over to your team."""
    order = await asking.order(key, "acknowledgements", body)
    return await order.send(commands.Acknowledge(by=order.by, teams=key.teams), response)


@router.post("/solve")
async def solve(body: Nothing, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Consider the ticket done."""
    order = await asking.order(key, "solve", body)
    return await order.send(commands.Solve(by=order.by), response)


@router.post("/reopen")
async def reopen(body: Nothing, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Take the ticket up again."""
    order = await asking.order(key, "reopen", body)
    return await order.send(commands.Reopen(by=order.by), response)


@router.post("/merge")
async def merge(body: NewMerge, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Let the ticket go on in another one of the same customer."""
    order = await asking.order(key, "merge", body)
    await order.expect_seen(body.into)
    return await order.send(commands.Merge(by=order.by, into=body.into), response)


@router.post("/rating")
async def rate(body: NewRating, key: Asker, asking: TheAsking, response: Response) -> TicketShape:
    """Judge the service, once the ticket is solved."""
    order = await asking.order(key, "rating", body)
    comment = await order.keep("comment", {"text": body.comment}) if body.comment else None
    command = commands.Rate(
        by=order.by, score=body.score, comment_id=comment.id if comment else None
    )
    return await order.send(command, response)
