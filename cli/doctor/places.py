"""What stands on this machine: the data folder, its disk, and the regions' databases."""

import asyncio
import os
import shutil
import stat
from pathlib import Path

from cli.doctor.findings import Finding, Patient, fine, look, wrong
from cli.doctor.settings import FOR_OTHERS, without_home
from domain.stores import Unavailable
from runtime.places import places_of
from storage.database.engine import address_of, open_database
from storage.revisions import Revisions, revisions
from storage.schema import Kind

GIGABYTE = 1_000_000_000
PATIENCE = 5.0  # seconds for one database


def check_data(patient: Patient) -> list[Finding]:
    """The data folder: there, ours to write, nobody else's to read, with room on its disk."""
    folder = patient.data
    where = without_home(folder.resolve())
    if not folder.is_dir():
        advice = "start the desk with `meridian up`, or name its folder by --data or MERIDIAN_DATA"
        return [wrong("data", f"there is no folder {where}", advice)]
    found = []
    if not os.access(folder, os.W_OK | os.X_OK):
        found.append(wrong("data", f"{where} cannot be written", "give it to the desk's own user"))
    if stat.S_IMODE(folder.stat().st_mode) & FOR_OTHERS:
        found.append(look("data", f"others of this machine may look into {where}", "chmod 700 it"))
    return [*(found or [fine("data", where)]), _room(patient)]


def _room(patient: Patient) -> Finding:
    disk = shutil.disk_usage(patient.data)
    share = disk.free / disk.total
    said = f"{disk.free / GIGABYTE:.1f} GB free ({share:.0%})"
    if disk.free < GIGABYTE / 10:
        return wrong("disk", said, "make room now: messages are refused once it is full")
    if share < 0.1 or disk.free < GIGABYTE:
        return look("disk", said, "make room before it is full: then messages are refused")
    return fine("disk", said)


async def check_databases(patient: Patient) -> list[Finding]:
    """Each region's two databases: they answer, and have the shape that this version needs."""
    places = places_of(patient.settings, patient.regions)
    asked = [
        _asked(f"database {region}" if kind is Kind.REGION else f"key database {region}", url, kind)
        for region, place in places.items()
        for kind, url in ((Kind.REGION, place.url), (Kind.KEYS, place.keys_url))
    ]
    found = await asyncio.gather(*asked)
    sound = [one for one in found if one.health == "ok"]
    if len(sound) < len(found):
        return [one for one in found if one.health != "ok"]
    said = f"both of each of {len(places)} regions, in the shape that this version needs"
    return [fine("databases", said)]


async def _asked(part: str, url: str, kind: Kind) -> Finding:
    if _is_missing_file(url):
        return wrong(part, "there is none yet", "run `meridian up`, or `meridian prepare`")
    database = open_database(url)
    try:
        async with asyncio.timeout(PATIENCE):
            known = await revisions(database, kind)
    except (Unavailable, TimeoutError):
        return wrong(part, "does not answer", "start it, or mend its address and its password")
    finally:
        await database.dispose()
    return _judged(part, known)


def _is_missing_file(url: str) -> bool:
    """Merely opening a SQLite file would make one."""
    address = address_of(url)
    return address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists()


def _judged(part: str, known: Revisions) -> Finding:
    if known.current == known.head:
        return fine(part, f"at revision {known.current}")
    if not known.is_known:
        advice = "install that version of Meridian, or restore the database from before it"
        return wrong(part, f"a newer version brought it to {known.current}", advice)
    advice = "run `meridian prepare`, or start the API or a worker: they bring it up to date"
    return wrong(part, f"is at revision {known.current}, this version needs {known.head}", advice)
