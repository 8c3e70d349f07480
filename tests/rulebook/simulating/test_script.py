"""A script says what people do; what makes no sense in it is a sentence with its line."""

from datetime import timedelta
from pathlib import Path

import pytest

from rulebook.facts import Desk
from rulebook.reading.files import DeskError
from rulebook.simulating.script import Doing, Script, spoken_when
from tests.domain.calendars import at

OPENED = at("2026-03-06 15:40:00")


def read(desk: Desk, folder: Path, text: str) -> Script:
    path = folder / "script.yaml"
    path.write_text(text, encoding="utf-8")
    return Script.read(path, desk)


def refused(desk: Desk, folder: Path, text: str) -> list[str]:
    with pytest.raises(DeskError) as wrong:
        read(desk, folder, text).instants(OPENED)
    return list(wrong.value.sentences)


def test_what_happens_is_read_in_words(desk: Desk, tmp_path: Path) -> None:
    script = read(
        desk,
        tmp_path,
        """
ticket: {region: eu, tier: vip, language: pt-br, contacts_before: 3, last_team: eu-care}
opens: 2026-03-06T16:40+01:00
says: A minha fatura está errada.
loads: {eu-care: 12}
happens:
  - {at: 25 minutes, do: claim, by: aoife}
  - {at: 2026-03-06T17:40:30+01:00, do: hand over, by: aoife, to: na-care}
  - {at: 2 hours 5 minutes, do: customer writes, text: "Então?"}
""",
    )
    assert script.says.opens == OPENED
    assert script.says.ticket.language == "pt-BR"
    assert [part.do for part in script.says.happens] == [
        Doing.CLAIM,
        Doing.HAND_OVER,
        Doing.WRITES,
    ]
    assert [one - OPENED for one in script.instants(OPENED)] == [
        timedelta(minutes=25),
        timedelta(hours=1, seconds=30),
        timedelta(hours=2, minutes=5),
    ]


def test_a_script_may_leave_everything_out(desk: Desk, tmp_path: Path) -> None:
    assert read(desk, tmp_path, "happens: []").says == Script.empty().says


def test_underscores_and_spaces_are_the_same_verb(desk: Desk, tmp_path: Path) -> None:
    script = read(
        desk,
        tmp_path,
        "happens: [{at: 1 minute, do: hand_over, by: sam, to: eu-care}]",
    )
    assert script.says.happens[0].do is Doing.HAND_OVER


FAULTS = (
    ("- {at: 25m, do: claim, by: aoife}", "'25m' is not a time: write a time like '15 minutes'"),
    ("- {at: 2026-02-30T09:00Z, do: claim, by: aoife}", "is not an instant"),
    ("- {at: 1 hour, do: clame, by: aoife}", "did you mean 'claim'?"),
    ("- {at: 1 hour, do: dance, by: aoife}", "what can happen is: customer writes, claim"),
    ("- {at: 1 hour, do: claim}", "'claim' wants 'by' beside it"),
    ("- {at: 1 hour, do: claim, by: aofe}", "there is no agent 'aofe'; did you mean 'aoife'?"),
    ("- {at: 1 hour, do: hold, by: aoife}", "'hold' wants 'until' beside it"),
    ("- {at: 1 hour, do: solve, by: aoife, score: 5}", "'score' says nothing of 'solve'"),
    ("- {at: 1 hour, do: customer writes, by: aoife}", "'by' says nothing of 'customer writes'"),
    ("- {at: 1 hour, do: rate, score: five}", "a whole number is wanted here"),
    ("- {at: 1 hour, do: claim, by: aoife, wen: now}", "'wen' is not known here"),
    ("- {do: claim, by: aoife}", "'at' is missing"),
    ("- {at: 2026-03-06T09:00Z, do: claim, by: aoife}", "that is before the ticket opens"),
    ("- {at: 2 hours, do: channel away, until: 2026-03-06T16:00Z}", "it ends before it begins"),
)


@pytest.mark.parametrize(("line", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_what_makes_no_sense_is_refused_with_its_line(
    desk: Desk, tmp_path: Path, line: str, said: str
) -> None:
    good = "  - {at: 1 minute, do: note, by: sam}\n"
    (sentence,) = refused(desk, tmp_path, f"happens:\n{good}  {line}\n")
    assert sentence.startswith("script.yaml, line 3: ")
    assert said in sentence


def test_everything_is_refused_at_once(desk: Desk, tmp_path: Path) -> None:
    lines = "".join(f"  - {{at: 1 hour, do: claim, by: nobody{n}}}\n" for n in range(3))
    text = f"loads: {{eu-kare: 4}}\nhappens:\n{lines}"
    assert [one[:23] for one in refused(desk, tmp_path, text)] == [
        "script.yaml, line 3: th",
        "script.yaml, line 4: th",
        "script.yaml, line 5: th",
        "script.yaml, line 1: th",
    ]


@pytest.mark.parametrize("text", ["", "- just a list", "happens: {\n", "\thappens: []", "a: &b c"])
def test_what_is_no_script_at_all_is_refused(desk: Desk, tmp_path: Path, text: str) -> None:
    assert all(one.startswith("script.yaml") for one in refused(desk, tmp_path, text))


def test_a_script_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="there is no such file"):
        Script.read(tmp_path / "nowhere" / "script.yaml", desk)


def test_a_time_is_a_length_or_an_instant() -> None:
    assert spoken_when("3 days") == timedelta(days=3)
    assert spoken_when("2026-03-06T16:40+01:00") == OPENED
    with pytest.raises(ValueError, match="or an instant"):
        spoken_when("tomorrow")
