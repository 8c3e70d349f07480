"""How a replay is told in a terminal: run by run, then how it stood, who saw what, and why."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.spoken import instant
from runtime.examination_facts import Facts
from runtime.period_replay import PeriodReport

SHORT = 12  # digits of a hash, where people only compare
MOST_TICKETS = 20
OF_TEMPORAL = {
    "away": "Temporal does not answer: what is not sealed yet was not replayed.",
    "forgotten": "Temporal has forgotten the ticket; what was sealed is all there is.",
}
SHOWN = ("status", "priority", "team", "assignee", "language", "topic", "tier", "version")


def tell(facts: Facts, console: Console) -> None:
    """Print all of it."""
    for line in _verdict(facts):
        console.print(escape(line), soft_wrap=True)
    if "then" in facts:
        _tell_then(facts["then"], console)


def tell_period(report: PeriodReport, console: Console) -> None:
    """Print the figures, and of what does not agree the first."""
    period = f"{instant(report.period.since)} to {instant(report.period.until)}"
    console.print(
        f"{report.region}, runs that ended from {period}: {_many(report.tickets, 'ticket')}, "
        f"{_many(report.runs, 'run')}, {_many(report.events, 'event')} replayed.",
        soft_wrap=True,
    )
    if report.unsealed:
        console.print(f"{report.unsealed:,} closed tickets have no sealed run yet.")
    if not report.disagreeing:
        console.print("All agree with what was sealed and with the ledger.")
    else:
        console.print(f"{report.disagreeing:,} do not agree:")
    for one in report.found[:MOST_TICKETS]:
        console.print(escape(f"  {one.ticket_id}: {one.first}"), soft_wrap=True)
    if report.disagreeing > MOST_TICKETS:
        console.print(f"  … and {report.disagreeing - MOST_TICKETS:,} more; see --json.")
    if not report.noted:
        console.print("The trail could not be written to, so this replay is not noted there.")


def _verdict(facts: Facts) -> Iterator[str]:
    by = facts["replayed_by"]
    yield f"{facts['ticket']}, replayed by build {by['build']}, time-zone data {by['timezones']}"
    for run in facts["runs"]:
        yield f"  {_run(run)}"
    if facts["temporal"] in OF_TEMPORAL:
        yield OF_TEMPORAL[facts["temporal"]]
    for fault in facts["faults"]:
        yield f"REFUSED: {fault['sentence']}."
    if facts["differs_at"] is not None:
        yield f"The ledger differs at place {facts['differs_at']}."
        yield f"  ledger: {facts['difference']['ledger']}"
        yield f"  replay: {facts['difference']['replay']}"
    elif not facts["faults"]:
        yield from _agreeing(facts)


def _agreeing(facts: Facts) -> Iterator[str]:
    compared = facts["entries"] - facts["entries_not_reached"]
    yield f"All {compared} entries of the ledger agree."
    if facts["entries_not_reached"]:
        yield f"{facts['entries_not_reached']} more were not replayed: their run is not there."
    for one in facts["policies"]:
        yield f"  from {one['from']} on: {one['name']} version {one['version']}, {one['hash']}"


def _run(run: Facts) -> str:
    sealed = run.get("sealed")
    if "events" not in run:
        return f"run {run['place']} ({run['run']}): not replayed"
    entries = f"{run['events']} events, entries {run['first']} to {run['last']}"
    if sealed is None:
        return f"run {run['run']}: {entries}; not sealed, as Temporal has it now"
    same = "equal" if sealed["digest"] == run["digest"] else "ANOTHER"
    return (
        f"run {sealed['place']} ({run['run']}): {entries}; {sealed['ended']}, sealed "
        f"{_minute(sealed['sealed_at'])} by build {sealed['build']}, time-zone data "
        f"{sealed['timezones']}; sha256 {sealed['sha256'][:SHORT]}… as sealed; digest "
        f"{run['digest'][:SHORT]}… {same}"
    )


def _tell_then(then: Facts, console: Console) -> None:
    at = instant(datetime.fromisoformat(then["at"]))
    if then["ticket"] is None:
        console.print(f"\nAt {at} the ticket had not opened.")
        return
    console.print(f"\n[bold]At {at}[/bold]")
    console.print(_standing(then["ticket"]))
    console.print(_decisions(then["decisions"]))
    if then["seen_by"] is None:
        console.print("Who saw what is not known: no desk was published by then that can be read.")
        return
    desk = then["desk"]
    console.print(f"By desk {desk['number']} ({desk['address'][:SHORT]}…) these could see of it:")
    console.print(_onlookers(then["seen_by"]))


def _standing(ticket: Facts) -> Table:
    table = Table(show_header=False, box=None)
    for name in SHOWN:
        table.add_row(name, str(ticket[name] or "-"))
    for clock in ticket["clocks"]:
        due = f", due {_minute(clock['due_at'])}" if clock["due_at"] else ""
        table.add_row(clock["target"].replace("_", " "), f"{clock['state']}{due}")
    return table


def _decisions(decisions: list[Facts]) -> Table:
    table = Table("", "known (UTC)", "what, and why", "policy", "staffing", box=None)
    for one in decisions:
        policy = one["policy"]
        table.add_row(
            str(one["sequence"]),
            _minute(one["known_at"]),
            escape(one["sentence"]),
            f"{policy['hash'][:SHORT]}…" if policy else "",
            f"{one['staffing'][:SHORT]}…" if one["staffing"] else "",
        )
    return table


def _onlookers(seen: list[Facts]) -> Table:
    table = Table("who", "the ticket", "texts", "subject", "attachments", "briefs", "why", box=None)
    for one in seen:
        shows = one["shows"]
        pieces = [shows.get(name, "-") for name in ("texts", "subject", "attachments", "briefs")]
        reason = ", once they said why" if one["after_a_reason"] else ""
        sees = "yes" if one["sees_the_ticket"] else "not at all"
        table.add_row(_who(one), sees, *pieces, f"{one['because']}{reason}")
    return table


def _who(one: Facts) -> str:
    teams: Any = one["teams"]
    of = f" of {', '.join(teams)}" if teams else ""
    where = f" in {one['region']}" if one["region"] else " of any region"
    said = f"{one['role']}{of}{where}"
    if one["key"] is None:
        return said
    return f"key {one['key']} ({one['agent'] or one['role']}{of}{where})"


def _minute(at: str) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M:%S}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
