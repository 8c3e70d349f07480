import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.pieces import bare, pieces, sentences

TEXTS = st.text(st.sampled_from("ab Z.!?\n\r\t,;。！ é漢🎉 "), max_size=200)


@given(text=TEXTS, limit=st.integers(1, 40))
def test_pieces_join_to_the_text_and_keep_the_limit(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert "".join(cut) == text
    assert all(0 < len(piece) <= limit for piece in cut)


@given(text=TEXTS)
def test_sentences_join_to_the_line(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(text=TEXTS)
def test_a_piece_is_its_white_space_and_its_core(text: str) -> None:
    before, core, after = bare(text)
    assert before + core + after == text
    assert core == text.strip()
    assert not (before + after).strip()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("One. Two! Three?", ["One.", " Two!", " Three?"]),
        ("approx. two boxes", ["approx. two boxes"]),
        ("Mr. Smith paid. Thanks", ["Mr. Smith paid.", " Thanks"]),
        ("version 1.5 works", ["version 1.5 works"]),
        ("你好。再见！", ["你好。", "再见！"]),
    ],
)
def test_a_line_is_cut_where_sentences_end(line: str, expected: list[str]) -> None:
    assert sentences(line) == expected


def test_lines_stay_whole_where_they_fit() -> None:
    assert pieces("one two\nthree four\n", 12) == ["one two\n", "three four\n"]
