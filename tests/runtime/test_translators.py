from dataclasses import replace

import pytest

from rulebook.desk import read_desk
from rulebook.facts import Desk, EngineAccess, SecretReference
from runtime.doors import CannotStart
from runtime.settings import ROOT
from runtime.translators import Translators
from tests.language.libre import running

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


def test_regions_share_engines_and_nothing_else(sample: Desk) -> None:
    with Translators(allowing(sample, na=ONLINE, cn=ONLINE[::-1])) as translators:
        chains = {name: translators.chain(name) for name in sample.regions}
        engines = {name: {one.name: one for one in chains[name].engines} for name in chains}
        assert list(engines["na"]) == list(ONLINE)
        assert list(engines["cn"]) == list(ONLINE[::-1])
        assert list(engines["eu"]) == ["local"]
        assert len({id(of["local"]) for of in engines.values()}) == 1
        assert engines["na"]["mymemory"] is engines["cn"]["mymemory"]
        assert len({id(chain) for chain in chains.values()}) == len(chains)


async def test_what_one_region_had_translated_is_not_kept_for_another(sample: Desk) -> None:
    with running() as server:
        desk = replace(
            allowing(sample, eu=("libre",), cn=("libre",)),
            engines={"libre": EngineAccess(url=server.url)},
        )
        with Translators(desk) as translators:
            for region in ("eu", "cn", "eu", "cn"):
                made = await translators.of(region).translate("Good morning", "en", "pt")
                assert made.engine == "libre"
    assert [asked["q"] for asked in server.asked] == ["Good morning"] * 2


async def test_a_newly_published_desk_keeps_the_region_its_answers(sample: Desk) -> None:
    with running() as server:
        reached = {"libre": EngineAccess(url=server.url)}
        desk = replace(allowing(sample, eu=("libre",)), engines=reached)
        with Translators(desk) as translators:
            for one in (desk, replace(desk)):
                await translators.of("eu", one).translate("Good morning", "en", "pt")
    assert len(server.asked) == 1


def test_only_the_regions_that_are_served_need_their_keys(sample: Desk) -> None:
    key = SecretReference("file", "deepl-key")
    desk = replace(allowing(sample, eu=("deepl",)), engines={"deepl": EngineAccess(key=key)})
    Translators(desk, regions=("cn",)).close()
    with pytest.raises(CannotStart, match="translation_engines of eu: the secret deepl-key"):
        Translators(desk)
    Translators(desk, lambda wanted: f"the value of {wanted.name}").close()


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
        (("libre",), "The engine `libre` needs the address of a server"),
    ],
)
def test_engines_that_cannot_be_had_are_refused_with_the_region_that_names_them(
    sample: Desk, engines: tuple[str, ...], advice: str
) -> None:
    with pytest.raises(CannotStart) as refusal:
        Translators(allowing(sample, apac=engines))
    assert str(refusal.value).startswith("regions.yaml, translation_engines of apac: ")
    assert advice in str(refusal.value)
