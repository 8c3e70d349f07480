"""What the parts of the desk can do in which languages: each part says it, one page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

# The languages in which customers write to the desk: 35, and Chinese in both of its scripts.
_TAGS: Final = (
    "ar bg cs da de el en es et fa fi fil fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sv"
    " th tr uk vi zh-Hans zh-Hant"
)
LANGUAGES: Final = tuple(_TAGS.split())
COVERED: Final = "yes"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One thing that the desk does, and for each language (a BCP 47 tag) how."""

    what: str  # as the head of a column
    languages: Mapping[str, str]

    def of(self, tag: str) -> str:
        """How it is done in a language: by its own tag, that of its primary language, or variants.

        Empty where it is not done; `pt-BR, pt-PT` where there are those and no `pt`.
        """
        said = {each.lower(): (each, how) for each, how in self.languages.items()}
        wanted = tag.lower()
        for candidate in (wanted, wanted.partition("-")[0]):
            if candidate in said:
                return said[candidate][1]
        return ", ".join(each for key, (each, _) in said.items() if key.startswith(f"{wanted}-"))


def covered(what: str, tags: Iterable[str]) -> Coverage:
    """The coverage of something that is simply done, in these languages."""
    return Coverage(what, dict.fromkeys(sorted(tags), COVERED))
