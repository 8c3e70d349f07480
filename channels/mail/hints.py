"""What a mail gives away of its writer's language: priors, which the text itself always beats."""

import re
from datetime import datetime
from email.message import Message
from types import MappingProxyType
from typing import Final

import langcodes

from channels.mail.fields import Person, raw_field

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
# Charsets in which only one language is written, as mail programs choose them.
_WRITTEN_IN: Final = MappingProxyType(
    {
        **dict.fromkeys(("iso-2022-jp", "shift_jis", "euc-jp"), "ja"),
        **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "iso-2022-kr"), "ko"),
        **dict.fromkeys(("gb2312", "gbk", "gb18030", "hz-gb-2312"), "zh-Hans"),
        **dict.fromkeys(("big5", "big5-hkscs"), "zh-Hant"),
        **dict.fromkeys(("tis-620", "windows-874", "iso-8859-11"), "th"),
        **dict.fromkeys(("windows-1255", "iso-8859-8", "iso-8859-8-i"), "he"),
        **dict.fromkeys(("windows-1253", "iso-8859-7"), "el"),
        **dict.fromkeys(("windows-1258", "viscii"), "vi"),
        "koi8-u": "uk",
        "koi8-r": "ru",
        "windows-1254": "tr",
    }
)
# Of countries that sell them to everybody: they say nothing of a person.
_SOLD: Final = (
    "ac ag ai am as bz cc cd co cx dj fm gg gl gs ht im in io is la li ly me ml mn ms mu nu pw "
    "sc sh si so st sx tk tl to tv vc vg vu ws"
)


def hints_of(
    mail: "Message[str, str]", sender: Person, charset: str, at: datetime | None
) -> dict[str, str]:
    """What there is: `language`, `accepts`, `offset` (`+0700`), `charset`, `ending`."""
    found = {
        "language": raw_field(mail, "content-language")[:100],
        "accepts": raw_field(mail, "accept-language")[:100],
        "offset": f"{at:%z}" if at is not None and at.utcoffset() else "",
        "charset": charset,
        "ending": sender.domain.rpartition(".")[2][:20],
    }
    return {name: told for name, told in found.items() if told}


def locale_of(hints: dict[str, str]) -> str | None:
    """The tag of BCP 47 that the strongest hint gives; None where none gives one."""
    for told in (hints.get("language", ""), hints.get("accepts", "")):
        tag = told.partition(",")[0].partition(";")[0].strip().replace("_", "-")
        if _TAG.fullmatch(tag) and langcodes.tag_is_valid(tag):
            return langcodes.standardize_tag(tag)
    return _WRITTEN_IN.get(hints.get("charset", "")) or _of_country(hints.get("ending", ""))


def _of_country(ending: str) -> str | None:
    country = "GB" if ending == "uk" else ending.upper()
    if len(ending) != 2 or ending in _SOLD.split() or not langcodes.tag_is_valid(f"und-{country}"):
        return None
    likely = langcodes.Language.get(f"und-{country}").maximize().language
    return f"{likely}-{country}" if likely and likely != "und" else None
