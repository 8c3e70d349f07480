"""What a policy says of hand-overs and of what the customer hears meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.events import Acknowledged
from domain.relay_events import CustomerTold, HandOverLapsed, TicketHandedOver
from tests.rulebook.building import FRIDAY, STANDARD, Copy, frozen, happening, of, with_steps

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NIGHT = datetime(2026, 11, 19, 23, 50, tzinfo=UTC)  # until seven in the morning
HANDED = "- {at: 1 hour after opening, hand_over_to: eu-engineering}"
WITHIN = "acknowledge_hand_over_within: 30 minutes"


def templates(copy: Copy, until: datetime) -> list[tuple[str, datetime]]:
    """What the customer was told after the acknowledgement, and when."""
    told = of(CustomerTold, happening(copy, until=until))
    return [(event.template, event.at) for event in told]


@pytest.mark.shows_key("policies.acknowledge_hand_over_within")
@pytest.mark.parametrize(
    ("written", "minutes"), [(WITHIN, 30), ("acknowledge_hand_over_within: 5 minutes", 5), ("", 30)]
)
def test_acknowledge_hand_over_within_says_how_long_a_team_has(
    copy: Copy, written: str, minutes: int
) -> None:
    with_steps(copy, HANDED).edit(STANDARD, f"{WITHIN}\n", f"{written}\n")
    events = happening(copy, until=FRIDAY + 2 * HOUR)
    (handed,) = of(TicketHandedOver, events)
    (lapsed,) = of(HandOverLapsed, events)  # no team stands by in this test
    assert handed.acknowledge_by == FRIDAY + HOUR + minutes * MINUTE
    assert lapsed.at == handed.acknowledge_by


@pytest.mark.shows_key("policies.tell_the_customer")
@pytest.mark.parametrize(("written", "hears"), [("true", True), ("false", False)])
def test_tell_the_customer_says_whether_they_hear_who_took_over(
    copy: Copy, written: str, hears: bool
) -> None:
    with_steps(copy, HANDED).edit(
        STANDARD, "tell_the_customer: true", f"tell_the_customer: {written}"
    )
    found = [template for template, _ in templates(copy, FRIDAY + HOUR)]
    assert ("handed-over" in found) is hears


def test_it_is_told_where_nothing_else_is_said(copy: Copy) -> None:
    relay = frozen(copy.edit(STANDARD, "tell_the_customer: true\n", "").read()).relay
    assert relay is not None
    assert relay.tell_the_customer


@pytest.mark.shows_key("policies.handling_time")
@pytest.mark.parametrize(
    ("time", "minutes"), [("30 minutes", 30), ("10 minutes", 10), ("1 hour 30 minutes", 90)]
)
def test_handling_time_is_what_the_expected_wait_is_reckoned_from(
    copy: Copy, time: str, minutes: int
) -> None:
    copy.edit(STANDARD, "handling_time: 30 minutes", f"handling_time: {time}")
    (acknowledged,) = of(Acknowledged, happening(copy, until=FRIDAY))
    assert acknowledged.wait is not None
    assert acknowledged.wait.latest == FRIDAY + minutes * MINUTE  # the queue is empty


def test_while_nobody_is_on_the_wait_begins_when_somebody_is(copy: Copy) -> None:
    (acknowledged,) = of(Acknowledged, happening(copy, until=NIGHT, at=NIGHT))
    assert acknowledged.wait is not None
    assert acknowledged.wait.earliest == datetime(2026, 11, 20, 7, tzinfo=UTC)  # the early shift


@pytest.mark.shows_key("policies.out_of_hours")
@pytest.mark.parametrize(
    ("written", "at", "template"),
    [
        ("out_of_hours: out-of-hours\n", NIGHT, "out-of-hours"),
        ("out_of_hours: still-working\n", NIGHT, "still-working"),
        ("out_of_hours: out-of-hours\n", FRIDAY, "acknowledgement"),  # somebody is on
        ("", NIGHT, "acknowledgement"),
    ],
)
@pytest.mark.parametrize("handling_time", ["handling_time: 30 minutes\n", ""])
def test_out_of_hours_says_what_is_heard_while_nobody_is_on(
    copy: Copy, written: str, at: datetime, template: str, handling_time: str
) -> None:
    copy.edit(STANDARD, "handling_time: 30 minutes\n", written + handling_time)
    (acknowledged,) = of(Acknowledged, happening(copy, until=at, at=at))
    assert acknowledged.template == template
    assert (acknowledged.wait is not None) is bool(handling_time)


def test_a_wait_that_slips_is_corrected(copy: Copy) -> None:
    expected = [("wait-corrected", FRIDAY + n * 30 * MINUTE) for n in (1, 2)]
    assert templates(copy, FRIDAY + 4 * HOUR) == expected


def test_without_a_handling_time_no_wait_is_promised(copy: Copy) -> None:
    copy.edit(STANDARD, "handling_time: 30 minutes\n", "")
    (acknowledged,) = of(Acknowledged, happening(copy, until=FRIDAY))
    assert acknowledged.wait is None
    assert templates(copy, FRIDAY + 4 * HOUR) == []


@pytest.mark.shows_key("policies.progress_note_after")
def test_progress_note_after_is_counted_in_working_time(copy: Copy) -> None:
    copy.edit(STANDARD, "handling_time: 30 minutes\n", "")
    copy.edit(STANDARD, "progress_note_after: 16 hours", "progress_note_after: 9 hours")
    # Eight hours are left of Friday; the next is an hour into Monday, and so on.
    assert templates(copy, datetime(2026, 11, 24, 18, tzinfo=UTC)) == [
        ("progress", datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ("progress", datetime(2026, 11, 23, 18, tzinfo=UTC)),
        ("progress", datetime(2026, 11, 24, 17, tzinfo=UTC)),
    ]


def test_without_it_the_desk_stays_silent(copy: Copy) -> None:
    copy.edit(STANDARD, "handling_time: 30 minutes\n", "")
    copy.edit(STANDARD, "progress_note_after: 16 hours\n", "")
    assert templates(copy, FRIDAY + timedelta(days=10)) == []
