import pytest

from language.build import ENGINES, EnginePool, build_engine
from language.chain import TranslatorChain
from language.guarded import Patience
from language.online import Access
from tests.language.libre import KEY, LibreServer


async def test_a_region_with_the_local_engine_alone_translates(local: object) -> None:
    pool = EnginePool()
    chain = TranslatorChain(pool.engines(("local",), {}))
    assert (await chain.translate("Thank you", "en", "pt")).engine == "local"
    pool.close()


async def test_the_named_engines_are_asked_in_their_order(server: LibreServer) -> None:
    pool = EnginePool()
    chain = TranslatorChain(pool.engines(("libre", "local"), {"libre": Access(server.url)}))
    assert (await chain.translate("Thank you", "en", "pt")).engine == "libre"
    assert [sentence.split(":")[0] for sentence in chain.describe()] == ["libre", "local"]
    pool.close()


async def test_a_region_without_engines_gets_originals() -> None:
    answer = await TranslatorChain(EnginePool().engines((), {})).translate("Thank you", "en", "pt")
    assert answer.flags == ("untranslated",)
    assert not answer.retry


@pytest.mark.parametrize("name", ENGINES)
def test_every_known_engine_can_be_built_without_the_network(name: str) -> None:
    engine = build_engine(name, Access("https://a.example/", key=KEY, email="a@b.example"))
    assert engine.name == name
    assert engine.describe().startswith(f"{name}: ")
    assert KEY not in engine.describe()
    assert "b.example" not in engine.describe()


def test_what_is_reached_alike_is_one_engine() -> None:
    pool = EnginePool(Patience(seconds=1.0))
    here = {"libre": Access("http://127.0.0.1:9/")}
    first = pool.engines(("libre", "local"), here)
    again = pool.engines(("local", "libre"), here)
    assert first == again[::-1]
    [elsewhere] = pool.engines(("libre",), {"libre": Access("http://127.0.0.1:10/")})
    assert elsewhere not in first
    pool.close()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("locl",), "No translation engine is called 'locl': write one of local"),
        (("local", "local"), "Name each translation engine once"),
        (("libre",), "The engine `libre` needs the address of a server"),
        (("deepl",), "The engine `deepl` needs a key"),
    ],
)
def test_a_wrong_name_is_refused_with_a_sentence(names: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        EnginePool().engines(names, {})
