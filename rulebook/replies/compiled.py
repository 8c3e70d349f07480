"""What the desk says by itself: `replies/<template>/<language>[.<tone>].j2`, compiled once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import langcodes

from domain.arrivals import Sender
from domain.ports import Reply
from domain.vocabulary import Tone
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.folders import Folder, Source, folder_of
from rulebook.replies.readers import Orders, reader_of
from rulebook.replies.templates import Variant, compiled
from rulebook.replies.values import ALWAYS_THERE, FOR_AGENTS, FOR_PROOF, checked, values_of

FALLBACK: Final = "en"
_FOLDER: Final = "replies"
# What a wait is counted from: a language may name the instant itself instead.
_NEED_NOT_BE_SAID: Final = frozenset({"now"})


class Told(NamedTuple):
    """In which language, and to whom: what a file is called after."""

    language: str  # casefolded
    tone: Tone = Tone.CALM


_Variants = Mapping[str, Mapping[Told, Variant]]  # by template


class _File(NamedTuple):
    name: str  # below the desk's folder
    template: str
    told: Told


class Replies:
    """The templates of one desk; immutable."""

    def __init__(self, templates: _Variants, orders: Orders = MappingProxyType({})) -> None:
        """Take templates that are compiled, and in which order countries say people's names.

        A template without an English variant has no fallback.
        """
        self._templates = templates
        self._orders = orders

    def with_orders(self, orders: Orders) -> "Replies":
        """The same templates, for people who are called as their countries call them."""
        return Replies(self._templates, orders)

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of all templates."""
        return tuple(sorted(self._templates))

    @property
    def for_customers(self) -> tuple[str, ...]:
        """Those that a customer can be sent."""
        others = {*FOR_AGENTS, *FOR_PROOF}
        return tuple(name for name in self.templates if name not in others)

    @property
    def languages(self) -> tuple[str, ...]:
        """The BCP 47 tags in which each reply to a customer has a variant of its own."""
        there = [{told.language for told in self._templates[name]} for name in self.for_customers]
        shared = set.intersection(*there) if there else set[str]()
        return tuple(sorted(langcodes.standardize_tag(tag) for tag in shared))

    @property
    def unsigned(self) -> Mapping[str, int]:
        """How many files of each language a machine made that nobody has put their name to."""
        counted = Counter(
            langcodes.standardize_tag(told.language)
            for variants in self._templates.values()
            for told, variant in variants.items()
            if not variant.signed
        )
        return MappingProxyType(dict(sorted(counted.items())))

    def render(
        self,
        template: str,
        language: str,
        values: Mapping[str, str],
        tone: Tone = Tone.CALM,
        to: Sequence[Sender] = (),
    ) -> Reply:
        """The nearest variant: `pt-BR`, then `pt`, and last English; `Reply.language` says which.

        None is near in another script: who reads `zh-Hant` gets English before `zh`. Of the
        language the one for the tone, else the plain one: their language matters more to
        people than how they are greeted. What `to` tells of a customer gives their name, in the
        order of their culture, and has instants written by their clock and amounts as in their
        country. `rulebook.replies.values` says which values a template knows; instants are RFC
        3339, or "" where they are not known. For customers `values` must hold `ticket`; a name is
        left out where it does not look like one. Raises KeyError for an unknown template,
        ValueError for other values.
        """
        tag, variant = self._nearest(template, language, tone)
        reader = reader_of(to, language, self._orders)
        named = {"name": reader.name, **values} if reader.name else values
        text = variant.said(template, checked(template, named), reader)
        return Reply(text, langcodes.standardize_tag(tag), variant.signed)

    def uses(self, template: str, language: str, tone: Tone = Tone.CALM) -> frozenset[str]:
        """The values that the variant says or asks for that `render` takes. Raises KeyError."""
        return self._nearest(template, language, tone)[1].uses

    def _nearest(self, template: str, language: str, tone: Tone) -> tuple[str, Variant]:
        variants = self._templates[template]
        tag = next(tag for tag in _chain(language) if Told(tag) in variants)
        return tag, variants.get(Told(tag, tone), variants[Told(tag)])


def replies_of(source: Source) -> Replies:
    """The templates of a desk. Raises DeskError where one of them cannot be used."""
    replies, findings = read_replies(folder_of(source))
    errors = [one for one in findings if one.is_error]
    if errors:
        raise DeskError(errors)
    return replies


