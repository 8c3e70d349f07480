"""What the shapes of the desk's files are made of."""

from collections.abc import Mapping
from typing import Annotated

import holidays
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from rulebook.schemas.values import Country, Slug, no_secret


class Part(BaseModel):
    """A part of a file: frozen, and with no other keys than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FactsPart(Part):
    """Facts of a ticket, each with the values that it may have."""

    def named(self) -> dict[str, tuple[str, ...]]:
        """Only the facts that are written down; any other may be anything."""
        return {fact: values for fact, values in self if values is not None}


class HolidaysPart(Part):
    """Whose public holidays are days off."""

    country: Country = Field(description="ISO 3166-1 alpha-2.", examples=["IE", "DE"])
    subdivision: str | None = Field(
        None,
        description="A part of the country that has holidays of its own, by its ISO 3166-2 code.",
        examples=["BY"],
    )

    @model_validator(mode="after")
    def _is_known(self) -> "HolidaysPart":
        known: Mapping[str, list[str]] = holidays.list_supported_countries()
        if self.country not in known:
            raise ValueError(f"the holidays of '{self.country}' are not known; list them as days")
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            places = ", ".join(known[self.country]) or "none"
            raise ValueError(f"{self.country} has no part '{self.subdivision}', but: {places}")
        return self


class SecretPart(Part):
    """Where a secret is kept: exactly one of the two, and never the secret itself."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["file"]}, {"required": ["environment"]}]}
    )

    file: Slug | None = Field(
        None,
        description="A file among the desk's keys, outside of this folder.",
        examples=["callback-secret"],
    )
    environment: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,99}$")] | None = Field(
        None, description="A variable of the process's environment.", examples=["SMTP_PASSWORD"]
    )

    @model_validator(mode="after")
    def _is_one(self) -> "SecretPart":
        if (self.file is None) == (self.environment is None):
            raise ValueError("name one place of the secret: file or environment")
        return self


Secret = Annotated[SecretPart, BeforeValidator(no_secret)]
