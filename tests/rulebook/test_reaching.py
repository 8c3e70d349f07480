"""What `channels.yaml` says of an account has its effect on where messages go, and when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.arrivals import Sender
from domain.channels import Limits
from domain.contacts import Contact
from domain.facts import Via
from domain.preferences import NO_PREFERENCES, hours_for, quiet_until
from domain.reaching import Abilities, Choice, Wanted, choice, way
from rulebook.reaching import DeskRules
from tests.rulebook.building import Copy, copied

NOW = datetime(2026, 11, 23, 22, tzinfo=UTC)
DAY = timedelta(days=1)
SAMPLE, MAIL = Via("webhook", "sample"), Via("webhook", "other")
OTHER = """
  - channel: webhook
    account: other
    region: any
    secret: {file: callback-secret}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)


def saying(copy: Copy, words: str) -> DeskRules:
    """The rules of the sample desk for Europe, with more said of its webhook alone."""
    path = copy.folder / "channels.yaml"
    webhook, _, _ = path.read_text(encoding="utf-8").partition("  - channel: chat")
    path.write_text(f"{webhook.rstrip()}\n{words}", encoding="utf-8")
    return DeskRules(copy.read(), "eu")


def chosen(rules: DeskRules) -> Choice | None:
    """Where an answer goes once the window of the sample account is over."""
    limits = Limits(1_000, window=DAY)
    sample = Abilities(limits, sends_templates=True, rule=rules.of(SAMPLE))
    ways = [
        way(Contact(SAMPLE, "anna", NOW - DAY), sample, NOW),
        way(Contact(MAIL, "anna", NOW - DAY), Abilities(Limits(1_000)), NOW),
    ]
    return choice(ways, Wanted(SAMPLE, default=rules.default()))


def test_an_account_of_which_nothing_is_said_leads_nowhere_else(copy: Copy) -> None:
    assert chosen(saying(copy, OTHER)) is None


def test_a_template_goes_out_after_the_window(copy: Copy) -> None:
    found = chosen(saying(copy, f"    template: desk_answer\n{OTHER}"))
    assert found is not None
    assert (found.way.via, found.template) == (SAMPLE, "desk_answer")


def test_an_account_falls_back_to_another(copy: Copy) -> None:
    found = chosen(saying(copy, f"    fall_back: [webhook/other]\n{OTHER}"))
    assert found is not None
    assert (found.way.via, found.template) == (MAIL, "")


def test_the_default_of_the_region_is_the_last_way_out(copy: Copy) -> None:
    found = chosen(saying(copy, f"{OTHER}\ndefaults: {{eu: webhook/other}}\n"))
    assert found is not None
    assert found.way.via == MAIL


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("", datetime(2026, 11, 24, 4, tzinfo=UTC)),  # in Lisbon, where she lives
        (", zone: Asia/Bangkok", None),  # where it is five in the morning already
    ],
)
def test_quiet_hours_go_by_where_the_customer_lives_unless_a_zone_is_named(
    copy: Copy, zone: str, ends: datetime | None
) -> None:
    rules = saying(copy, f'    quiet_hours: {{from: "21:00", until: "04:00"{zone}}}\n')
    hours = hours_for(NO_PREFERENCES, rules.of(SAMPLE).quiet_hours, unprompted=True)
    zone_of_anna = rules.zone([Sender("anna", country="PT", phone="+351912345678")], NOW)
    assert quiet_until(hours, NOW, zone_of_anna) == ends


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        (Sender("anna", country="PH"), "Asia/Manila"),
        (Sender("anna", phone="+66812345678"), "Asia/Bangkok"),
        (Sender("anna"), "Europe/Dublin"),  # of whom nothing is known: the region's calendar
        (Sender("anna", locale="pt-BR"), "Europe/Dublin"),  # a locale tells of no place
    ],
)
def test_people_live_by_the_clock_of_their_country_or_their_phone(
    copy: Copy, told: Sender, zone: str
) -> None:
    assert DeskRules(copy.read(), "eu").zone([told], NOW) == zone