def read_replies(folder: Folder) -> tuple[Replies, tuple[Finding, ...]]:
    """All templates below `replies/`, what is wrong with those that cannot be used, and warnings.

    Those that cannot be used keep their names, and say nothing in the languages concerned.
    """
    findings: list[Finding] = []
    found: dict[str, dict[Told, Variant]] = {name: {} for name in _names(folder, findings)}
    files = list(_files(folder, found, findings))
    for file in files:
        try:
            made = compiled(file.name, file.template, file.told.language, folder.text(file.name))
            found[file.template][file.told] = made
        except DeskError as error:
            findings += error.findings
    findings += _missing(found, files)
    findings += [one for file in files for one in _left_out(file, found[file.template])]
    return Replies(MappingProxyType(found)), tuple(findings)


def _names(folder: Folder, findings: list[Finding]) -> Iterator[str]:
    for name in folder.inside(_FOLDER):
        if folder.inside(f"{_FOLDER}/{name}"):
            yield name
        elif not name.startswith(".") and not name.endswith(".md"):
            said = f"nothing reads this; a reply is a folder, like {_FOLDER}/progress/{FALLBACK}.j2"
            findings.append(Finding(f"{_FOLDER}/{name}", None, said))


def _files(folder: Folder, templates: Iterable[str], findings: list[Finding]) -> Iterator[_File]:
    for template in templates:
        for file in folder.inside(f"{_FOLDER}/{template}"):
            name = f"{_FOLDER}/{template}/{file}"
            told = _told(file)
            if told is None:
                tones = " or ".join(f"pt-BR.{tone}.j2" for tone in Tone if tone is not Tone.CALM)
                said = f"name a variant after its language, like pt-BR.j2 or {tones}"
                findings.append(Finding(name, None, said))
            else:
                yield _File(name, template, told)


def _told(file: str) -> Told | None:
    """What a file is called after; None where it is called otherwise."""
    language, *tone, ending = file.split(".")
    if ending != "j2" or not langcodes.tag_is_valid(language):
        return None
    if not tone:
        return Told(language.casefold())
    known = [one for one in Tone if one is not Tone.CALM and [one.value] == tone]
    return Told(language.casefold(), known[0]) if known else None


def _missing(templates: Iterable[str], files: Iterable[_File]) -> Iterator[Finding]:
    there: dict[str, set[Told]] = {name: set() for name in templates}
    for file in files:
        there[file.template].add(file.told)
    for name in ALWAYS_THERE:
        if name not in there:
            write = f"write {_FOLDER}/{name}/{FALLBACK}.j2"
            yield Finding(f"{_FOLDER}/", None, f"the desk says '{name}' by itself; {write}")
    for name, told in there.items():
        if told and Told(FALLBACK) not in told:
            said = f"there is no {FALLBACK}.j2 to fall back on"
            yield Finding(f"{_FOLDER}/{name}", None, said)
    for file in files:
        plain = Told(file.told.language)
        if plain not in there[file.template]:
            said = f"there is none for everybody else; write {plain.language}.j2, too"
            yield Finding(file.name, None, said)


def _left_out(file: _File, variants: Mapping[Told, Variant]) -> Iterator[Finding]:
    """A warning for what readers of English are told and those of this language are not."""
    variant = variants.get(file.told)
    english = variants.get(Told(FALLBACK, file.told.tone), variants.get(Told(FALLBACK)))
    if variant is None or english is None:
        return
    for name in sorted(english.uses - variant.uses - _NEED_NOT_BE_SAID - {*variant.without}):
        write = f"write {{{{ {name} }}}}, or {{# without {name} #}} in the first line"
        said = f"English says '{name}' and this does not; {write}"
        yield Finding(file.name, None, said, Severity.WARNING)
    known = values_of(file.template)
    for name in (name for name in variant.without if name not in known):
        said = f"'{name}' is not known here, only {', '.join(known)} are"
        yield Finding(file.name, None, said, Severity.WARNING)


def _chain(language: str) -> Iterator[str]:
    """The tags to look for, the nearest first, and all in the script that the reader reads.

    For `zh-TW` they are `zh-tw` and `zh-hant`, but not `zh`, which is simplified Chinese.
    """
    tag = language.replace("_", "-").casefold()
    script = _script(tag)
    while tag:
        if _script(tag) == script:
            yield tag
        tag = tag.rpartition("-")[0]
        if tag and "-" not in tag:
            yield f"{tag}-{script}"
    yield FALLBACK


@lru_cache(maxsize=1024)  # a few tags, asked for with each reply
def _script(tag: str) -> str:
    """In what a language is written, if need be as is likely; "" for what is no tag at all."""
    while tag:
        try:
            return (langcodes.Language.get(tag).maximize().script or "").casefold()
        except ValueError:
            tag = tag.rpartition("-")[0]
    return ""
