"""What the accounts of WhatsApp, Messenger and Instagram have to say, as far as it is the same."""

from typing import Final

from channels.kinds import Account, NeededSecret, Setting
from channels.meta.graph import Address

# https://developers.facebook.com/docs/graph-api/changelog: v26.0 came on 29 July 2026; a version
# is served for two years at least.
VERSION: Final = "v26.0"
LARGEST_DELIVERY: Final = 3 * 1024 * 1024  # "Webhook payloads can be up to 3 MB"
ANSWERS_WITHIN: Final = 5.0  # Meta asks for a few seconds, and gives up after 20

APP_SECRET: Final = NeededSecret(
    name="app_secret",
    meaning="what Meta signs webhooks with, and what proves our calls to be the app's",
    where="App Dashboard, App settings, Basic, App secret, Show",
)
VERIFY_TOKEN: Final = NeededSecret(
    name="verify_token",
    meaning="what Meta shows once when the webhook's address is saved",
    where="made by you, at random; entered in the App Dashboard beside the callback URL",
)
HUMAN_AGENT: Final = Setting(
    name="human_agent",
    meaning="whether the app has the Human Agent permission: a person's answer may then go out for"
    " seven days",
    example="yes",
    default="no",
    pattern="yes|no",
)


def api(base: str) -> tuple[Setting, ...]:
    """Where Meta's API is, and in which version."""
    return (
        Setting(
            name="api",
            meaning="the address of the Graph API",
            example=base,
            default=base,
            is_url=True,
        ),
        Setting(
            name="version",
            meaning="the version of the Graph API",
            example=VERSION,
            default=VERSION,
            pattern=r"v[0-9]{1,3}\.[0-9]",
        ),
    )


def number_of(name: str, meaning: str, example: str) -> Setting:
    """A setting that is one of Meta's ids."""
    return Setting(name=name, meaning=meaning, example=example, pattern="[0-9]{3,32}")


def address_of(account: Account, *, proves: bool) -> Address:
    """Where an account's calls go."""
    return Address(
        base=account.settings["api"],
        version=account.settings["version"],
        loopback=account.loopback,
        app_secret=account.secret("app_secret") if proves else "",
    )
