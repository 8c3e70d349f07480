from dataclasses import replace

import pytest

from rulebook.desk import read_desk
from rulebook.facts import Desk
from runtime.doors import CannotStart
from runtime.settings import ROOT
from runtime.translators import Translators

ONLINE = ("mymemory", "local")


@pytest.fixture(scope="module")
def sample() -> Desk:
    return read_desk(ROOT / "desk")


def allowing(desk: Desk, **engines: tuple[str, ...]) -> Desk:
    """The desk, whose regions of those names allow those engines."""
    changed = {
        name: replace(desk.regions[name], translation_engines=allowed)
        for name, allowed in engines.items()
    }
    return replace(desk, regions={**desk.regions, **changed})


def test_regions_that_allow_the_same_engines_share_them(sample: Desk) -> None:
    with Translators(allowing(sample, na=ONLINE, cn=ONLINE)) as translators:
        chains = {name: translators.of(name).translator for name in sample.regions}
        assert chains["eu"] is chains["latam"] is chains["apac"]
        assert chains["na"] is chains["cn"]
        assert chains["eu"] is not chains["na"]


def test_another_order_of_the_same_engines_is_another_chain(sample: Desk) -> None:
    with Translators(allowing(sample, na=ONLINE, cn=ONLINE[::-1])) as translators:
        assert translators.of("na").translator is not translators.of("cn").translator


async def test_a_region_without_engines_gets_its_texts_back_untranslated(sample: Desk) -> None:
    with Translators(allowing(sample, cn=())) as translators:
        translation = await translators.of("cn").translate("Good morning", "en", "pt")
    assert (translation.text, translation.flags) == ("Good morning", ("untranslated",))


async def test_closed_translators_take_no_more_texts(sample: Desk) -> None:
    with Translators(sample) as translators:
        chain = translators.of("eu")
    translation = await chain.translate("Good morning", "en", "pt")
    assert translation.flags == ("untranslated",)


@pytest.mark.parametrize(
    ("engines", "advice"),
    [
        (("babelfish",), "No translation engine is called 'babelfish': write one of local, google"),
        (("local", "local"), "Name each translation engine once"),
        (("libre",), "needs `libre_url`"),
    ],
)
def test_engines_that_cannot_be_had_are_refused_with_the_region_that_names_them(
    sample: Desk, engines: tuple[str, ...], advice: str
) -> None:
    with pytest.raises(CannotStart) as refusal:
        Translators(allowing(sample, apac=engines))
    assert str(refusal.value).startswith("regions.yaml, translation_engines of apac: ")
    assert advice in str(refusal.value)
