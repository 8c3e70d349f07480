"""What tests need of Apertium, and what to say where it is missing."""

from language.local import apertium_here

PACKAGES = "apertium-eng-spa apertium-es-pt apertium-fr-es apertium-spa-cat apertium-spa-ita cg3"
NEEDED = frozenset({"eng-spa", "spa-eng", "es-pt_BR", "pt-es", "fr-es", "es-fr", "spa-ita"})
NO_APERTIUM = f"no Apertium with these pairs here: apt-get install {PACKAGES}"


def is_installed() -> bool:
    """Whether all that the tests translate by rules can be translated here."""
    found = apertium_here()
    return found is not None and found.modes >= NEEDED
