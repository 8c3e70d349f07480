"""What the customer will read, while an agent still types. Nothing is kept, and nothing is sent."""

from fastapi import APIRouter

from activities.composing import Composed
from api.authentication import Asker, DoorRoute
from api.checking import teams_language
from api.desk_work.shapes import DraftPreview
from api.door import Door, TheDoor
from api.problems import answers, come_back
from api.reading import Found, find
from api.shapes import Draft
from domain.access import ApiKey
from runtime.previews import NoPreview, PreviewedDraft

router = APIRouter(route_class=DoorRoute, tags=["tickets"])


@router.post("/v1/tickets/{ticket_id}/drafts/preview", responses=answers(404, 409, 421))
async def preview_draft(ticket_id: str, body: Draft, key: Asker, door: TheDoor) -> DraftPreview:
    """The draft as the customer would read it, by the engines that its reply would go through.

    Within three seconds; a later request of the same key about the same ticket ends this one.
    """
    found = await find(door, key, ticket_id)
    source = body.language or door.detect(body.text, await teams_language(found))
    made = await _previewed(door, key, found, body.text, source)
    return DraftPreview(
        original_language=source,
        language=made.language,
        text=made.text,
        engine=made.engine,
        flags=list(made.flags),
    )


async def _previewed(door: Door, key: ApiKey, found: Found, text: str, source: str) -> Composed:
    view = found.view
    draft = PreviewedDraft(view.customer_id, text, source, view.language)
    try:
        return await door.latest_drafts.of((key.id, view.id), door.previews(view.region, draft))
    except NoPreview:
        raise come_back(
            "no_preview",
            "This door cannot show what the customer will read; the reply is translated as ever.",
            seconds=600,
        ) from None
