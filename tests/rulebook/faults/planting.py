"""Faults to be planted in the sample desk: each a change of lines, and what to say of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from domain.desks import Files
from rulebook.checking.examination import Examination, examine
from rulebook.publishing.editions import files_of
from rulebook.reading.findings import Finding
from tests.rulebook.building import SAMPLE

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
VIP, EU_VIP, STANDARD = "policies/vip.yaml", "policies/eu-vip.yaml", "policies/standard.yaml"


@dataclass(frozen=True, slots=True)
class Fault:
    """`old` becomes `new` in a file, or the file is new; `at` stands in the line to blame."""

    file: str
    old: str
    new: str
    says: str
    at: str | None = None  # None: no single line is to blame
    blamed: str = ""  # another file than the one that is changed

    def plant(self, files: dict[str, str]) -> None:
        text = files.get(self.file, "")
        assert text.count(self.old) == 1 or not text, f"{self.old!r} in {self.file}"
        files[self.file] = text.replace(self.old, self.new) if text else self.new

    def is_told_by(self, finding: Finding, files: Files) -> bool:
        file = self.blamed or self.file
        return (finding.file, finding.line) == (file, self._line(files)) and (
            self.says in finding.sentence
        )

    def _line(self, files: Files) -> int | None:
        if self.at is None:
            return None
        before, found, _ = files[self.blamed or self.file].partition(self.at)
        assert found, self.at
        return before.count("\n") + 1


@cache
def sample_files() -> Files:
    return files_of(SAMPLE)


@cache
def known_of_the_sample() -> frozenset[Finding]:
    """The warnings that the sample desk itself deserves."""
    return frozenset(examine(SAMPLE, SUNDAY).findings)


def planted(faults: Iterable[Fault]) -> dict[str, str]:
    files = dict(sample_files())
    for fault in faults:
        fault.plant(files)
    return files


def found_in(files: Files, against: Files | Path | None = None) -> list[Finding]:
    """What the check says of files beyond what it says of the sample desk."""
    found: Examination = examine(files, SUNDAY, against)
    # A line that was added above moves the sample's own warnings down.
    known = {(one.file, one.sentence) for one in known_of_the_sample()}
    return [one for one in found.findings if (one.file, one.sentence) not in known]


_LOST_RULE = """
  - name: important people in China
    when: {region: [cn], tier: [vip]}
    teams: [cn-care]
