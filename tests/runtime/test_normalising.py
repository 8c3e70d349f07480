"""Whatever a platform tells, what is kept of it a client of the API could have sent."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.body import UNKEEPABLE, read_json
from api.fields import EARLIEST, LONGEST_TEXT
from api.shapes import NewMessage, NewSender
from domain.arrivals import Sender
from runtime import normalising

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANY = st.text(st.characters(), max_size=300)  # with NUL, controls and lone surrogates
ODD = st.sampled_from(["", " ", "\x00", "a\r\nBcc: b@c.d", "\ud800", "x" * 5_000, "a@b", "+351 2"])
TOLD = st.none() | ANY | ODD | st.sampled_from(["pt_BR", "de", "zh-Hant-TW", "pt", "PT", "XK"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY, inner, max_size=4),
    max_leaves=12,
)


NAMED = st.tuples(ANY | ODD, TOLD, TOLD, TOLD, TOLD, TOLD)


@given(named=NAMED, text=ANY | ODD)
@example(("m", "Ana\r\nMaria", "a b@c", "+٣", "pt-BR\n", "ＰＴ"), "\x00")
@settings(deadline=None)
def test_what_is_kept_of_a_message_the_api_would_take(
    named: tuple[str, str | None, str | None, str | None, str | None, str | None], text: str
) -> None:
    told = normalising.sender(Sender(*named))
    NewSender(
        id=told.id[:200],  # a mail's may be as long as a line of it
        name=told.name,
        email=told.email,
        phone=told.phone,
        locale=told.locale,
        country=told.country,
    )
    kept = str(normalising.words(text)["text"])
    assert not UNKEEPABLE.search(kept)
    if kept.strip() and kept.isprintable():
        NewMessage(channel="toy", message_id=told.id[:200], sender=NewSender(id="x"), text=kept)


@given(VALUES)
def test_what_stands_beside_a_message_is_strict_json(value: object) -> None:
    assert read_json(json.dumps(normalising.plain({"more": value})).encode()) is not None


def test_the_bounds_are_those_of_the_api() -> None:
    assert (normalising.LONGEST_TEXT, normalising.EARLIEST) == (LONGEST_TEXT, EARLIEST)
    long = normalising.line("s" * 5_000)
    NewMessage(channel="toy", message_id="1", sender=NewSender(id="x"), text="t", subject=long)


def test_a_long_text_is_kept_whole_up_to_a_bound_and_says_so() -> None:
    assert normalising.words("a" * LONGEST_TEXT) == {"text": "a" * LONGEST_TEXT}
    longer = normalising.words("a" * (LONGEST_TEXT + 1))
    assert longer == {"text": "a" * (LONGEST_TEXT + 1), "length": LONGEST_TEXT + 1}
    without_end = normalising.words("a" * (normalising.LONGEST_KEPT + 5))
    assert len(str(without_end.pop("text"))) == normalising.LONGEST_KEPT
    assert without_end == {"length": normalising.LONGEST_KEPT + 5, "cut": True}


@pytest.mark.parametrize("letter", ["e\u0301", "👩\u200d🚀", "👍\ufe0f", "กี่"])
def test_no_letter_is_cut_in_two(letter: str) -> None:
    for longest in range(len(letter), 20):
        kept = normalising.cut(letter * 20, longest)
        assert kept == letter * (len(kept) // len(letter))
        assert longest - len(letter) < len(kept) <= longest


def test_an_id_that_cannot_be_kept_is_told_by_its_digest() -> None:
    assert normalising.identifier("wamid.HBgM=") == "wamid.HBgM="
    assert normalising.identifier(4711) == "4711"
    odd = {normalising.identifier(one) for one in ("a\r\nb", "a\nb", "a" * 999, "a" * 1000, " ")}
    assert len(odd) == 5
    assert all(one.startswith("sha256:") for one in odd)
    assert normalising.identifier("", "maria") != normalising.identifier("", "joao")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (NOW - timedelta(days=3), NOW - timedelta(days=3)),
        (NOW + timedelta(seconds=1), NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW),
        (datetime(2026, 11, 22, 11), NOW - timedelta(hours=1)),  # noqa: DTZ001 - as some tell it
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))), NOW),
    ],
)
def test_nothing_was_written_in_the_future(told: datetime, kept: datetime) -> None:
    assert normalising.instant(told, NOW) == kept
