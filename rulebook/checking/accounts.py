"""Accounts of channels: what they name is there, once, and leads somewhere else than to themselves.

What a channel needs of its accounts is not known here: `runtime/usable.py` asks it.
"""

from collections.abc import Iterator, Sequence

from rulebook.checking.doubles import doubles
from rulebook.checking.known import Known
from rulebook.reading.findings import Finding
from rulebook.reading.names import unknown
from rulebook.reading.sources import Sources
from rulebook.schemas.channels import AccountPart
from rulebook.schemas.values import ANY_REGION


def accounts(sources: Sources, known: Known) -> Iterator[Finding]:
    """What is wrong with them."""
    file, seen = sources.channels, set[str]()
    for index, account in enumerate(file.says.accounts):
        if account.region != ANY_REGION:
            said = unknown("region", account.region, _with_any(known.regions))
            if said:
                yield file.finding(("accounts", index, "region"), said)
        if _name(account) in seen:
            said = f"the account {account.account} of {account.channel} is written twice; keep one"
            yield file.finding(("accounts", index), said)
        seen.add(_name(account))
        yield from _ways_out(sources, known, index, account)
    yield from _defaults(sources, known)


def _ways_out(
    sources: Sources, known: Known, index: int, account: AccountPart
) -> Iterator[Finding]:
    file, place = sources.channels, ("accounts", index, "fall_back")
    for position, way in enumerate(account.fall_back):
        said = _leads_nowhere(way, known)
        if way == _name(account):
            said = "an account does not fall back on itself; name another one"
        if said:
            yield file.finding((*place, position), said)
    yield from doubles(file, place, account.fall_back)


def _leads_nowhere(way: str, known: Known) -> str | None:
    if "/" in way:
        return unknown("account", way, known.accounts)
    return unknown("channel", way, known.channels)


def _defaults(sources: Sources, known: Known) -> Iterator[Finding]:
    file = sources.channels
    regions = {_name(one): one.region for one in file.says.accounts}
    for region, name in file.says.defaults.items():
        place = ("defaults", region)
        said = unknown("region", region, known.regions) or unknown("account", name, known.accounts)
        whose = regions.get(name, region)
        if said is None and whose not in (region, ANY_REGION):
            said = f"{name} is of {whose}; name an account of {region}, or of any region"
        if said:
            yield file.finding(place, said)


def _name(account: AccountPart) -> str:
    return f"{account.channel}/{account.account}"


def _with_any(regions: Sequence[str] | None) -> Sequence[str] | None:
    return None if regions is None else [*regions, ANY_REGION]
