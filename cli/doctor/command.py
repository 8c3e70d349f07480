"""`meridian doctor`: what is wrong with this installation, and what to do."""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.doctor.bundle import write_bundle
from cli.doctor.doors import check_api, check_figures
from cli.doctor.findings import Finding, Health, Patient, fine, look, wrong
from cli.doctor.places import check_data, check_databases
from cli.doctor.settings import check_keys, check_settings, without_home
from cli.doctor.temporal import check_temporal
from cli.doctor.translation import check_translation
from cli.doctor.versions import check_versions, versions
from domain.stores import Unavailable
from rulebook.publishing.editions import Edition, edition_in
from rulebook.reading.files import DeskError
from runtime.addresses import LOOPBACK
from runtime.beginning import edition_here, unpublished
from runtime.clock import SystemClock
from runtime.installation import UnknownRegion, served
from runtime.settings import Settings, SettingsWrong, variable

Data = Annotated[Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Bundle = Annotated[
    Path | None,
    typer.Option(help="Also write what whoever helps needs to a zip file, without personal data."),
]
COLOURS = {Health.OK: "green", Health.LOOK: "yellow", Health.WRONG: "red"}
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, never listened on
FAILED = 1


def doctor(data: Data = Path(".meridian"), as_json: AsJson = False, bundle: Bundle = None) -> None:
    """Say what is wrong with this installation, and what to do. Exit 0: nothing is."""
    findings, patient = asyncio.run(_examined(data.resolve(), os.environ))
    if bundle is not None and patient is not None:
        asyncio.run(write_bundle(bundle, patient, findings))
    is_well = all(one.health is not Health.WRONG for one in findings)
    if as_json:
        facts = {"well": is_well, "versions": versions(), "findings": list(map(asdict, findings))}
        typer.echo(json.dumps(facts, ensure_ascii=False))
    else:
        _tell(findings)
        if bundle is not None:
            _tell_of(bundle, written=patient is not None)
    if not is_well:
        raise typer.Exit(FAILED)


async def _examined(
    data: Path, environment: Mapping[str, str]
) -> tuple[list[Finding], Patient | None]:
    """All findings; no patient where settings or desk cannot be read at all."""
    found = check_versions()
    try:
        settings = _settings(data, environment)
    except SettingsWrong as fault:
        return [*found, *(wrong("settings", one, "") for one in str(fault).splitlines())], None
    found += check_settings(settings, environment)
    try:
        begun = await _begun(settings)
        regions = served(settings, begun.desk)
    except (DeskError, UnknownRegion) as fault:
        return [*found, wrong("desk", str(fault), "mend the file; nothing starts before")], None
    found.append(_of_desk(settings, begun))
    now = SystemClock().now()
    api = _api(settings)
    patient = Patient(settings, begun.desk, regions, environment, api, now)
    return [*found, *await _asked(patient)], patient


async def _asked(patient: Patient) -> list[Finding]:
    here = [*check_data(patient), *check_translation(patient.desk)]
    checks = [check_temporal, check_api, check_figures]
    if patient.data.is_dir():  # else one would be made by merely asking where its keys are
        here += check_keys(patient)
        checks.insert(0, _databases)
    outside = await asyncio.gather(*(check(patient) for check in checks))
    return [*here, *(one for some in outside for one in some)]


async def _databases(patient: Patient) -> list[Finding]:
    try:
        return await check_databases(patient)
    except SettingsWrong as fault:
        return [wrong("databases", str(fault), "")]


def _settings(data: Path, environment: Mapping[str, str]) -> Settings:
    """As they are; where `meridian up` runs, with what it chose by itself."""
    settings = Settings.read(data=data)
    chosen = data / "temporal-address"
    if environment.get(variable("temporal")) or not chosen.is_file():
        return settings
    return settings.model_copy(update={"temporal": chosen.read_text().strip()})


def _api(settings: Settings) -> str:
    chosen = settings.data / "api-address"
    if chosen.is_file():
        return chosen.read_text().strip()
    host = LOOPBACK if settings.host in ANYWHERE else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


async def _begun(settings: Settings) -> Edition:
    """The desk that processes start with here; the folder's where the databases cannot say."""
    try:
        return await edition_here(settings)
    except (Unavailable, SettingsWrong):  # of which their own checks tell
        return edition_in(settings.desk)


def _of_desk(settings: Settings, begun: Edition) -> Finding:
    desk = begun.desk
    said = f"{len(desk.regions)} regions ({', '.join(desk.regions)}), {len(desk.teams)} teams"
    if unpublished(settings, begun) is None:
        return fine("desk", said)
    folder = without_home(settings.desk)
    advice = "see `meridian desk diff`, and publish it with `meridian desk publish --why …`"
    return look("desk", f"{said}, as published; {folder} says something else", advice)


def _tell(findings: Sequence[Finding]) -> None:
    widest = max(len(one.part) for one in findings)
    for one in findings:
        mark = typer.style(f"{one.health:<5}", fg=COLOURS[one.health])
        typer.echo(f"{mark}  {one.part:<{widest}}  {one.detail}")
        if one.advice:
            typer.echo(f"{'':5}  {'':{widest}}  → {one.advice}")
    faults = sum(one.health is Health.WRONG for one in findings)
    typer.echo("\nNothing is wrong." if not faults else f"\n{faults} to mend, from the top.")


def _tell_of(bundle: Path, *, written: bool) -> None:
    if written:
        typer.echo(f"Written to {bundle}: no texts, names, ids or keys are in it.")
    else:
        typer.echo(f"{bundle} is not written: mend the settings and the desk's files first.")
