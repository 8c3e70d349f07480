"""The shape of `notifications.yaml`: what the ways need by which agents are told outside."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, model_validator

from rulebook.schemas import Part, SecretPart
from rulebook.values import Callback, Slug, Words, encrypted, no_secret
from rulebook.ways import email_address, host_name

Secret = Annotated[SecretPart, BeforeValidator(no_secret)]


class WebhookPart(Part):
    """One address that notifications are posted to, signed."""

    url: Callback
    secret: Secret
    loopback: StrictBool = False

    @model_validator(mode="after")
    def _is_encrypted(self) -> "WebhookPart":
        encrypted("webhook", self.url, loopback=self.loopback)
        return self


class EmailPart(Part):
    """The server that takes the desk's mail, and who the desk is to it."""

    sender: Annotated[str, AfterValidator(email_address)] = Field(alias="from")
    server: Annotated[str, AfterValidator(host_name)]
    port: StrictInt = Field(ge=1, le=65535)
    security: Literal["none", "starttls", "tls"]
    user: Words | None = None
    password: Secret | None = None

    @model_validator(mode="after")
    def _logs_in_safely(self) -> "EmailPart":
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password belong together: write both, or neither")
        if self.user is not None and self.security == "none":
            raise ValueError("a password only travels encrypted: write security: starttls, or tls")
        return self


class NotificationsFile(Part):
    """`notifications.yaml`."""

    webhooks: dict[Slug, WebhookPart] = Field(default_factory=dict)
    email: EmailPart | None = None
