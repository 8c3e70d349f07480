"""The shape of `regions.yaml`: where customers' data lives, and whose home it is."""

from pydantic import Field

from rulebook.schemas.parts import Part
from rulebook.schemas.values import Country, Language, RegionName, Slug, Words


class RegionPart(Part):
    """One region of `regions.yaml`; it keeps the data of its own customers."""

    name: Words = Field(
        description="What people call it; `on-duty` says it beside each team.",
        examples=["Mainland China"],
    )
    countries: tuple[Country, ...] = Field(
        description="ISO 3166-1 alpha-2; every country has exactly one home.",
        examples=[["CN"], ["IE", "GB"]],
    )
    languages: tuple[Language, ...] = Field(
        min_length=1,
        description="BCP 47. A customer's locale without a country (just ja) is at home in the "
        "region that speaks it, if only one does.",
        examples=[["en", "pt-BR"]],
    )
    calendar: Slug = Field(
        description="When people work here: a calendar of calendars/.", examples=["eu-business"]
    )
    residency: Slug = Field(
        description="Regions of one group share what must not leave the group: agents of one read "
        "names and numbers in the tickets of another unmasked.",
        examples=["eu"],
    )
    translation_engines: tuple[Slug, ...] = Field(
        description="The only engines that may see this region's text, in the order of asking: "
        "local (it never leaves the machine), google, deepl, microsoft, mymemory, libre. What they "
        "need stands in translation.yaml.",
        examples=[["local"], ["deepl", "local"]],
    )
    neighbours: tuple[RegionName, ...] = Field(
        (),
        description="Who helps in an emergency and stands by, the nearest first.",
        examples=[["na", "apac"]],
    )


class RegionsFile(Part):
    """`regions.yaml`: the regions of the desk, each with its countries."""

    default: RegionName = Field(
        description="The home of a customer of whom nothing is known.", examples=["eu"]
    )
    regions: dict[RegionName, RegionPart] = Field(
        min_length=1,
        description="Each region by its short name, with which its ticket ids begin.",
        examples=[
            {
                "cn": {
                    "name": "Mainland China",
                    "countries": ["CN"],
                    "languages": ["zh"],
                    "calendar": "cn-business",
                    "residency": "cn",
                    "translation_engines": ["local"],
                }
            }
        ],
    )
