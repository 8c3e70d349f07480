import copy
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from rulebook.desk import read_desk
from runtime.settings import ROOT
from runtime.temporal_server import temporal_program
from tests.deploy.compose import asked_of_the_environment, faults, image_of, ours, read

DEPLOY = ROOT / "deploy"
Compose = dict[str, Any]


def test_the_composition_has_no_fault() -> None:
    assert faults(read()) == []


def _unknown_setting(compose: Compose) -> None:
    compose["services"]["api-eu"]["environment"]["MERIDIAN_COLOUR"] = "blue"


def _unknown_command(compose: Compose) -> None:
    compose["services"]["worker-eu"]["command"] = ["work"]


def _unknown_option(compose: Compose) -> None:
    compose["services"]["prepare-eu"]["command"] = ["prepare", "--regions", "eu"]


def _missing_file(compose: Compose) -> None:
    compose["services"]["front"]["volumes"][0] = "./deploy/front/caddy.conf:/etc/caddy/Caddyfile"


def _undeclared_volume(compose: Compose) -> None:
    compose["services"]["postgres-eu"]["volumes"] = ["postgres:/var/lib/postgresql/data"]


def _any_version(compose: Compose) -> None:
    compose["services"]["prometheus"]["image"] = "prom/prometheus:latest"


def _unknown_host(compose: Compose) -> None:
    environment = compose["services"]["api-eu"]["environment"]
    environment["MERIDIAN_DATABASE"] = "postgresql://meridian@database-eu/meridian"


def _keys_beside_the_data(compose: Compose) -> None:
    environment = compose["services"]["api-eu"]["environment"]
    environment["MERIDIAN_KEYS_DATABASE"] = environment["MERIDIAN_DATABASE"]


def _wrong_setting(compose: Compose) -> None:
    compose["services"]["api-eu"]["environment"]["MERIDIAN_PORT"] = "http"


def _nobody_to_wait_for(compose: Compose) -> None:
    compose["services"]["front"]["depends_on"]["api-ru"] = {"condition": "service_healthy"}


def _no_health_to_wait_for(compose: Compose) -> None:
    del compose["services"]["temporal"]["healthcheck"]


def _foreign_variable(compose: Compose) -> None:
    compose["services"]["postgres-eu"]["environment"]["POSTGRES_PASS"] = "x"


PLANTED: list[tuple[Callable[[Compose], None], str]] = [
    (_unknown_setting, "reads no variable MERIDIAN_COLOUR"),
    (_unknown_command, "there is no `meridian work`"),
    (_unknown_option, "`meridian prepare` is refused"),
    (_missing_file, "there is no ./deploy/front/caddy.conf"),
    (_undeclared_volume, "no volume postgres is declared"),
    (_any_version, "is not pinned to a version"),
    (_unknown_host, "there is no service database-eu"),
    (_keys_beside_the_data, "customers' keys stand in the database"),
    (_wrong_setting, "MERIDIAN_PORT cannot be used"),
    (_nobody_to_wait_for, "there is no service api-ru to wait for"),
    (_no_health_to_wait_for, "temporal has no health check"),
    (_foreign_variable, "postgres reads no variable POSTGRES_PASS"),
]


@pytest.mark.parametrize(("plant", "sentence"), PLANTED)
def test_a_planted_fault_is_named(plant: Callable[[Compose], None], sentence: str) -> None:
    compose = copy.deepcopy(read())
    plant(compose)
    assert any(sentence in fault for fault in faults(compose)), faults(compose)


def test_every_region_of_the_desk_has_its_own_parts() -> None:
    services = read()["services"]
    for region in read_desk(ROOT / "desk").regions:
        parts = [services[f"{part}-{region}"] for part in ("prepare", "api", "worker")]
        assert all(part["environment"]["MERIDIAN_REGIONS"] == region for part in parts)
        assert all(f"keys-{region}:/keys" in part["volumes"] for part in parts)


def test_no_region_has_a_volume_of_another() -> None:
    for name, service in ours(read()).items():
        region = name.partition("-")[2]
        assert {mount.partition(":")[0] for mount in service["volumes"]} == {
            f"data-{region}",
            f"keys-{region}",
        }


def test_the_image_is_this_release() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {image_of(service)[1] for service in ours(read()).values()} == {version}


def test_the_example_names_every_variable_that_is_asked_for() -> None:
    written = re.findall(r"^([A-Z_]+)=", (DEPLOY / "example.env").read_text(), re.MULTILINE)
    assert sorted(written) == sorted(asked_of_the_environment())


def test_the_front_leads_to_every_region_and_nowhere_else() -> None:
    front = (DEPLOY / "front" / "Caddyfile").read_text()
    led_to = set(re.findall(r"import region (\S+)", front))
    assert led_to == {f"api-{region}" for region in read_desk(ROOT / "desk").regions}
    assert led_to <= set(read()["services"]["front"]["depends_on"])
    port = read()["services"]["api-eu"]["environment"]["MERIDIAN_PORT"]
    assert f"reverse_proxy {{args[0]}}:{port}" in front


def test_the_health_check_asks_where_the_api_listens() -> None:
    api = read()["services"]["api-eu"]
    assert f"127.0.0.1:{api['environment']['MERIDIAN_PORT']}/" in " ".join(
        api["healthcheck"]["test"]
    )


def test_temporal_knows_every_switch_that_is_set() -> None:
    program = temporal_program().read_bytes().lower()
    switches = yaml.safe_load((DEPLOY / "temporal" / "dynamic.yaml").read_text())
    assert switches
    for switch in switches:
        assert switch.lower().encode() in program, switch
    assert b"frontend.enablecommandsbytelepathy" not in program


def test_prometheus_asks_services_that_are_there_at_their_ports() -> None:
    compose, asked = read(), set[tuple[str, int]]()
    for job in yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())[
        "scrape_configs"
    ]:
        for found in job.get("dns_sd_configs", ()):
            asked |= {(name, found["port"]) for name in found["names"]}
        for found in job.get("static_configs", ()):
            asked |= {(name, int(port)) for name, port in (t.split(":") for t in found["targets"])}
    assert asked == set(_shown_by(compose))


def _shown_by(compose: Compose) -> Iterator[tuple[str, int]]:
    """Where figures are shown: ours, beside them those of the workers' SDK, and Temporal's own."""
    for name, service in ours(compose).items():
        settings = service["environment"]
        if name.startswith("api-"):
            yield name, int(settings["MERIDIAN_PORT"])
        if name.startswith("worker-"):
            figures = int(settings["MERIDIAN_METRICS_PORT"])
            yield name, figures
            yield name, figures + 1
    endpoint = compose["services"]["temporal"]["environment"]["PROMETHEUS_ENDPOINT"]
    yield "temporal", int(endpoint.rpartition(":")[2])
