"""What a reader sees of a region's customers: one pure decision, from plain facts.

The API asks it before it shows anything, and whoever replays a ticket asks it what each person
could see then. What a customer's own region shows its own people is not decided here, but by their
role; regions of one residency group share what a rule does not narrow; what people of any other
region see is masked unless a rule hides it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.access import Role
from domain.briefs import PARTS
from domain.glass import Grant
from domain.masking import KINDS, NAME, kinds_of, masked_value
from domain.stores import Text

SEES_TEXT: Final = frozenset({Role.AGENT, Role.PRIVACY})


class Show(StrEnum):
    """How something is shown."""

    CLEAR = "clear"
    MASKED = "masked"
    HIDDEN = "hidden"


class Piece(StrEnum):
    """What of a ticket may hold something personal."""

    TEXTS = "texts"  # what was said, and its translations
    SUBJECT = "subject"
    ATTACHMENTS = "attachments"
    BRIEFS = "briefs"  # of hand-overs
    PROFILE = "profile"  # how the customer appears, as far as they told


class BriefCheck(StrEnum):
    """What becomes of a brief that holds something personal and is to go where that is masked."""

    REFUSE = "refuse"
    MASK = "mask"


Shows = Mapping[Piece, Show]


def _all(show: Show) -> Shows:
    return MappingProxyType(dict.fromkeys(Piece, show))


ALL_CLEAR: Final = _all(Show.CLEAR)
ALL_MASKED: Final = _all(Show.MASKED)
ALL_HIDDEN: Final = _all(Show.HIDDEN)
WITH_A_SHAPE: Final = tuple(kind.name for kind in KINDS)
_PIECES: Final = MappingProxyType(
    {
        **dict.fromkeys(PARTS, Piece.BRIEFS),
        "subject": Piece.SUBJECT,
        "attachments": Piece.ATTACHMENTS,
    }
)
_OF_THE_DESK: Final = frozenset({"engine", "flags"})  # beside the words of a translation
_OF_A_PROFILE: Final = MappingProxyType({"email": "e-mail", "phone": "phone", "name": NAME})
PROFILE: Final = "profile"  # the kind of a text that says how a customer appears


@dataclass(frozen=True, slots=True)
class Places:
    """Some regions, by their names or by those of their residency groups."""

    regions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def hold(self, region: str, group: str) -> bool:
        """Whether the region is one of them."""
        return region in self.regions or group in self.groups


@dataclass(frozen=True, slots=True)
class ResidencyRule:
    """What people of some regions see of the customers of others.

    Without `of` it is about every home; without `read_in` about readers of every other group.
    """

    name: str
    of: Places | None = None
    read_in: Places | None = None
    shows: Shows = field(default_factory=lambda: ALL_MASKED)
    masks: tuple[str, ...] = WITH_A_SHAPE  # the kinds that give way where something is masked
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class GlassRule:
    """Who may ask to read a ticket in the clear, how long, and whether somebody has to agree."""

    roles: tuple[Role, ...]
    at_most: timedelta
    second_person: bool


@dataclass(frozen=True, slots=True)
class Residency:
    """All that a desk says of who reads what of whose customers."""

    groups: Mapping[str, str]  # region -> its residency group
    rules: tuple[ResidencyRule, ...] = ()  # the first that fits decides
    reasons: Mapping[str, str] = field(default_factory=dict)  # code -> what it means
    briefs: BriefCheck | None = None  # None: they are masked for whoever reads them
    glass: GlassRule | None = None  # None: nobody breaks it

    def share(self, home: str, region: str) -> bool:
        """Whether they are two regions of one group."""
        mine, theirs = self.groups.get(home), self.groups.get(region)
        return home != region and mine is not None and mine == theirs

    def rule_for(self, home: str, region: str) -> ResidencyRule | None:
        """The rule by which people of another region read the customers of `home`, if any."""
        return next((rule for rule in self.rules if self._fits(rule, home, region)), None)

    def elsewhere(self, home: str, region: str) -> "Sight":
        """What agents of another region see of the customers of `home`, once they said why."""
        rule = self.rule_for(home, region)
        if rule is not None:
            return Sight(rule.shows, f"rule {rule.name}", rule.masks, rule.needs_reason)
        if self.share(home, region):
            return Sight(ALL_CLEAR, "group")
        return Sight(ALL_MASKED, "standard", WITH_A_SHAPE)

    def masks_of_briefs(self, home: str, region: str) -> tuple[str, ...]:
        """The kinds that no brief may hold that goes from `home` to a team of the region."""
        if self.briefs is None or home == region:
            return ()
        seen = self.elsewhere(home, region)
        return () if seen.shows[Piece.BRIEFS] is Show.CLEAR else seen.masks

    def _fits(self, rule: ResidencyRule, home: str, region: str) -> bool:
        if rule.of is not None and not rule.of.hold(home, self.groups.get(home, "")):
            return False
        if rule.read_in is None:
            return not self.share(home, region)
        return rule.read_in.hold(region, self.groups.get(region, ""))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: under which key, as what, from where, and why they say they do."""

    key_id: str
    role: Role
    region: str | None  # None: of every region, so at home in each
    is_guest: bool  # asks from another region, or through another region's API
    reason: str = ""  # a code


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees of a ticket, and what decided it."""

    shows: Shows
    because: str  # at home, group, role, standard, rule <name> or glass <id>
    masks: tuple[str, ...] = ()
    wants_reason: bool = False  # and nothing is shown where none was given

    @property
    def is_clear(self) -> bool:
        """Whether nothing is masked or hidden."""
        return self.shows == ALL_CLEAR


def sight(
    residency: Residency,
    home: str,
    reader: Reader,
    ticket_id: str,
    at: datetime,
    grants: Iterable[Grant] = (),
) -> Sight:
    """What the reader sees of a ticket that is at home in `home`, at an instant (aware).

    Whether they may see the ticket at all is another question, that of teams.
    """
    for grant in grants:
        if grant.holds(reader.key_id, ticket_id, at):
            return Sight(ALL_CLEAR, f"glass {grant.id}")
    if reader.role not in SEES_TEXT:
        return Sight(ALL_HIDDEN, "role")
    if not reader.is_guest:
        return Sight(ALL_CLEAR, "at home")
    seen = residency.elsewhere(home, reader.region or "")
    if seen.wants_reason and reader.reason not in residency.reasons:
        return replace(seen, shows=ALL_HIDDEN)
    return replace(seen, wants_reason=False)


def as_seen(text: Text, seen: Sight, names: Iterable[str] = ()) -> Text:
    """The text as it is shown; `names` are how its customer is called. What is hidden is gone."""
    if seen.is_clear:
        return text
    kinds = kinds_of(seen.masks, names)
    content: dict[str, object] = {}
    for member, value in text.content.items():
        show = seen.shows[_piece_of(text, member)]
        if show is Show.CLEAR or member in _OF_THE_DESK:
            content[member] = value
        elif show is Show.MASKED:
            whole = _OF_A_PROFILE.get(member) if text.kind == PROFILE else None
            content[member] = f"[{whole}]" if whole in seen.masks else masked_value(value, kinds)
    return replace(text, content=content)


def _piece_of(text: Text, member: str) -> Piece:
    return Piece.PROFILE if text.kind == PROFILE else _PIECES.get(member, Piece.TEXTS)
