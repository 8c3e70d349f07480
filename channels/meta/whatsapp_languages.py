"""In which languages WhatsApp has templates, and which of them is meant by a tag of ours.

https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/supported-languages
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WRITTEN: Final = (
    "af sq ar ar_EG ar_AE ar_LB ar_MA ar_QA ar_SA az bn bg ca zh_CN zh_HK zh_TW hr cs da nl en"
    " en_GB en_US en_AU en_CA en_IN et fil fi fr fr_BE fr_CA ka de el gu ha he hi hu id ga it"
    " ja kn kk rw_RW ko ky_KG lo lv lt mk ms ml mr nb fa pl pt_BR pt_PT pa ro ru sr sk sl es"
    " es_AR es_CL es_CO es_ES es_MX es_PE es_VE sw sv ta te th tr uk ur uz vi zu"
)
LANGUAGES: Final = frozenset(_WRITTEN.split(" "))
# What stands in no country there, or is called otherwise.
_OTHERWISE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"iw": "he", "in": "id", "no": "nb", "nn": "nb", "tl": "fil", "rw": "rw_RW"},
        **{"ky": "ky_KG", "pt": "pt_PT", "zh": "zh_CN", "zh_Hans": "zh_CN", "zh_Hant": "zh_TW"},
        **{"zh_SG": "zh_CN", "zh_MO": "zh_HK"},
    }
)


def template_language(tag: str) -> str | None:
    """The language of WhatsApp nearest to a BCP 47 tag; None where there is none.

    `pt-BR` is `pt_BR`, `de-AT` is `de`, `zh-Hant-HK` is `zh_HK`.
    """
    language, *rest = tag.replace("_", "-").split("-")
    language = language.lower()
    country = next((part.upper() for part in rest if len(part) == 2), "")
    script = next((part.title() for part in rest if len(part) == 4), "")
    candidates = [f"{language}_{part}" for part in (country, script) if part] + [language]
    named = (_OTHERWISE.get(one, one) for one in candidates)
    return next((one for one in named if one in LANGUAGES), None)
