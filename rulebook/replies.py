"""What the desk says by itself: `replies/<template>/<language>.j2`, compiled once."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import langcodes
from jinja2 import Template

from domain.ports import Reply
from rulebook.files import LARGEST_FILE, DeskError
from rulebook.reply_values import ALWAYS_THERE, FOR_AGENTS, checked
from rulebook.templates import compiled

FALLBACK: Final = "en"


class Replies:
    """The templates of one desk; immutable. Raises DeskError where one cannot be used."""

    def __init__(self, folder: Path) -> None:
        """Read and compile all templates below `folder`/replies."""
        complaints: list[str] = []
        found: dict[str, dict[str, Template]] = {}
        files = list(_files(folder, complaints))
        for name, path in files:
            template, language = path.parent.name, path.stem
            try:
                made = compiled(name, template, language, _source(name, path))
                found.setdefault(template, {})[language.casefold()] = made
            except DeskError as error:
                complaints += error.sentences
        complaints += _missing([path for _, path in files])
        if complaints:
            raise DeskError(complaints)
        self._templates = MappingProxyType(found)

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of all templates."""
        return tuple(sorted(self._templates))

    @property
    def for_customers(self) -> tuple[str, ...]:
        """Those that a customer can be sent."""
        return tuple(name for name in self.templates if name not in FOR_AGENTS)

    def render(self, template: str, language: str, values: Mapping[str, str]) -> Reply:
        """The nearest variant: `pt-BR`, then `pt`, and last English; `Reply.language` says which.

        `rulebook.reply_values` says which values a template knows; instants are RFC 3339, or ""
        where they are not known. For customers `values` must hold `ticket`; `name` is left out
        where it does not look like one. Raises KeyError for an unknown template, ValueError for
        other values.
        """
        variants = self._templates[template]
        chosen = next(tag for tag in _chain(language) if tag in variants)
        text = variants[chosen].render(checked(template, values)).strip()
        return Reply(text, langcodes.standardize_tag(chosen))


def _files(folder: Path, complaints: list[str]) -> Iterator[tuple[str, Path]]:
    for path in sorted((folder / "replies").glob("*/*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".j2" and langcodes.tag_is_valid(path.stem):
            yield name, path
        else:
            complaints.append(f"{name}: name a variant after its language, like pt-BR.j2")


def _missing(files: Iterable[Path]) -> Iterator[str]:
    there: dict[str, set[str]] = {}
    for path in files:
        there.setdefault(path.parent.name, set()).add(path.stem.casefold())
    for name in ALWAYS_THERE:
        if name not in there:
            yield f"replies/: the desk says '{name}' by itself; write replies/{name}/{FALLBACK}.j2"
    for name, languages in there.items():
        if FALLBACK not in languages:
            yield f"replies/{name}: there is no {FALLBACK}.j2 to fall back on"


def _source(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeskError([f"{name}: the file is not UTF-8 text; save it as UTF-8"]) from None
    except OSError as error:
        raise DeskError([f"{name}: the file cannot be read: {error.strerror}"]) from None


def _chain(language: str) -> Iterator[str]:
    tag = language.replace("_", "-").casefold()
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]
    yield FALLBACK
