"""The shape of `channels.yaml`: the accounts through which customers reach the desk."""

from datetime import time
from typing import Annotated

from pydantic import Field, StrictBool, model_validator

from rulebook.schemas.parts import Part, Secret
from rulebook.schemas.values import (
    AccountName,
    Callback,
    RegionName,
    SettingName,
    Slug,
    TimeOfDay,
    WayOut,
    Words,
    Zone,
    encrypted,
)

SettingText = Annotated[str, Field(min_length=1, max_length=2048)]


class QuietHoursPart(Part):
    """When nobody is to be disturbed: what the desk says by itself waits until it is over."""

    start: TimeOfDay = Field(
        alias="from", description="When they begin, by the wall clock.", examples=["22:00"]
    )
    until: TimeOfDay = Field(
        description="When they end; of the next day where that is earlier.", examples=["07:00"]
    )
    zone: Zone | None = Field(
        None,
        description="Whose wall clock; without it, that of where the customer lives.",
        examples=["Asia/Bangkok"],
    )

    @model_validator(mode="after")
    def _is_some_time(self) -> "QuietHoursPart":
        if self.start == self.until:
            raise ValueError(
                "quiet hours of no length; write two times that differ, or leave them out"
            )
        return self

    @property
    def span(self) -> tuple[time, time]:
        """When they begin, and when they end."""
        return time.fromisoformat(self.start), time.fromisoformat(self.until)


class AccountPart(Part):
    """One account of `channels.yaml`."""

    channel: Slug = Field(
        description="The kind of way in and out; one that Meridian does not know itself is spoken "
        "to as a webhook is.",
        examples=["webhook"],
    )
    account: Slug = Field(
        description="Our address there; with the channel it names the account.", examples=["shop"]
    )
    region: RegionName = Field(
        description="Whose customers write here, or any: worked out for each customer.",
        examples=["any", "eu"],
    )
    settings: dict[SettingName, SettingText] = Field(
        default_factory=dict,
        description="What the channel has to know of the account: `meridian channel list` names "
        "the settings of each.",
        examples=[{"callback_url": "https://shop.example.org/desk"}],
    )
    secrets: dict[SettingName, Secret] = Field(
        default_factory=dict,
        description="The names of its secrets, never the secrets themselves. While one changes, "
        "its place holds several, one a line and the newest first.",
        examples=[{"signing": {"file": "callback-secret"}}],
    )
    callback_url: Callback | None = Field(
        None,
        description="Of a webhook, for settings: callback_url: where our answers go; without one "
        "they cannot be delivered.",
        examples=["https://shop.example.org/desk"],
    )
    secret: Secret | None = Field(
        None,
        description="Of a webhook, for secrets: signing: the name of the secret that signs what we "
        "send, and what we are sent.",
        examples=[{"file": "callback-secret"}, {"environment": "SHOP_SECRET"}],
    )
    loopback: StrictBool = Field(
        False,
        description="The account may call this machine, as for trying things out; it has no "
        "effect except on a desk that runs on one machine.",
        examples=[True],
    )
    fall_back: tuple[WayOut, ...] = Field(
        (),
        description="Where a message goes that this account cannot take any more, to the same "
        "person: a channel, or one of its accounts; the first that can.",
        examples=[["email", "webhook/shop"]],
    )
    quiet_hours: QuietHoursPart | None = Field(
        None,
        description="When nobody is to be disturbed here by what the desk says by itself.",
        examples=[{"from": "22:00", "until": "07:00", "zone": "Asia/Bangkok"}],
    )
    template: Words | None = Field(
        None,
        description="The message that the platform approved, for answers after its window: its one "
        "value is the text.",
        examples=["desk_answer"],
    )

    @model_validator(mode="after")
    def _is_encrypted(self) -> "AccountPart":
        encrypted("callback", self.callback_url, loopback=self.loopback)
        return self

    @model_validator(mode="after")
    def _is_signed(self) -> "AccountPart":
        if self.callback_url is not None and self.secret is None and "signing" not in self.secrets:
            raise ValueError(
                "a callback needs the secret that signs what goes there; write secret: {file: name}"
            )
        return self

    @model_validator(mode="after")
    def _says_things_once(self) -> "AccountPart":
        if self.callback_url is not None and "callback_url" in self.settings:
            raise ValueError("the callback_url stands in settings, too; keep one of them")
        if self.secret is not None and "signing" in self.secrets:
            raise ValueError("the secret stands in secrets as signing, too; keep one of them")
        return self


class ChannelsFile(Part):
    """`channels.yaml`: the accounts through which customers reach the desk."""

    accounts: tuple[AccountPart, ...] = Field(
        min_length=1,
        description="Each account of each channel, once.",
        examples=[
            [
                {
                    "channel": "webhook",
                    "account": "shop",
                    "region": "any",
                    "callback_url": "https://shop.example.org/desk",
                    "secret": {"file": "callback-secret"},
                }
            ]
        ],
    )
    defaults: dict[RegionName, AccountName] = Field(
        default_factory=dict,
        description="The last way out of a region: by which account a message goes that nothing "
        "else takes, of a customer who is known there.",
        examples=[{"eu": "webhook/shop"}],
    )
