import re
import tomllib

import typer.main

from cli.main import app
from language.routes import PACKAGE_OF
from runtime.settings import ROOT
from tests.apertium import PACKAGES
from tests.deploy.compose import image_of, ours, read

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
STAGE = DOCKERFILE.partition("AS translate-server")[2].partition("\nFROM ")[0]
GRAMMAR = "cg3"  # what some pairs run, and Debian does not name among what they depend on


def test_its_service_is_started_only_by_its_profile() -> None:
    service = read()["services"]["translate"]
    assert service["profiles"] == ["translation"]
    assert "ports" not in service  # only this file's network reaches it
    assert image_of(service)[0] not in {image_of(one)[0] for one in ours(read()).values()}
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert image_of(service)[1] == version


def test_its_command_is_one_and_its_health_is_asked_where_it_listens() -> None:
    service = read()["services"]["translate"]
    name, *arguments = service["command"]
    context = typer.main.get_group(app).commands[name].make_context(name, arguments)
    assert f"127.0.0.1:{context.params['port']}/healthz" in " ".join(service["healthcheck"]["test"])
    assert f"EXPOSE {context.params['port']}\n" in STAGE


def test_its_image_has_the_data_of_every_route_and_runs_as_nobody_in_particular() -> None:
    installed = set(re.findall(r"apertium-[a-z-]+|\bcg3\b", STAGE))
    assert installed == {*PACKAGE_OF.values(), GRAMMAR}
    assert set(PACKAGES.split()) <= installed
    assert STAGE.index("USER root") < STAGE.index("apt-get") < STAGE.index("USER meridian")


def test_what_is_built_without_a_target_has_no_apertium() -> None:
    assert DOCKERFILE.rstrip().endswith("\nFROM meridian")


def test_ci_installs_what_the_tests_translate_by() -> None:
    parts = re.search(r"system_parts=\((.*?)\)", (ROOT / ".ci" / "run").read_text(), re.DOTALL)
    assert parts is not None
    named = {one for one in parts[1].split() if "apertium" in one or one == GRAMMAR}
    assert set(PACKAGES.split()) == named
