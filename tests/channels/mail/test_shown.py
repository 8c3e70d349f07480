import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.mail.shown import shown
from tests.channels.mail.mails import mail, written


@pytest.mark.attack(7)
@pytest.mark.parametrize(
    ("came", "seen"),
    [
        ("invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"),
        ("pay\u200bpal", "pay⟨U+200B⟩pal"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("ad\xadmin", "ad⟨U+00AD⟩min"),
        ("x\U000e0041y", "x⟨U+E0041⟩y"),
        ("pay\u200dpal", "pay⟨U+200D⟩pal"),
        ("pay\u200epal", "pay⟨U+200E⟩pal"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_what_acts_unseen_in_a_subject_or_a_name_is_seen_and_kept_as_it_came(
    came: str, seen: str
) -> None:
    one = written(mail(f"Subject: {came}", sender=f'"{came}" <ana@example.com>'))
    assert one.extra["subject"] == came
    assert one.sender.name == came
    told = {"subject": seen, "name": seen}
    assert one.extra.get("shown", {"subject": came, "name": came}) == told


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "👩‍👧 family", "שלום \u200fABC\u200e 1", "क्‍ष", "Grüße", "你好"]
)
def test_what_scripts_need_stays(text: str) -> None:
    assert shown(text) == text


@given(some.text())
def test_nothing_that_is_shown_turns_the_direction_of_what_follows(text: str) -> None:
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b") & set(
        shown(text)
    )
    assert shown(shown(text)) == shown(text)
