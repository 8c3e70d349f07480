"""What the desk says by itself: `replies/<template>/<language>.j2`, compiled once."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import langcodes
from jinja2 import Template

from domain.ports import Reply
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from rulebook.reading.folders import Folder, Source, folder_of
from rulebook.replies.templates import compiled
from rulebook.replies.values import ALWAYS_THERE, FOR_AGENTS, checked

FALLBACK: Final = "en"
_FOLDER: Final = "replies"
_Variants = Mapping[str, Mapping[str, Template]]  # template -> language -> what is said


class Replies:
    """The templates of one desk; immutable."""

    def __init__(self, templates: _Variants) -> None:
        """Take templates that are compiled. One without an English variant has no fallback."""
        self._templates = templates

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

        `rulebook.replies.values` says which values a template knows; instants are RFC 3339, or ""
        where they are not known. For customers `values` must hold `ticket`; `name` is left out
        where it does not look like one. Raises KeyError for an unknown template, ValueError for
        other values.
        """
        variants = self._templates[template]
        chosen = next(tag for tag in _chain(language) if tag in variants)
        text = variants[chosen].render(checked(template, values)).strip()
        return Reply(text, langcodes.standardize_tag(chosen))


def replies_of(source: Source) -> Replies:
    """The templates of a desk. Raises DeskError where one of them cannot be used."""
    replies, findings = read_replies(folder_of(source))
    if findings:
        raise DeskError(findings)
    return replies


def read_replies(folder: Folder) -> tuple[Replies, tuple[Finding, ...]]:
    """All templates below `replies/`, and what is wrong with those that cannot be used.

    Those keep their names, and say nothing in the languages concerned.
    """
    findings: list[Finding] = []
    found: dict[str, dict[str, Template]] = {name: {} for name in _names(folder, findings)}
    files = list(_files(folder, found, findings))
    for name, template, language in files:
        try:
            made = compiled(name, template, language, folder.text(name))
            found[template][language.casefold()] = made
        except DeskError as error:
            findings += error.findings
    findings += _missing(found, files)
    return Replies(MappingProxyType(found)), tuple(findings)


def _names(folder: Folder, findings: list[Finding]) -> Iterator[str]:
    for name in folder.inside(_FOLDER):
        if folder.inside(f"{_FOLDER}/{name}"):
            yield name
        elif not name.startswith(".") and not name.endswith(".md"):
            said = f"nothing reads this; a reply is a folder, like {_FOLDER}/progress/{FALLBACK}.j2"
            findings.append(Finding(f"{_FOLDER}/{name}", None, said))


def _files(
    folder: Folder, templates: Iterable[str], findings: list[Finding]
) -> Iterator[tuple[str, str, str]]:
    """Each file with its template and language."""
    for template in templates:
        for file in folder.inside(f"{_FOLDER}/{template}"):
            name = f"{_FOLDER}/{template}/{file}"
            language, _, ending = file.rpartition(".")
            if ending == "j2" and langcodes.tag_is_valid(language):
                yield name, template, language
            else:
                said = "name a variant after its language, like pt-BR.j2"
                findings.append(Finding(name, None, said))


def _missing(templates: Iterable[str], files: Iterable[tuple[str, str, str]]) -> Iterator[Finding]:
    there = {name: set[str]() for name in templates}
    for _, template, language in files:
        there[template].add(language.casefold())
    for name in ALWAYS_THERE:
        if name not in there:
            write = f"write {_FOLDER}/{name}/{FALLBACK}.j2"
            yield Finding(f"{_FOLDER}/", None, f"the desk says '{name}' by itself; {write}")
    for name, languages in there.items():
        if languages and FALLBACK not in languages:
            said = f"there is no {FALLBACK}.j2 to fall back on"
            yield Finding(f"{_FOLDER}/{name}", None, said)


def _chain(language: str) -> Iterator[str]:
    tag = language.replace("_", "-").casefold()
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]
    yield FALLBACK
