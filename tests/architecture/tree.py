"""The files of a tree, as every checker sees them: what git keeps, or would keep, of it."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def packages(root: Path = ROOT) -> tuple[str, ...]:
    """The names of our packages, as the wheel lists them."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[str] = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return tuple(listed)


def files(root: Path, *endings: str) -> Iterator[Path]:
    """The files below `root` with one of the endings; every file without one.

    In a work tree those that git tracks or would track; without git (an archive, a planted tree)
    those outside of the folders that `.gitignore` names.
    """
    for path in sorted(_kept_by_git(root) if (root / ".git").exists() else _not_ignored(root)):
        if path.is_file() and (not endings or path.name.endswith(endings)):
            yield path


def _kept_by_git(root: Path) -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True)
    return [root / name for name in listed.stdout.decode().split("\0") if name]


def _not_ignored(root: Path) -> list[Path]:
    rules = root / ".gitignore"
    lines = rules.read_text(encoding="utf-8").split() if rules.exists() else []
    folders = {line.strip("/") for line in lines if line.endswith("/")}
    return [
        path for path in root.rglob("*") if not folders.intersection(path.relative_to(root).parts)
    ]


def texts(root: Path, *endings: str) -> Iterator[tuple[str, str]]:
    """Each file's place below `root`, with what it says; files that are no text are passed over."""
    for path in files(root, *endings):
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(root).as_posix(), content.decode(encoding="utf-8")


def modules(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file's place below `root`, with its syntax tree; of some folders or of all."""
    for place, text in texts(root, ".py"):
        if not folders or place.split("/", 1)[0] in folders:
            yield place, ast.parse(text)
