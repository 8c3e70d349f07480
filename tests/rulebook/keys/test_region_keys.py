import pytest

from rulebook.on_duty import DutyBook
from runtime.doors import CannotStart
from runtime.translators import Translators
from tests.rulebook.building import FRIDAY, Copy

REGIONS = "regions.yaml"
CHINA = "    calendar: cn-business\n    residency: cn\n"


@pytest.mark.shows_key("regions.regions.name")
def test_on_duty_says_what_people_call_a_region(copy: Copy) -> None:
    def names() -> set[str]:
        return {one.region_name for one in DutyBook(copy.read()).at(FRIDAY)}

    assert "Mainland China" in names()
    copy.edit(REGIONS, "name: Mainland China", "name: China")
    assert "China" in names()


@pytest.mark.shows_key("regions.regions.translation_engines")
async def test_only_the_engines_of_the_list_see_a_regions_text(copy: Copy) -> None:
    engines = f"{CHINA}    translation_engines: [local]"
    copy.edit(REGIONS, engines, f"{CHINA}    translation_engines: []")
    with Translators(copy.read()) as translators:
        chains = {name: translators.of(name).chain for name in ("cn", "apac")}
        assert chains["cn"] is not chains["apac"]
        found = await translators.of("cn").translate("Good morning", "en", "pt")
    assert (found.text, found.flags) == ("Good morning", ("untranslated",))
    copy.edit(
        REGIONS, f"{CHINA}    translation_engines: []", f"{CHINA}    translation_engines: [nobody]"
    )
    with pytest.raises(CannotStart, match="'nobody'"):
        Translators(copy.read())
