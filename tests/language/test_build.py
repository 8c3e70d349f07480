from collections.abc import Mapping

import pytest

from language.build import build_translator
from tests.language.libre import LibreServer


async def test_a_region_with_the_local_engine_alone_translates(local: object) -> None:
    chain = build_translator(["local"], {})
    assert (await chain.translate("Thank you", "en", "pt")).engine == "local"
    chain.close()


async def test_the_named_engines_are_asked_in_their_order(server: LibreServer) -> None:
    chain = build_translator(["libre", "local"], {"libre_url": server.url, "libre_key": "k"})
    assert (await chain.translate("Thank you", "en", "pt")).engine == "libre"
    assert [sentence.split(":")[0] for sentence in chain.describe()] == ["libre", "local"]
    chain.close()


async def test_a_region_without_engines_gets_originals() -> None:
    answer = await build_translator([], {}).translate("Thank you", "en", "pt")
    assert answer.flags == ("untranslated",)
    assert not answer.retry


def test_every_known_engine_can_be_built() -> None:
    chain = build_translator(
        ["local", "google", "mymemory", "libre"],
        {"libre_url": "http://127.0.0.1:9", "mymemory_email": "a@b.example", "seconds": "5"},
    )
    assert len(chain.describe()) == 4
    assert "b.example" not in "".join(chain.describe())


@pytest.mark.parametrize(
    ("engines", "options", "sentence"),
    [
        (["locl"], {}, "No translation engine is called 'locl': write one of local"),
        (["local", "local"], {}, "Name each translation engine once"),
        (["libre"], {}, "needs `libre_url`"),
        (["local"], {"libre_uri": "x"}, "No translation option is called 'libre_uri'"),
        (["local"], {"seconds": "soon"}, "Write `seconds` as a number"),
        (["local"], {"seconds": "0"}, "Write `seconds` as a number"),
    ],
)
def test_a_wrong_name_is_refused_with_a_sentence(
    engines: list[str], options: Mapping[str, str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        build_translator(engines, options)
