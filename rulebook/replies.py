"""Replies that the desk gives by itself: `replies/<template>/<language>.j2`, compiled once.

A template may hold text, its two variables and `{% if name %}`: no loop, no filter, no sum. So
what it costs and how long it gets is known when the desk is read, whatever a customer is called.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

import langcodes
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.ports import Reply
from rulebook.files import LARGEST_FILE, DeskError

FALLBACK: Final = "en"
LONGEST_REPLY: Final = 4096  # bytes of UTF-8
LONGEST_NAME: Final = 80
LONGEST_TICKET: Final = 64
VARIABLES: Final = ("name", "ticket")
_ALLOWED: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If)
_LONGEST: Final = MappingProxyType(
    {"name": "\U00020000" * LONGEST_NAME, "ticket": "x" * LONGEST_TICKET}
)


class Replies:
    """The templates of one desk; immutable. Raises DeskError where one cannot be used."""

    def __init__(self, folder: Path) -> None:
        """Read and compile all templates below `folder`/replies."""
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
        )
        environment.globals.clear()
        complaints: list[str] = []
        found: dict[str, dict[str, Template]] = {}
        for name, path in _files(folder, complaints):
            try:
                variants = found.setdefault(path.parent.name, {})
                variants[path.stem.casefold()] = _compiled(environment, name, path)
            except DeskError as error:
                complaints += error.sentences
        for name, variants in found.items():
            if FALLBACK not in variants:
                complaints.append(f"replies/{name}: there is no {FALLBACK}.j2 to fall back on")
        if complaints:
            raise DeskError(complaints)
        self._templates = MappingProxyType(found)

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of all templates."""
        return tuple(sorted(self._templates))

    def render(self, template: str, language: str, values: Mapping[str, str]) -> Reply:
        """The nearest variant: `pt-BR`, then `pt`, and last English; `Reply.language` says which.

        `values` must hold `ticket` and may hold `name`, which is left out where it does not look
        like one. Raises KeyError for an unknown template, ValueError for other values.
        """
        variants = self._templates[template]
        chosen = next(tag for tag in _chain(language) if tag in variants)
        text = variants[chosen].render(_checked(values)).strip()
        return Reply(text, langcodes.standardize_tag(chosen))


def _files(folder: Path, complaints: list[str]) -> Iterator[tuple[str, Path]]:
    for path in sorted((folder / "replies").glob("*/*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".j2" and langcodes.tag_is_valid(path.stem):
            yield name, path
        else:
            complaints.append(f"{name}: name a variant after its language, like pt-BR.j2")


def _compiled(environment: ImmutableSandboxedEnvironment, name: str, path: Path) -> Template:
    source = _source(name, path)
    try:
        parsed = environment.parse(source)
        template = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise DeskError([f"{name}, line {error.lineno}: {error.message}"]) from None
    _refuse_more_than_text(name, parsed)
    extremes = [template.render(dict(_LONGEST)), template.render({**_LONGEST, "name": ""})]
    if max(len(text.encode()) for text in extremes) > LONGEST_REPLY:
        raise DeskError([f"{name}: the reply can get longer than {LONGEST_REPLY // 1024} kB"])
    if not all(text.strip() for text in extremes):
        raise DeskError([f"{name}: the reply can be empty"])
    return template


def _source(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeskError([f"{name}: the file is not UTF-8 text; save it as UTF-8"]) from None
    except OSError as error:
        raise DeskError([f"{name}: the file cannot be read: {error.strerror}"]) from None


def _refuse_more_than_text(name: str, template: nodes.Template) -> None:
    for node in template.find_all(nodes.Node):
        line = f"{name}, line {node.lineno}"
        if not isinstance(node, _ALLOWED):
            raise DeskError([f"{line}: only {{{{ name }}}}, {{{{ ticket }}}} and if are used here"])
        if isinstance(node, nodes.Name) and node.name not in VARIABLES:
            raise DeskError([f"{line}: '{node.name}' is not known here, only name and ticket are"])


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    unknown = sorted(values.keys() - set(VARIABLES))
    if unknown:
        raise ValueError(f"a reply does not know {unknown[0]!r}")
    ticket = values.get("ticket", "")
    if not 0 < len(ticket) <= LONGEST_TICKET:
        raise ValueError("a reply names its ticket")
    name = " ".join(values.get("name", "").split())
    return {"ticket": ticket, "name": name if _is_a_name(name) else ""}


def _is_a_name(words: str) -> bool:
    """Whether the desk may repeat it: a stranger's link must not go out as if it were ours."""
    if len(words) > LONGEST_NAME or not words:
        return False
    inside_dot = any(one == "." and then != " " for one, then in pairwise(words))
    plain = all(each in " .-'’·" or unicodedata.category(each)[0] in "LM" for each in words)
    return plain and not inside_dot


def _chain(language: str) -> Iterator[str]:
    tag = language.replace("_", "-").casefold()
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]
    yield FALLBACK
