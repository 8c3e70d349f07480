"""What can be wrong with docker-compose.yml without any container being started."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer.main
import yaml
from typer.exceptions import TyperException

from cli.main import app
from runtime.settings import ROOT, Settings, SettingsWrong, variable

Service = Mapping[str, Any]
FILE = ROOT / "docker-compose.yml"
OURS = "meridian"
EXAMPLE = {"MERIDIAN_DATABASE_PASSWORD": "x", "TEMPORAL_DATABASE_PASSWORD": "x"}
INTERPOLATED = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::[-?][^}]*)?\}")
# What each image documents that it reads.
VARIABLES = {
    # https://hub.docker.com/_/postgres
    "postgres": {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"},
    # https://github.com/temporalio/temporal/blob/main/docker/config_template.yaml
    "temporalio/server": {
        *("DB", "DB_PORT", "POSTGRES_SEEDS", "POSTGRES_USER", "POSTGRES_PWD", "BIND_ON_IP"),
        *("PROMETHEUS_ENDPOINT", "DYNAMIC_CONFIG_FILE_PATH"),
    },
    # https://docs.temporal.io/self-hosted-guide/upgrade-server: temporal-sql-tool
    "temporalio/admin-tools": {"SQL_PASSWORD"},
    # https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
    "grafana/grafana": {"GF_SECURITY_ADMIN_PASSWORD", "GF_ANALYTICS_REPORTING_ENABLED"},
    "prom/prometheus": set(),
    "caddy": {"DOMAIN"},  # our own, named by deploy/front/Caddyfile
    # https://www.postgresql.org/docs/16/libpq-envars.html
    OURS: {"PGPASSWORD", *(variable(name) for name in Settings.model_fields)},
}


def read() -> dict[str, Any]:
    """The file as it stands."""
    found = yaml.safe_load(FILE.read_text())
    assert isinstance(found, dict)
    return found


def image_of(service: Service) -> tuple[str, str]:
    """An image's name and its tag, which may be missing."""
    name, _, tag = str(service["image"]).partition(":")
    return name, tag


def ours(compose: Mapping[str, Any]) -> dict[str, Service]:
    """The services that run our own image."""
    services = compose["services"].items()
    return {name: service for name, service in services if image_of(service)[0] == OURS}


def faults(compose: Mapping[str, Any], *, root: Path = ROOT) -> list[str]:
    """Everything that is wrong with it, a sentence each."""
    services = compose["services"].items()
    found = [(name, _of_service(service, compose, root)) for name, service in services]
    for name, service in ours(compose).items():
        found += [(name, _of_command(service)), (name, _of_settings(service, compose))]
    sentences = [f"{name}: {fault}" for name, several in found for fault in several]
    return sentences + [f"volume {name} is used by nobody" for name in _unused(compose)]


def _of_service(service: Service, compose: Mapping[str, Any], root: Path) -> Iterator[str]:
    image, tag = image_of(service)
    if not re.search(r"\d+\.\d+", tag):
        yield f"{service['image']} is not pinned to a version"
    for name in service.get("environment", {}):
        if name not in VARIABLES.get(image, set()):
            yield f"{image} reads no variable {name}"
    yield from _of_files(service, compose, root)
    for wanted, how in service.get("depends_on", {}).items():
        yield from _of_dependency(wanted, how["condition"], compose)


def _of_files(service: Service, compose: Mapping[str, Any], root: Path) -> Iterator[str]:
    for mount in service.get("volumes", ()):
        source = mount.partition(":")[0]
        if source.startswith("."):
            if not (root / source).exists():
                yield f"there is no {source}"
        elif source not in compose["volumes"]:
            yield f"no volume {source} is declared"
    build = service.get("build")
    if build and not (root / build["context"] / build["dockerfile"]).is_file():
        yield f"there is no {build['dockerfile']}"


def _of_dependency(wanted: str, condition: str, compose: Mapping[str, Any]) -> Iterator[str]:
    if wanted not in compose["services"]:
        yield f"there is no service {wanted} to wait for"
    elif condition == "service_healthy" and "healthcheck" not in compose["services"][wanted]:
        yield f"{wanted} has no health check to wait for"


def _of_command(service: Service) -> Iterator[str]:
    """Our own command line takes it apart, and runs nothing."""
    group = typer.main.get_group(app)
    name, *arguments = service["command"]
    if name not in group.commands:
        yield f"there is no `meridian {name}`"
        return
    try:
        group.commands[name].make_context(name, list(arguments))
    except TyperException as wrong:
        yield f"`meridian {name}` is refused: {wrong.format_message()}"


def _of_settings(service: Service, compose: Mapping[str, Any]) -> Iterator[str]:
    written = {name: filled_in(str(text)) for name, text in service["environment"].items()}
    before = dict(os.environ)
    os.environ.update(written)
    try:
        settings = Settings.read()
    except SettingsWrong as wrong:
        yield str(wrong)
        return
    finally:
        os.environ.clear()
        os.environ.update(before)
    yield from _of_places(settings, compose["services"])


def _of_places(settings: Settings, services: Mapping[str, Service]) -> Iterator[str]:
    database, keys = urlsplit(settings.database or ""), urlsplit(settings.keys_database or "")
    places = [settings.temporal.partition(":")[0], database.hostname, keys.hostname]
    places += [urlsplit(address).hostname for address in settings.peers.values()]
    for place in places:
        if place not in services:
            yield f"there is no service {place}"
    if (database.hostname, database.path) == (keys.hostname, keys.path):
        yield "customers' keys stand in the database that they are to be kept apart from"


def filled_in(text: str) -> str:
    """With something in every place that `.env` fills."""
    return INTERPOLATED.sub(lambda found: EXAMPLE.get(found["name"], "info"), text)


def asked_of_the_environment() -> set[str]:
    """The variables that the file takes from `.env`."""
    return {found["name"] for found in INTERPOLATED.finditer(FILE.read_text())}


def _unused(compose: Mapping[str, Any]) -> Sequence[str]:
    used = {
        mount.partition(":")[0]
        for service in compose["services"].values()
        for mount in service.get("volumes", ())
    }
    return sorted(set(compose["volumes"]) - used)
