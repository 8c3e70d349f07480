"""What every store of frozen policies promises."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.policy import Calendar, Policy, PolicyReference, Step
from domain.stores import Conflict, Missing, RegionStores
from domain.vocabulary import Priority, Target

POLICY = Policy(
    reference=PolicyReference("eu-vip", 3, "hash-of-it"),
    calendar=Calendar("eu", "Europe/Berlin", {"0": (("09:00", "17:00"),)}, {"2026-12-25": ()}),
    targets={"first_reply": timedelta(minutes=30)},
    warn_at={"first_reply": 0.75},
    steps=(
        Step("step 1", "target", target=Target.FIRST_REPLY, fraction=0.75),
        Step("step 2", "opening", offset=timedelta(days=3), raise_priority_to=Priority.URGENT),
    ),
)


class PoliciesContract:
    async def test_a_policy_comes_back_as_it_was(self, stores: RegionStores) -> None:
        await stores.policies.keep(POLICY)
        await stores.policies.keep(POLICY)
        assert await stores.policies.get("hash-of-it") == POLICY

    async def test_another_policy_under_its_hash_is_a_conflict(self, stores: RegionStores) -> None:
        await stores.policies.keep(POLICY)
        with pytest.raises(Conflict):
            await stores.policies.keep(replace(POLICY, acknowledge=False))

    async def test_an_unknown_policy_is_missing(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.policies.get("no such hash")
