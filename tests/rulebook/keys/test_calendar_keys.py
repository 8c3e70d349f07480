import pytest

from tests.rulebook.building import FRIDAY, Copy, frozen

EU = "calendars/eu-business.yaml"


@pytest.mark.shows_key("calendars.calendar")
def test_a_calendar_is_used_by_its_name(copy: Copy) -> None:
    assert frozen(copy.read()).calendar.hours().is_open(FRIDAY)
    copy.edit(EU, "calendar: eu-business", "calendar: europe")
    (copy.folder / "policies/eu-vip.yaml").unlink()  # it names the calendar by the old name
    assert any("there is no calendar 'eu-business'" in each for each in copy.complaints())
    copy.edit("regions.yaml", "calendar: eu-business", "calendar: europe")
    assert frozen(copy.read()).calendar.name == "europe"
