"""Random lives of tickets that pass on: whoever comes and goes, the ledger tells of the ticket."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from domain import story as tale
from domain.commands import Refusal
from domain.events import MessageUnderstood
from domain.facts import Reached, RouteCandidate
from domain.policy import Policy, Relay, TeamStaffing
from domain.relay_events import NotificationReported, TicketHandedOver
from domain.vocabulary import THE_DESK, Actor, ActorKind, DeliveryState, NobodyOn
from tests.domain.building import ANA, BOB, DAY, HOUR, MINUTE, command, staffing
from tests.domain.strategies import TEAMS, budgets, promises
from tests.domain.test_properties import TicketLives

CARL = Actor(ActorKind.AGENT, "carl")
AGENTS = ("ana", "bob", "carl")
distances = st.integers(0, 3)
relays = st.builds(
    Relay,
    acknowledge_within=st.sampled_from([MINUTE, HOUR, DAY]),
    when_nobody_is_on=st.sampled_from(NobodyOn),
    handling_time=st.none() | st.sampled_from([timedelta(0), 10 * MINUTE, DAY]),
    progress_note_after=st.none() | st.sampled_from([HOUR, DAY]),
    tell_the_customer=st.booleans(),
)


@st.composite
def passing_on(draw: st.DrawFn) -> tuple[Policy, datetime]:
    """A policy that passes work on, and an instant at which a ticket opens under it."""
    policy, start = draw(promises())
    languages = {team: draw(st.sampled_from(["en", "de", "pt"])) for team in TEAMS}
    return replace(policy, relay=draw(relays), team_languages=languages), start


class RelayLives(TicketLives):
    """One ticket under a policy that passes work on."""

    @initialize(promise=passing_on())
    def opens(self, promise: tuple[Policy, datetime]) -> None:
        super().opens(promise)

    @rule(draw=st.data(), lasts=budgets)
    def somebody_comes(self, draw: st.DataObject, lasts: timedelta) -> None:
        """Who is on changes, and when they leave and come back; no view outlives a change."""
        view = staffing(self.life.now, lasts=lasts)
        teams = {team: draw.draw(self.a_team()) for team in TEAMS}
        changes = [at for team in teams.values() for at in (team.until, team.next_opening) if at]
        known = replace(view, teams=teams, valid_until=min([self.life.now + lasts, *changes]))
        self.life.story = replace(self.story, staffing=known)

    def a_team(self) -> st.SearchStrategy[TeamStaffing]:
        now = self.life.now
        later = budgets.map(lambda span: now + span)
        earlier = budgets.map(lambda span: now - span)
        presence = st.fixed_dictionaries(
            {agent: st.sampled_from(["on", "off", "elsewhere"]) for agent in AGENTS}
        )
        return st.builds(_team, presence, later, st.none() | later, earlier, load=st.integers(0, 9))

    @precondition(lambda self: self.ticket.to_understand)
    @rule(near=st.lists(st.tuples(st.sampled_from(TEAMS), st.booleans(), distances), max_size=3))
    def standbys_are_known(self, near: list[tuple[str, bool, int]]) -> None:
        standby = tuple(
            RouteCandidate(team, "rule", speaks, distance) for team, speaks, distance in near
        )
        self.life.happens(
            MessageUnderstood(
                at=self.life.now,
                by=THE_DESK,
                message_id=self.ticket.to_understand[0].id,
                language="pt",
                confidence=0.9,
                candidates=() if self.ticket.team else standby[:1],
                standby=standby,
            )
        )

    @rule(team=st.sampled_from([*TEAMS, "nobody"]), by=st.sampled_from([ANA, BOB, CARL]))
    def somebody_hands_over(self, team: str, by: Actor) -> None:
        self.texts += 1
        fields = {"team": team, "brief_id": f"b-{self.texts}", "staffing": self.story.staffing}
        self.asks("hand_over", by, **fields)

    @rule(by=st.sampled_from([ANA, BOB, CARL]))
    def somebody_acknowledges(self, by: Actor) -> None:
        self.asks("acknowledge", by)

    def asks(self, kind: str, by: Actor, **fields: object) -> None:
        after = tale.asked(self.story, command(kind, by, **fields), self.life.now)
        if isinstance(after, Refusal):
            assert after.sentence.endswith(".")
        else:
            self.life.story = after

    @precondition(lambda self: self.may_set_off(NotificationReported) and self.ticket.to_notify)
    @rule(fate=st.sampled_from(DeliveryState))
    def a_notification_sets_off(self, fate: DeliveryState) -> None:
        wanted = self.ticket.to_notify[0]
        self.set_off(
            NotificationReported(
                at=self.life.now,
                by=THE_DESK,
                notification_id=wanted.id,
                reached=tuple(Reached(agent, "inbox", fate) for agent in wanted.agents),
                brief_id=wanted.brief_id,
            )
        )

    @invariant()
    def a_hand_over_and_its_owner_make_sense(self) -> None:
        ticket = self.ticket
        assert ticket.handover is None or ticket.handover.offered
        assert ticket.owner is None or ticket.owner.agent != ticket.assignee
        assert ticket.assignee is not None or ticket.acted_at is None
        wanted = [each.id for each in ticket.to_notify]
        assert len(set(wanted)) == len(wanted)

    @invariant()
    def what_rules_did_is_dated_no_later_than_now(self) -> None:
        for event in (entry.event for entry in self.story.unwritten):
            if isinstance(event, TicketHandedOver) and event.by == THE_DESK:
                assert event.because is not None
                assert event.noticed is None or event.at < event.noticed, event


def _team(
    presence: dict[str, str], ends: datetime, comes: datetime | None, left: datetime, load: int
) -> TeamStaffing:
    """Everybody who is on leaves at one time, and everybody who is off comes at one, if ever."""
    on = tuple(agent for agent in AGENTS if presence[agent] == "on")
    off = [agent for agent in AGENTS if presence[agent] == "off"]
    return TeamStaffing(
        on=on,
        until=ends if on else None,
        next_opening=comes,
        load=load,
        shift_ends=dict.fromkeys(on, ends),
        next_shifts=dict.fromkeys(off, comes) if comes else {},
        left_at=dict.fromkeys(off, left),
    )


TestRelayLives = RelayLives.TestCase
TestRelayLives.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
