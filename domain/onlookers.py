"""What each person could see of a ticket at an instant. Pure.

Two questions are asked for each, as the API asks them: whether the ticket is theirs to see at all
(`domain/reach.py`), and if so what of its words (`domain/residency.py`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access import ApiKey, Role
from domain.glass import Grant
from domain.ledger import TicketView
from domain.reach import sees
from domain.residency import Piece, Reader, Residency, Show, Sight, sight

AT_HOME = (Role.AGENT, Role.OPS, Role.AUDITOR, Role.PRIVACY, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who could ask: by a key that was valid then, or whoever belongs to a team."""

    key: ApiKey
    is_key: bool = False  # else what any such person could see, by the desk's rules


@dataclass(frozen=True, slots=True)
class Seen:
    """What one of them could see: nothing, not even that the ticket is there, where `shows` is {}.

    `after_a_reason`: only once they had said why, by a code of the desk's.
    """

    onlooker: Onlooker
    shows: Mapping[Piece, Show]
    because: str
    after_a_reason: bool = False

    @property
    def sees_the_ticket(self) -> bool:
        """Whether its facts were shown: they hold nothing personal."""
        return bool(self.shows)


@dataclass(frozen=True, slots=True)
class Scene:
    """A ticket at an instant (aware), and the rules of that time."""

    view: TicketView
    at: datetime
    residency: Residency
    grants: Sequence[Grant] = ()


def anybody(home: str, teams: Mapping[str, str]) -> Iterator[Onlooker]:
    """Who there is by the desk: each role at home, and the agents of each team (team -> region)."""
    for role in AT_HOME:
        if role is not Role.AGENT:
            yield Onlooker(ApiKey("", role, home))
    for team, region in sorted(teams.items()):
        yield Onlooker(ApiKey("", Role.AGENT, region, (team,)))


def seen(scene: Scene, onlookers: Iterable[Onlooker]) -> list[Seen]:
    """What each of them could see, in their order."""
    return [_seen(scene, one) for one in onlookers]


def _seen(scene: Scene, onlooker: Onlooker) -> Seen:
    key, view = onlooker.key, scene.view
    if key.role in (Role.CHANNEL, Role.SERVICE):
        return Seen(onlooker, {}, "role")
    if not sees(key, view):
        return Seen(onlooker, {}, "no team of theirs has to do with it")
    found = _sight(scene, key)
    if not found.wants_reason:
        return Seen(onlooker, found.shows, found.because)
    for reason in scene.residency.reasons:
        found = _sight(scene, key, reason)
        return Seen(onlooker, found.shows, found.because, after_a_reason=True)
    return Seen(onlooker, found.shows, found.because)


def _sight(scene: Scene, key: ApiKey, reason: str = "") -> Sight:
    home = scene.view.region
    reader = Reader(key.id, key.role, key.region, key.is_foreign(home), reason)
    return sight(scene.residency, home, reader, scene.view.id, scene.at, scene.grants)
