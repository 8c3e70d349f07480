import pytest

from bench.chrf import chrf

# Each value is sacrebleu 2.6.0's: CHRF().corpus_score(translations, [references]).score
KNOWN = [
    (["My parcel is late."], ["My package is late."], 46.13703203896108),
    (["a"], ["a"], 100.0),
    ([""], ["x"], 0.0),
    (["ab"], ["abcdefgh"], 23.404255319148938),
    (
        ["Onde está o meu pedido?", "Obrigado."],
        ["Onde está meu pedido?", "Muito obrigado!"],
        65.34122509274376,
    ),
    (["我的包裹在哪里？"], ["我的包裹现在在哪里？"], 39.34681645504452),
]


@pytest.mark.parametrize(("translations", "references", "score"), KNOWN)
def test_the_score_is_sacrebleus(
    translations: list[str], references: list[str], score: float
) -> None:
    assert chrf(translations, references) == pytest.approx(score, abs=1e-9)


def test_lines_without_a_reference_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        chrf(["a", "b"], ["a"])
