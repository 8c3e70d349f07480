"""Whether an account is set up at Meta: what is looked at, and what to click where it is not.

https://developers.facebook.com/docs/graph-api/reference/debug_token,
https://developers.facebook.com/docs/graph-api/reference/app/subscriptions and, of addresses for
one number or one business account alone,
https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override/
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from channels.meta.graph import Graph, Question
from channels.payload import Members, identifier, member, several, words
from domain.abilities import Finding
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused

OVERRIDES: Final = "webhook_configuration"
_OWN_ADDRESSES: Final = ("phone_number", "whatsapp_business_account")  # the first that is set


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account needs at Meta. `product` is its menu in the App Dashboard."""

    object: str  # of the webhook
    fields: tuple[str, ...]
    permissions: tuple[str, ...]
    product: str
    made_at: str  # where a person makes a token


@dataclass(frozen=True, slots=True)
class Seen:
    """What Meta said, or the code of why it did not."""

    members: Members = field(repr=False)
    reason: str = ""


class Checking:
    """Looks at one account, and changes nothing."""

    def __init__(self, graph: Graph, wanted: Wanted, app_secret: str = "") -> None:
        self._graph = graph
        self._wanted = wanted
        self._app_secret = app_secret

    async def token(self) -> tuple[Finding, str]:
        """Whether the token is good for what we do; beside it the id of its app."""
        seen = await self._ask_about_token()
        about = member(seen.members, "data")
        app_id = identifier(about.get("app_id"))
        make = f"Make one under {self._wanted.made_at}, and put it into the secret access_token."
        if about.get("is_valid") is not True:
            reason = seen.reason or "not valid"
            return Finding(
                "access token", well=False, advice=f"Meta says: {reason}. {make}"
            ), app_id
        scopes = about.get("scopes")
        granted = scopes if isinstance(scopes, list) else []
        missing = [one for one in self._wanted.permissions if one not in granted]
        if missing:
            lacks = f"It lacks {', '.join(missing)}. {make}"
            return Finding("access token", well=False, advice=lacks), app_id
        return Finding("access token", well=True), app_id

    async def found(self, what: str, path: str, own_id: str, named: str = "id") -> Finding:
        """Whether the token reaches the number, page or account of the settings.

        `named` is the field that webhooks name it by: what has another id besides gets nothing.
        """
        seen = await self.look(Question("GET", path, {"fields": named}, repeatable=True))
        told = identifier(seen.members.get(named))
        if told == own_id:
            return Finding(what, well=True)
        says = seen.reason or (f"its {named} is {told}" if told else "another one")
        advice = f"Meta says: {says}. Look up its id in the App Dashboard"
        return Finding(what, well=False, advice=f"{advice} under {self._wanted.product}.")

    async def webhook(
        self, app_id: str, webhook_url: str | None, number: str = ""
    ) -> Sequence[Finding]:
        """Whether the app posts what we read, and to where we listen.

        A `number` of WhatsApp, or its business account, may have an address of its own.
        """
        question = Question("GET", f"{app_id}/subscriptions", repeatable=True)
        token = f"{app_id}|{self._app_secret}"
        told = await self._graph.try_with(token, question)
        own = [
            one
            for one in several(told.members, "data")
            if words(one.get("object")) == self._wanted.object and one.get("active") is not False
        ]
        subscribed = own[0] if own else {}
        own_address = await self._own_address(number) if number else ""
        there = own_address or words(subscribed.get("callback_url"))
        return [
            self._address(there, webhook_url, is_own=bool(own_address)),
            self._fields(words(one.get("name")) for one in several(subscribed, "fields")),
        ]

    async def installed(self, what: str, path: str, *, by_field: bool) -> Finding:
        """Whether the page or account lets the app hear of it."""
        seen = await self.look(Question("GET", f"{path}/subscribed_apps", repeatable=True))
        apps = several(seen.members, "data")
        heard = {one for app in apps for one in _names(app)}
        missing = [one for one in self._wanted.fields if one not in heard] if by_field else []
        if apps and not missing:
            return Finding(what, well=True)
        lacks = f" with {', '.join(missing)}" if missing else ""
        advice = f"Subscribe the app to it{lacks}: {self._wanted.product}, Add subscriptions."
        return Finding(what, well=False, advice=advice)

    async def look(self, question: Question) -> Seen:
        """Ask; never raises."""
        try:
            return Seen(await self._graph.ask(question))
        except (Refused, NotNow, OutcomeUnknown, TokenRefused) as fault:
            return Seen({}, fault.reason)

    async def _ask_about_token(self) -> Seen:
        try:
            token = await self._graph.credentials()
        except (NotNow, TokenRefused) as fault:
            return Seen({}, fault.reason)
        return await self.look(
            Question("GET", "debug_token", {"input_token": token}, repeatable=True)
        )

    async def _own_address(self, number: str) -> str:
        """Where Meta posts instead of to the app's address; "" where there is none, or no word."""
        seen = await self.look(Question("GET", number, {"fields": OVERRIDES}, repeatable=True))
        told = member(seen.members, OVERRIDES)
        return next(filter(None, (words(told.get(name)) for name in _OWN_ADDRESSES)), "")

    def _address(self, there: str, webhook_url: str | None, *, is_own: bool) -> Finding:
        if there and there == webhook_url:
            return Finding("webhook address", well=True)
        wanted = webhook_url or "the address of this account"
        if is_own:
            says = f"Meta posts to {there}, the number's or its business account's own address."
            advice = f"{says} Set {OVERRIDES} of the number to {wanted}, with the verify token."
            return Finding("webhook address", well=False, advice=advice)
        advice = (
            f"In the App Dashboard, {self._wanted.product}, Webhooks: enter {wanted} as the "
            "callback URL and the secret verify_token as the verify token, then Verify and save."
        )
        return Finding("webhook address", well=False, advice=advice)

    def _fields(self, subscribed: Iterable[str]) -> Finding:
        heard = set(subscribed)
        missing = [one for one in self._wanted.fields if one not in heard]
        if not missing:
            return Finding("webhook fields", well=True)
        advice = f"In the App Dashboard, {self._wanted.product}, Webhooks, Manage: subscribe to "
        return Finding("webhook fields", well=False, advice=f"{advice}{', '.join(missing)}.")


def _names(app: Members) -> list[str]:
    listed = app.get("subscribed_fields")
    fields = listed if isinstance(listed, list) else []
    return [words(one.get("name")) if isinstance(one, dict) else words(one) for one in fields]
