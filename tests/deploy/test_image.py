import re
import tomllib

from runtime.settings import ROOT, Settings, variable

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
PINNED = re.compile(r"^([a-z0-9._-]+(?:\[[a-z]+\])?==[^ ;\\]+)", re.MULTILINE)


def test_the_image_has_every_package_and_no_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    let_in = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    assert IGNORED[1] == "*"
    assert let_in == packages | {"console", "desk", "deploy/requirements.lock"}
    # What is made of it is made in the image; what a checkout made stays out.
    assert {"console/node_modules", "console/dist", "console/tests"} <= set(IGNORED)


def test_what_is_copied_is_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert copied
    assert all((ROOT / source).exists() for source in copied)


def test_every_setting_of_the_image_is_one() -> None:
    settings = {variable(name) for name in Settings.model_fields}
    assert set(re.findall(r"MERIDIAN_[A-Z_]+", DOCKERFILE)) <= settings


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.search(r"^USER meridian$", DOCKERFILE, re.MULTILINE)


def test_the_image_has_the_versions_that_were_tested() -> None:
    tested = set(PINNED.findall((ROOT / "requirements.lock").read_text()))
    run = set(PINNED.findall((DEPLOY / "requirements.lock").read_text()))
    assert run
    assert run < tested


def test_the_image_has_no_development_packages() -> None:
    names = {
        pin.partition("==")[0] for pin in PINNED.findall((DEPLOY / "requirements.lock").read_text())
    }
    assert names.isdisjoint({"pytest", "mypy", "schemathesis", "ruff"})
    assert {"temporalio", "fastapi", "sqlmodel", "psycopg"} <= names
