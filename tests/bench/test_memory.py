"""What an open ticket keeps in memory is divided by those that are open, and by no others."""

from bench.memory import PARTS, Resident, report


def test_a_ticket_that_is_missing_is_told() -> None:
    resident = dict.fromkeys(PARTS, 2**20)
    told = report(Resident(0, resident), Resident(2, {"worker": 2**21, "temporal": 2**20}), 3)
    assert not told.kept
    figures = {figure.what: figure.value for figure in told.figures}
    assert figures["worker, for each ticket"] == 512
    assert figures["temporal, for each ticket"] == 0
