"""Briefs that are to go to teams of other regions: nothing personal leaves in what people write."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.orders import Order
from api.problems import MOST_ERRORS, FieldError, Problem
from domain.masking import NAME, Kind, Recognised, kinds_of, masked_words, recognised
from domain.residency import BriefCheck

_CALLED: Final = MappingProxyType(
    {
        "e-mail": "An e-mail address",
        "account": "An account number",
        "card": "A card number",
        "document": "A document's number",
        "phone": "A telephone number",
        NAME: "The customer's name",
    }
)


async def fit_to_leave(order: Order, team: str, brief: Mapping[str, str]) -> dict[str, str]:
    """The brief as it may go to the team. Raises a Problem where the desk refuses what is in it.

    What passed before is not refused again by a desk that came since.
    """
    kinds = await _kinds(order, team)
    residency = order.viewing.door.desk(order.found.view.region).residency
    if residency.briefs is BriefCheck.MASK:
        return {part: masked_words(words, kinds) for part, words in brief.items()}
    errors = [
        FieldError(field=part, detail=_sentence(one))
        for part, words in brief.items()
        for one in recognised(words, kinds)
    ]
    if errors and not await order.found.stores.vault.get_many([order.text_id]):
        raise Problem(
            422,
            "personal_in_brief",
            "The brief goes to another region, where nothing personal is read: write the parts "
            "that `errors` names otherwise. Who takes over finds the rest in the ticket.",
            errors=errors[:MOST_ERRORS],
        )
    return dict(brief)


async def _kinds(order: Order, team: str) -> tuple[Kind, ...]:
    """What the team may not read of it; nothing for a team that is not of the desk."""
    view = order.found.view
    desk = order.viewing.door.desk(view.region)
    if team not in desk.teams:
        return ()
    masks = desk.residency.masks_of_briefs(view.region, desk.teams[team].region)
    if NAME not in masks:
        return kinds_of(masks)
    known = await order.found.stores.profiles.profiles(view.customer_id)
    return kinds_of(masks, [one.name for one in known if one.name])


def _sentence(found: Recognised) -> str:
    """Where it stands, and never what: problems repeat nothing that was sent."""
    what = _CALLED[found.kind]
    return f"{what} stands at characters {found.start} to {found.end}: leave it out."