"""
_ACCOUNT = "  - {{channel: webhook, account: {account}, region: {region}, secret: {secret}}}\n"
_RIVAL = """policy: vips
version: 1
applies_to: {tier: [vip]}
targets: {first_reply: 1 hour}
reopen_within: 7 days
"""

THIRTY = (
    # regions
    Fault("regions.yaml", "default: eu ", "default: euu ", "did you mean 'eu'?", "default: euu"),
    Fault("regions.yaml", "IS, JE,", "JE,", "countries without a home: IS; give", "regions:\n"),
    Fault("regions.yaml", "HK, JP,", "HK, DE, JP,", "DE has two homes, eu and apac", "HK, DE"),
    Fault("regions.yaml", "[apac] #", "[apca] #", "did you mean 'apac'?", "[apca]"),
    # teams
    Fault("teams.yaml", "region: na\n", "region: nna\n", "did you mean 'na'?", "region: nna"),
    Fault(
        "teams.yaml",
        "[en, de], skills: [technical], capacity: 4",
        "[en, de], skills: [technical], capacity: 0",
        "capacity: Input should be greater than or equal to 1",
        "capacity: 0",
    ),
    Fault("teams.yaml", "joel, languages", "joel, tongues", "'tongues' is not known", "tongues"),
    Fault(
        "teams.yaml",
        "      - {id: beatriz",
        "      - {id: camila, languages: [es], capacity: 2, notify: inbox}\n      - {id: beatriz",
        "camila is twice a member of latam-care; keep one",
        "camila, languages: [es], capacity: 2",
    ),
    Fault("teams.yaml", "[en, ja, hi]", "[en, ja, hi, th]", "of apac-care speaks Thai;", "th]"),
    # routing and channels
    Fault("routing.yaml", "[technical]}", "[tecnical]}", "did you mean 'technical'?", "[tecnical]"),
    Fault("routing.yaml", "[na-care]", "[na-caer]", "did you mean 'na-care'?", "[na-caer]"),
    Fault("routing.yaml", "other: {}", "other: {word: {}}", "did you mean 'words'?", "{word: {}}"),
    Fault(
        "routing.yaml",
        "    teams: [cn-care]\n",
        f"    teams: [cn-care]{_LOST_RULE}",
        "'important people in China' is never reached: 'everything in China' before it",
        "- name: important people in China",
    ),
    Fault(
        "channels.yaml",
        "    loopback: true\n",
        f"    loopback: true\n{_ACCOUNT.format(account='b', region='any', secret='s3cret')}",
        "a secret never stands in a file of the desk: write {file: its name}",
        "secret: s3cret",
    ),
    # policies
    Fault(STANDARD, "next_reply: 8 hours", "next_reply: 8h", "'8h' is not a time: write", ": 8h"),
    Fault(STANDARD, "    tag: late", "    tagg: late", "did you mean 'tag'?", "tagg: late"),
    Fault(EU_VIP, "notify: eu-lead", "notify: eu-leed", "did you mean 'eu-lead'?", "eu-leed"),
    Fault(
        EU_VIP,
        "    tag: slow\n",
        "    tag: slow\n  - at: 4 days after opening\n    hand_over_to: na-care # again\n",
        "a circle of hand-overs: na-care to eu-engineering to na-care; hand it to",
        "na-care # again",
    ),
    Fault(
        VIP,
        "at: 50% of first_reply",
        "at: 5 minutes after breach of first_reply",
        "step 2 comes before step 1: write the earlier one first",
        "at: breach of first_reply",
    ),
    Fault(VIP, "with: still-working", "with: still-workin", "mean 'still-working'?", "workin\n"),
    Fault(
        "policies/vips.yaml",
        "",
        _RIVAL,
        "'vip' and 'vips' fit equally well, for example for region na, tier vip, priority low",
        "applies_to:",
    ),
    # calendars
    Fault("calendars/eu-business.yaml", "2027-12-31", "2027-02-30", "is not a date", "2027-02-30"),
    Fault("calendars/na-business.yaml", "10:00-16:00", "10:00-25:00", "'25:00' is no", "-25:00"),
    Fault("calendars/latam-business.yaml", "Sao_Paulo", "Paulo", "is no time zone", "/Paulo"),
    Fault("calendars/ph-business.yaml", "  monday", "\tmonday", "there is a tab here", "\tmonday"),
    Fault(
        "calendars/cn-business.yaml",
        "{country: CN}",
        "{country: CN",
        "this is not YAML: ",
        "days:\n",
    ),
    # rosters, replies and what nobody reads
    Fault(
        "rosters/eu-lead.yaml",
        "07:00-15:00, agents: [niamh]",
        "07:00-15:00, agents: [niam]",
        "'niam' is no member of eu-lead; did you mean 'niamh'?",
        "[niam]",
    ),
    Fault(
        "rosters/apac-care.yaml",
        "08:00-17:00",
        "08:00-12:00",
        "in apac, Monday to Friday 12:00-18:00 nobody speaks Japanese",
        "[en, ja, ko",
        "regions.yaml",
    ),
    Fault(
        "replies/progress/de.j2",
        "{{ ticket }}",
        "{{ ticket.__class__ }}",
        "only values, if, for item in a list, between(now, soonest, latest), | instant and",
        "__class__",
    ),
    Fault("polices.yaml", "", "a: 1\n", "nothing reads this; did you mean 'policies'?"),
)
