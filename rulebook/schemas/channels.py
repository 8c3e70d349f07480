"""The shape of `channels.yaml`: the accounts through which customers reach the desk."""

from pydantic import Field, StrictBool, model_validator

from rulebook.schemas.parts import Part, Secret
from rulebook.schemas.values import Callback, RegionName, Slug, encrypted


class AccountPart(Part):
    """One account of `channels.yaml`."""

    channel: Slug = Field(description="The kind of way in and out.", examples=["webhook"])
    account: Slug = Field(
        description="Our address there; with the channel it names the account.", examples=["shop"]
    )
    region: RegionName = Field(
        description="Whose customers write here, or any: worked out for each customer.",
        examples=["any", "eu"],
    )
    callback_url: Callback | None = Field(
        None,
        description="Where our answers go; without one they cannot be delivered.",
        examples=["https://shop.example.org/desk"],
    )
    secret: Secret = Field(
        description="The name of the secret that signs what we send, never the secret itself.",
        examples=[{"file": "callback-secret"}, {"environment": "SHOP_SECRET"}],
    )
    loopback: StrictBool = Field(
        False,
        description="The callback may be on this machine, as for trying things out; it has no "
        "effect except on a desk that runs on one machine.",
        examples=[True],
    )

    @model_validator(mode="after")
    def _is_encrypted(self) -> "AccountPart":
        encrypted("callback", self.callback_url, loopback=self.loopback)
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
