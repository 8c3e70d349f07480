"""How values are written in the desk's files, as JSON Schema: what an editor completes and checks.

A form is never narrower than its reader: what an editor marks, the desk refuses too. The reader
knows more: which zones there are, that a month has no 31st, that an end comes after its start.
"""

from typing import Final

from pydantic import WithJsonSchema

from domain.routing import MOST_CONTACTS
from domain.vocabulary import Target

_UNIT: Final = "(second|minute|hour|day|week)s?"
_LENGTH: Final = f"[0-9]{{1,9}} {_UNIT}( (and )?[0-9]{{1,9}} {_UNIT})*"
_SHARE: Final = "[1-9][0-9]?%"
_TARGET: Final = f"({'|'.join(Target)})"
_CLOCK: Final = "([01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN: Final = f"{_CLOCK} ?[-–] ?({_CLOCK}|24:00)"
_DATE: Final = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_DAY: Final = "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_SLUG: Final = "[a-z0-9][a-z0-9._-]{0,63}"
_MOMENTS: Final = (
    f"{_SHARE} of {_TARGET}",
    f"breach of {_TARGET}",
    f"{_LENGTH} after breach of {_TARGET}",
    f"{_LENGTH} before {_TARGET}",
    f"{_LENGTH} after opening",
)


def _words(pattern: str) -> dict[str, object]:
    return {"type": "string", "pattern": f"^({pattern})$"}


def _one_or_several(one: dict[str, object]) -> dict[str, object]:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


LENGTH: Final = WithJsonSchema(_words(_LENGTH))
HOW_OFTEN: Final = WithJsonSchema(_words("1 time|([2-9]|[1-9][0-9]|100) times"))
WARNINGS: Final = WithJsonSchema(_one_or_several(_words(f"{_SHARE}|{_LENGTH} before")))
MOMENT: Final = WithJsonSchema(_words("|".join(_MOMENTS)))
HOURS: Final = WithJsonSchema(
    {"anyOf": [{"const": "closed"}, _words(_SPAN), {"type": "array", "items": _words(_SPAN)}]}
)
SHIFT_HOURS: Final = WithJsonSchema(_one_or_several(_words(_SPAN)))
DATE: Final = WithJsonSchema(_words(_DATE))
DATES: Final = WithJsonSchema(_words(f"{_DATE}( to {_DATE})?"))
INSTANT: Final = WithJsonSchema(
    _words(f"{_DATE}[T ]{_CLOCK}(:[0-5][0-9])?(Z|[+-][0-9]{{2}}:[0-9]{{2}})")
)
WEEKDAYS: Final = WithJsonSchema(_words(f"{_DAY}( to {_DAY})?"))
SEVERAL_WEEKDAYS: Final = WithJsonSchema(_one_or_several(_words(f"{_DAY}( to {_DAY})?")))
LANGUAGE: Final = WithJsonSchema(_words("[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8})*"))
ZONE: Final = WithJsonSchema(_words("[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*"))
ADDRESS: Final = WithJsonSchema(_words("https?://[^@]*") | {"maxLength": 2048})
CONTACTS: Final = WithJsonSchema(
    _words(f"none|at least ([1-9][0-9]?|{MOST_CONTACTS})|at most [1-9][0-9]?")
)
WAYS: Final = WithJsonSchema(
    {
        "anyOf": [
            {"const": "inbox"},
            {
                "type": "array",
                "contains": {"const": "inbox"},
                "items": {
                    "anyOf": [
                        {"const": "inbox"},
                        {
                            "type": "object",
                            "properties": {
                                "email": {"type": "string", "format": "email"},
                                "webhook": _words(_SLUG),
                            },
                            "additionalProperties": False,
                            "minProperties": 1,
                            "maxProperties": 1,
                        },
                    ]
                },
            },
        ]
    }
)
