"""Checkers of the flat packages: whole, listed, and not mistaken for anybody else's."""

import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tree import files, modules, packages

OURSELVES = "meridian-desk"
NO_PACKAGES = frozenset({"bench", "tests"})  # run from the root, never installed


def folders_without_init(root: Path) -> list[str]:
    """Folders that another project's folder of the same name could be merged into."""
    folders = {path.parent for path in files(root, ".py")} - {root}
    return [
        f"{folder.relative_to(root).as_posix()} has no __init__.py"
        for folder in sorted(folders)
        if not (folder / "__init__.py").exists()
    ]


def unlisted_packages(root: Path) -> list[str]:
    """Folders with Python that the wheel or the import contracts do not know."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracted = set(settings["tool"]["importlinter"]["root_packages"])
    present = {place.split("/", 1)[0] for place, _ in modules(root) if "/" in place} - NO_PACKAGES
    return [
        f"{name} is not listed both for the wheel and for the import contracts"
        for name in sorted(present | contracted | set(packages(root)))
        if not (name in present and name in contracted and name in packages(root))
    ]


def names_of_others(root: Path) -> list[str]:
    """Packages of ours whose name Python or an installed distribution uses as well."""
    installed = packages_distributions()
    return [
        f"{name} is also a package of {', '.join(sorted(others))}"
        for name in packages(root)
        if (others := _owners(name, installed.get(name, ())))
    ]


def _owners(name: str, distributions: object) -> set[str]:
    others = set(distributions) - {OURSELVES} if isinstance(distributions, list) else set()
    return others | ({"Python itself"} if name in sys.stdlib_module_names else set())
