"""What a backtest found: figures before and after, the tickets that change, and what stays open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from rulebook.backtesting.backtest import Past, Tried
from rulebook.backtesting.comparison import Difference
from rulebook.backtesting.figures import Side

SUPPOSED: Final = (
    "People's actions (messages, claims, replies, notes, holds, hand-overs, solves, ratings) stay "
    "at their recorded instants.",
    "Nobody knows whether somebody who would have been told, paged or given a ticket at another "
    "time would also have acted at another time.",
    "Teams have the loads that the record shows: a ticket that goes to another team makes nobody "
    "else's queue longer or shorter.",
    "Languages and topics of messages stay as they were found, because no text is read: other "
    "words for a topic, and other patterns in routing, show only in new tickets.",
    "Each ticket is taken by itself: a message that opened a linked ticket stays in that one, and "
    "one that would come after an earlier closing counts as not taken.",
    "Deliveries, translations and notifications are taken to succeed at once.",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What first differs in how many tickets."""

    tickets: int
    change: str
    kind: str
    rule: str
    policy: str
    version: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A ticket that would have gone otherwise, and where that begins."""

    ticket: str
    region: str
    team: str
    policy: str
    first: Difference

    def facts(self) -> dict[str, object]:
        """As JSON says it; times as RFC 3339 and in seconds."""
        first = asdict(self.first)
        moved = self.first.moved.total_seconds()
        return {
            "ticket": self.ticket,
            "region": self.region,
            "team": self.team,
            "policy": self.policy,
            "first": {**first, "at": self.first.at.isoformat(), "moved": moved},
        }


@dataclass(slots=True)
class Report:
    """Of the tickets that were opened from `since` up to `until`, in some regions."""

    since: datetime
    until: datetime
    regions: tuple[str, ...]
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    changed: list[Changed] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)  # tickets, and why
    refused: int = 0
    adoptions: int = 0
    late: int = 0

    @property
    def tickets(self) -> int:
        """How many were tried."""
        return self.before.total.tickets

    def was(self, past: Past) -> None:
        """Count a ticket as it was recorded."""
        if past.fate is None:
            self.left_out[past.ticket_id] = past.why_not
            return
        self.before.add(past.fate)
        self.adoptions += past.adoptions
        self.late += past.late

    def would_be(self, tried: Tried) -> None:
        """Count a ticket as it would have been."""
        fate = tried.fate
        self.after.add(fate)
        self.refused += tried.refused
        if tried.difference is not None:
            self.changed.append(
                Changed(tried.ticket_id, fate.region, fate.team, fate.policy, tried.difference)
            )

    def reasons(self) -> tuple[Reason, ...]:
        """What the differences begin with; what most begin with comes first."""
        found = Counter(
            (str(one.first.change), one.first.kind, one.first.rule, one.policy, one.first.version)
            for one in self.changed
        )
        return tuple(Reason(many, *what) for what, many in found.most_common())

    def supposed(self) -> tuple[str, ...]:
        """What the figures rest on, in sentences."""
        return (*SUPPOSED, *self._of_this_period())

    def facts(self) -> dict[str, object]:
        """Everything, as JSON says it."""
        return {
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
            "regions": list(self.regions),
            "tickets": self.tickets,
            "changed": len(self.changed),
            "total": _both(self.before, self.after),
            **{
                f"by_{what}": {name: _both(self.before, self.after, what, name) for name in names}
                for what, names in self.names().items()
            },
            "reasons": [asdict(reason) for reason in self.reasons()],
            "changes": [one.facts() for one in self.changed],
            "not_taken": self.refused,
            "left_out": self.left_out,
            "supposed": list(self.supposed()),
        }

    def names(self) -> Mapping[str, Sequence[str]]:
        """The regions, teams and policies that had a part in it."""
        return {
            what: sorted({*self.before.by[what], *self.after.by[what]}) for what in self.before.by
        }

    def _of_this_period(self) -> tuple[str, ...]:
        said = {
            f"{self.adoptions} adoptions of another policy are left out: every ticket stays under "
            "the one that it would have opened under.": self.adoptions,
            f"{self.late} decisions of the record were noticed more than five minutes late; the "
            "desk that is tried is never late.": self.late,
            f"{self.refused} doings of people would not have been taken by their tickets, and are "
            "as if they had not been done.": self.refused,
        }
        missing = Counter(self.left_out.values()).items()
        return (
            *(sentence for sentence, many in said.items() if many),
            *(f"{many} tickets are left out, each because {why}." for why, many in missing),
        )


def _both(before: Side, after: Side, what: str = "", name: str = "") -> dict[str, object]:
    return {
        "before": before.figures(what, name).facts(),
        "after": after.figures(what, name).facts(),
    }
