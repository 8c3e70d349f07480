"""The shape of `notifications.yaml`: what the ways need by which agents are told outside."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, model_validator

from rulebook.schemas.parts import Part, Secret
from rulebook.schemas.values import Callback, Slug, Words, encrypted
from rulebook.schemas.ways import email_address, host_name


class WebhookPart(Part):
    """One address that notifications are posted to, signed as Standard Webhooks says."""

    url: Callback = Field(
        description="Where the messages go.", examples=["https://pager.example.org/desk"]
    )
    secret: Secret = Field(
        description="The name of the secret that signs them (whsec_...), never the secret itself.",
        examples=[{"environment": "ON_CALL_SECRET"}],
    )
    loopback: StrictBool = Field(
        False,
        description="The url may be on this machine, as for trying things out; it has no effect "
        "except on a desk that runs on one machine.",
        examples=[True],
    )

    @model_validator(mode="after")
    def _is_encrypted(self) -> "WebhookPart":
        encrypted("webhook", self.url, loopback=self.loopback)
        return self


class EmailPart(Part):
    """The server that takes the desk's mail, and who the desk is to it."""

    sender: Annotated[str, AfterValidator(email_address)] = Field(
        alias="from",
        description="The address that the desk's mail comes from.",
        examples=["desk@example.org"],
        json_schema_extra={"format": "email"},
    )
    server: Annotated[str, AfterValidator(host_name)] = Field(
        description="Its name, as on its certificate.", examples=["mail.example.org"]
    )
    port: StrictInt = Field(
        ge=1, le=65535, description="587 with starttls, 465 with tls, as a rule.", examples=[587]
    )
    security: Literal["none", "starttls", "tls"] = Field(
        description="starttls: encrypted before anything is said, or nothing is sent. tls: "
        "encrypted from the start. none: in the open, for a server on the same machine.",
        examples=["starttls"],
    )
    user: Words | None = Field(
        None,
        description="How the desk logs in; left out together with password, it does not.",
        examples=["desk"],
    )
    password: Secret | None = Field(
        None,
        description="The name of the password, never the password itself.",
        examples=[{"environment": "SMTP_PASSWORD"}],
    )

    @model_validator(mode="after")
    def _logs_in_safely(self) -> "EmailPart":
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together: write both, or neither")
        if self.user is not None and self.security == "none":
            raise ValueError("a password only travels encrypted: write security: starttls, or tls")
        return self


class NotificationsFile(Part):
    """`notifications.yaml`: how agents are told outside of their own pages; it may be left out."""

    webhooks: dict[Slug, WebhookPart] = Field(
        default_factory=dict,
        description="Addresses that messages are posted to, by names that teams.yaml uses.",
        examples=[
            {
                "on-call": {
                    "url": "https://pager.example.org/desk",
                    "secret": {"environment": "ON_CALL_SECRET"},
                }
            }
        ],
    )
    email: EmailPart | None = Field(
        None,
        description="The one server that takes the desk's mail.",
        examples=[
            {"from": "desk@example.org", "server": "localhost", "port": 25, "security": "none"}
        ],
    )
