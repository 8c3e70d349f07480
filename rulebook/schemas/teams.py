"""The shape of `teams.yaml`: the teams, and who is in them."""

from pydantic import Field, StrictInt

from domain.notifications import Contact
from rulebook.schemas.parts import Part
from rulebook.schemas.values import OF_THE_REGION, Language, RegionName, Slug, Ways


class MemberPart(Part):
    """One member of a team."""

    id: Slug = Field(
        description="The agent's name at the desk; one agent may be in several teams.",
        examples=["aoife"],
    )
    languages: tuple[Language, ...] = Field(
        min_length=1, description="Which the agent speaks, as `on-duty` says.", examples=[["en"]]
    )
    skills: tuple[Slug, ...] = Field(
        (),
        description="Topics that the agent knows: a team of which somebody who is on knows the "
        "ticket's topic comes before one of which nobody does.",
        examples=[["payment", "technical"]],
    )
    capacity: StrictInt = Field(
        ge=1,
        le=1000,
        description="Tickets at once: a team whose people have as many as they take comes after "
        "one that has room.",
        examples=[10],
    )
    notify: Ways = Field(
        description="How the agent hears of news: inbox (the list on the agent's own page), or "
        "that and more. What sends them is in notifications.yaml.",
        examples=["inbox", ["inbox", {"email": "sam@example.org"}, {"webhook": "on-call"}]],
    )

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The ways beside the agent's own page."""
        found: tuple[Contact, ...] = self.notify
        return found


class TeamPart(Part):
    """One team of `teams.yaml`: people who share a queue."""

    region: RegionName = Field(description="Whose tickets the team sees.", examples=["eu"])
    calendar: str = Field(
        OF_THE_REGION,
        description="When the team is on, if it has no roster: a calendar of calendars/, or: of "
        "the region.",
        examples=["of the region", "ph-business"],
    )
    languages: tuple[Language, ...] = Field(
        min_length=1,
        description="The first is the one that the team reads its tickets in; the others, too, it "
        "speaks.",
        examples=[["en", "de"]],
    )
    members: tuple[MemberPart, ...] = Field(
        min_length=1,
        description="Who is in the team.",
        examples=[[{"id": "aoife", "languages": ["en"], "capacity": 10, "notify": "inbox"}]],
    )


class TeamsFile(Part):
    """`teams.yaml`: the teams, and who is in them."""

    teams: dict[Slug, TeamPart] = Field(
        min_length=1,
        description="Each team by its name.",
        examples=[
            {
                "eu-care": {
                    "region": "eu",
                    "languages": ["en"],
                    "members": [
                        {"id": "aoife", "languages": ["en"], "capacity": 10, "notify": "inbox"}
                    ],
                }
            }
        ],
    )
