"""Fills the templates of this folder: pictures that hold what somebody wrote."""

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined


def words(text: object) -> str:
    """A text that keeps its own direction among others, without what no XML can hold."""
    visible = (one for one in str(text) if one.isprintable() or one == " ")
    return f"\u2068{''.join(visible)}\u2069"


def filled(template: str, values: Mapping[str, object]) -> str:
    """A template of this folder, filled: everything that somebody wrote is escaped."""
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("rulebook", "drawings"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = words
    return made
