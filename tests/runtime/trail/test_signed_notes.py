"""Signed notes as https://c2sp.org/signed-note has them, and all that is none."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.signed_notes import BadSignature, Signer, opened, read_verifiers

EU = Signer.of_seed("meridian/eu", b"e" * 32)
OTHER = Signer.of_seed("meridian/eu", b"o" * 32)
TEXT = "meridian/eu\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

# From the tests of golang.org/x/mod/sumdb/note, whose format this is.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_others_is_opened() -> None:
    assert opened(PETERS, PETER).startswith("If you think cryptography")


def test_what_was_signed_is_opened_by_its_public_key() -> None:
    note = EU.sign(TEXT)
    assert opened(note, EU.verifier) == TEXT
    assert note.startswith(f"{TEXT}\n— meridian/eu ")
    assert [str(key) for key in read_verifiers(EU.verifier)] == [EU.verifier]


def test_a_text_with_empty_lines_comes_back_whole() -> None:
    text = "one\n\n\ntwo — three\n\n"
    assert opened(EU.sign(text), EU.verifier) == text


@given(st.data())
def test_no_character_of_a_note_can_be_changed(data: st.DataObject) -> None:
    note = EU.sign(TEXT)
    place = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.characters().filter(lambda one: one != note[place]))
    changed = note[:place] + letter + note[place + 1 :]
    try:
        text = opened(changed, EU.verifier)
    except BadSignature:
        return
    # base64 has a few bits to spare at its end, which say nothing
    assert text == TEXT


def test_another_key_of_the_same_name_opens_nothing() -> None:
    with pytest.raises(BadSignature, match=r"not signed by meridian/eu\+"):
        opened(EU.sign(TEXT), OTHER.verifier)


def test_any_of_several_keys_will_do() -> None:
    assert opened(EU.sign(TEXT), f"{OTHER.verifier}\n{EU.verifier}\n") == TEXT


def test_signatures_of_strangers_are_passed_over() -> None:
    theirs = OTHER.sign(TEXT).rpartition("\n\n")[2]
    assert opened(EU.sign(TEXT) + theirs, EU.verifier) == TEXT


def test_one_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    wrong = EU.sign("another\n").rpartition("\n\n")[2]
    with pytest.raises(BadSignature, match="does not fit"):
        opened(EU.sign(TEXT) + wrong, EU.verifier)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        EU.sign(TEXT)[:-1],
        EU.sign(TEXT).replace("— ", "- "),
        EU.sign(TEXT).replace(" meridian/eu ", " meri+dian "),
        EU.sign(TEXT) + "— meridian/eu ****\n",
        EU.sign(TEXT) + "— meridian/eu AAAA\n",
        EU.sign(TEXT) + "\n",
        "\t" + EU.sign(TEXT),
        "\x00" + EU.sign(TEXT),
        "\udc80" + EU.sign(TEXT),
        TEXT + "\n" + "— x AAAAAAAA\n" * 65,
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(BadSignature, match=r"no signed note|more than 64 signatures"):
        opened(note, EU.verifier)


@pytest.mark.parametrize("text", ["", "no end", "a\tb\n", "a\x00\n", "\ud800\n"])
def test_what_a_note_cannot_hold_is_not_signed(text: str) -> None:
    with pytest.raises(ValueError, match="a note ends"):
        EU.sign(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b"])
def test_a_name_that_a_note_cannot_hold_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Signer.of_seed(name, b"e" * 32)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "\n",
        "meridian/eu",
        EU.verifier[:-4],
        EU.verifier.replace("+A", "+B", 1),
        "meridian/eu+00000000+" + EU.verifier.rpartition("+")[2],
        "meridian/eu+00000000+" + base64.b64encode(b"\x02" + b"e" * 32).decode(),
    ],
)
def test_what_is_no_public_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadSignature, match="public key"):
        opened(EU.sign(TEXT), vkey)


def test_a_signer_does_not_show_itself() -> None:
    assert "private" not in repr(EU)
