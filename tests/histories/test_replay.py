"""Replays are sacred: today's code lives every recorded life again, to the same ledger."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from domain.ledger import Entry
from runtime.converter import data_converter
from runtime.replay import first_difference, replayed
from tests.histories.channel_stories import FIRST, OURS, SECOND
from tests.histories.language_stories import ANGRY, WISH
from tests.histories.record import whole
from tests.histories.recording import HERE, RELEASE, name_of, read, recordings, text_of
from tests.histories.relay_stories import WORDS
from tests.histories.stories import STORIES

ORDINARY = HERE / RELEASE / "an_ordinary_life.json.gz"


@pytest.mark.parametrize("path", recordings(), ids=name_of)
async def test_todays_code_lives_yesterdays_tickets_to_the_same_ledger(path: Path) -> None:
    recording = read(path)
    again = await replayed(recording.runs, data_converter)
    assert first_difference(recording.ledger, again) is None
    assert len(again.entries) == len(recording.ledger)
    if recording.digests is not None:
        assert tuple(life.digest for life in again.lives) == recording.digests


async def test_what_is_recorded_from_now_on_keeps_the_digest_of_each_runs_end(
    tmp_path: Path,
) -> None:
    """A changed branch that sends the same commands shows in it, and in nothing else."""
    old = read(HERE / RELEASE / "a_long_conversation.json.gz")
    made = await whole(old.ticket, old.runs, old.ledger)
    made.write(tmp_path / "again.json.gz")
    back = read(tmp_path / "again.json.gz")
    assert back.digests == made.digests
    assert len(set(back.digests or ())) == len(old.runs) > 1


def test_releases_that_kept_no_digest_stay_as_they_are() -> None:
    kept_none = {path.parent.name for path in recordings() if read(path).digests is None}
    assert kept_none <= {"0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0"}


def test_every_story_is_recorded() -> None:
    recorded = {name_of(path) for path in recordings() if path.parent.name == RELEASE}
    assert recorded == {f"{RELEASE}-{name}" for name in STORIES}


def test_a_recorded_life_spans_several_runs() -> None:
    assert len(read(HERE / RELEASE / "a_long_conversation.json.gz").runs) > 1


@pytest.mark.parametrize("path", recordings(), ids=name_of)
def test_no_recorded_history_holds_anybodys_words(path: Path) -> None:
    content = text_of(path)
    agents = ("She has waited", "on its way", "parcel")
    customers = (WORDS, "encomenda", "Mensagem", "fatura", ANGRY, "stinksauer", WISH, "invoice")
    amended = (FIRST, SECOND, "papagaio", "gaiola", OURS, "351912345678", "recibo")
    for words in (*agents, *customers, *amended):
        assert words not in content


async def test_a_history_that_todays_code_would_not_live_is_refused() -> None:
    """The planted fault: one activity in the history is another than the code starts."""
    [run] = read(ORDINARY).runs
    altered = run.to_json().replace('"name": "translate"', '"name": "record"', 1)
    assert altered != run.to_json()
    history = WorkflowHistory.from_json(run.workflow_id, altered)
    with pytest.raises(NondeterminismError):
        await replayed([history], data_converter)


async def test_a_ledger_with_one_altered_entry_is_found_out() -> None:
    """What a replay alone does not notice: the same commands, another content."""
    recording = read(ORDINARY)
    again = await replayed(recording.runs, data_converter)
    forged = [*recording.ledger]
    forged[4] = Entry(forged[4].ticket_id, 5, forged[3].event)
    difference = first_difference(forged, again)
    assert difference is not None
    assert difference.sequence == 5
    missing = first_difference(recording.ledger[:-1], again)
    assert missing is not None
    assert missing.ledger is None
