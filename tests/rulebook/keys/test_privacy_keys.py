"""Each key of `privacy.yaml`, seen by when a request is due and what is done without consent."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.privacy import Basis, Law, Purpose
from rulebook.facts import Desk
from rulebook.privacy import legal_days
from tests.rulebook.building import Copy

PRIVACY = "privacy.yaml"
LAW = "laws: {own: {title: Own, regions: [eu], answer_within: 1 month}}\n"


def own(copy: Copy, more: str = "") -> tuple[Desk, Law]:
    """The desk whose one law has more keys."""
    text = LAW.replace("1 month}", f"1 month{more}}}")
    desk = copy.write(PRIVACY, text).read()
    law = desk.privacy.law_of("eu")
    assert law is not None
    return desk, law


def last_day(desk: Desk, law: Law, received: str, *, extended: bool = False) -> str:
    at = datetime.fromisoformat(f"{received}T12:00+00:00")
    due = law.due(at, legal_days(desk, "eu", at.date()), extended=extended)
    return (due - timedelta(hours=2)).astimezone(UTC).date().isoformat()


@pytest.mark.shows_key("privacy.laws", "privacy.laws.regions", "privacy.laws.title")
def test_a_law_holds_in_its_regions(copy: Copy) -> None:
    desk, law = own(copy)
    assert (law.name, law.title) == ("own", "Own")
    assert desk.privacy.law_of("na") is None
    other = copy.write(PRIVACY, LAW.replace("[eu]", "[na, cn]").replace("Own", "Other")).read()
    assert other.privacy.law_of("eu") is None
    assert [one.title for one in other.privacy.laws] == ["Other"]
    assert {other.privacy.law_of(region) for region in ("na", "cn")} == {*other.privacy.laws}


@pytest.mark.shows_key("privacy.laws.answer_within")
@pytest.mark.parametrize(
    ("written", "last"),
    [("1 month", "2027-02-28"), ("45 days", "2027-03-17"), ("2 weeks", "2027-02-14")],
)
def test_a_request_is_due_when_the_law_says(copy: Copy, written: str, last: str) -> None:
    desk = copy.write(PRIVACY, LAW.replace("1 month", written)).read()
    assert last_day(desk, desk.privacy.laws[0], "2027-01-31") == last


@pytest.mark.shows_key("privacy.laws.extended_by")
def test_a_term_is_extended_where_the_law_knows_it(copy: Copy) -> None:
    desk, law = own(copy, ", extended_by: 2 months")
    assert last_day(desk, law, "2027-01-31", extended=True) == "2027-04-30"
    desk, law = own(copy)
    with pytest.raises(ValueError, match="no extension"):
        last_day(desk, law, "2027-01-31", extended=True)


@pytest.mark.shows_key("privacy.laws.ends_on_working_day")
def test_a_weekend_and_a_public_holiday_of_the_calendar_move_an_end(copy: Copy) -> None:
    desk, law = own(copy)
    assert last_day(desk, law, "2027-02-17") == "2027-03-17"  # Saint Patrick's Day
    desk, law = own(copy, ", ends_on_working_day: true")
    assert last_day(desk, law, "2027-02-17") == "2027-03-18"
    assert last_day(desk, law, "2027-01-31") == "2027-03-01"


def test_a_day_that_operations_closed_themselves_gives_no_longer(copy: Copy) -> None:
    calendar = "calendars/eu-business.yaml"
    copy.edit(calendar, "  2027-12-24: 08:00-13:00\n", "  2027-03-16: closed\n")
    desk, law = own(copy, ", ends_on_working_day: true")
    assert last_day(desk, law, "2027-02-16") == "2027-03-16"
    assert date(2027, 3, 16) not in legal_days(desk, "eu", date(2027, 2, 16)).holidays


@pytest.mark.shows_key("privacy.laws.remind_before")
def test_a_request_is_nearly_due_as_long_before_as_is_written(copy: Copy) -> None:
    due = datetime(2027, 3, 1, tzinfo=UTC)
    _, law = own(copy)
    assert due - law.reminds_at(due) == timedelta(days=7)
    _, law = own(copy, ", remind_before: 2 days")
    assert due - law.reminds_at(due) == timedelta(days=2)


@pytest.mark.shows_key("privacy.purposes", "privacy.purposes.title", "privacy.purposes.needs")
def test_a_purpose_needs_what_is_written(copy: Copy) -> None:
    text = "purposes: {satisfaction: {title: How was it?, needs: consent}}\n"
    rule = copy.write(PRIVACY, text).read().privacy.purposes[Purpose.SATISFACTION]
    assert (rule.title, rule.needs) == ("How was it?", Basis.CONSENT)
    changed = text.replace("consent", "contract").replace("was it", "is it")
    rule = copy.write(PRIVACY, changed).read().privacy.purposes[Purpose.SATISFACTION]
    assert (rule.title, rule.needs) == ("How is it?", Basis.CONTRACT)
    assert not copy.write(PRIVACY, "laws: {}\n").read().privacy.purposes
