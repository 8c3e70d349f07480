"""What must be true between the ways that agents are told by and `notifications.yaml`."""

from collections.abc import Iterator

from domain.notifications import Contact, Way
from rulebook.files import Place
from rulebook.reading import Sources


def ways_offences(sources: Sources) -> Iterator[str]:
    """A sentence for every way that leads nowhere, and for every agent who has two of a kind."""
    known = sources.notifications.says
    teams = sources.teams
    before: dict[tuple[str, Way], str] = {}
    for team, part in teams.says.teams.items():
        for index, member in enumerate(part.members):
            place: Place = ("teams", team, "members", index, "notify")
            for contact in member.contacts:
                said = _leads_nowhere(contact, sorted(known.webhooks), known.email is not None)
                if said is not None:
                    yield teams.document.sentence(place, said)
                # One call by each way: a second address would take the place of the first.
                other = before.setdefault((member.id, contact.way), contact.address)
                if other != contact.address:
                    said = f"{member.id} has two by {contact.way}, {other} and {contact.address}"
                    yield teams.document.sentence(place, f"{said}; keep one in every team")


def _leads_nowhere(contact: Contact, webhooks: list[str], has_email: bool) -> str | None:
    if contact.way is Way.EMAIL:
        if has_email:
            return None
        return "nothing sends e-mail: write email: in notifications.yaml, with its server"
    if contact.address in webhooks:
        return None
    there = ", ".join(webhooks) or "none; write webhooks: in notifications.yaml"
    return f"there is no webhook '{contact.address}'; there are: {there}"
